"""PNG of a chart: resvg draws the SVG, with a font that comes along, so that it looks alike on every machine.

`python -m app.render.charts.png SCALE` makes one of the SVG on standard input.
"""

import subprocess
import sys
from importlib.resources import as_file, files

import resvg_py

from app.errors import TooExpensive
from app.settings import ROOT

PATIENCE = 10
"""Seconds that one picture may take."""

_FAMILY = "Source Sans Pro"
_FILES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf")


def raster(svg: str, scale: int) -> bytes:
    """The picture in so many pixels to each of the SVG's. System fonts are not looked at: they differ."""
    with as_file(files("font_source_sans_pro") / "files") as folder:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                zoom=scale,
                skip_system_fonts=True,
                font_files=[str(folder / name) for name in _FILES],
                font_family=_FAMILY,
                sans_serif_family=_FAMILY,
                languages=["en"],
            )
        )


def raster_aside(svg: str, scale: int) -> bytes:
    """The picture from a process of its own: resvg holds Python's lock while it draws, a tenth of a second or more.

    Raises `TooExpensive`.
    """
    command = [sys.executable, "-m", "app.render.charts.png", str(scale)]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=svg.encode(),
            capture_output=True,
            check=True,
            cwd=ROOT,
            timeout=PATIENCE,
            start_new_session=True,  # who interrupts the server at a terminal lets it finish what it draws
        )
    except subprocess.TimeoutExpired as error:
        raise TooExpensive(f"the picture takes longer than {PATIENCE} seconds") from error
    return done.stdout


if __name__ == "__main__":
    sys.stdout.buffer.write(raster(sys.stdin.buffer.read().decode(), int(sys.argv[1])))
