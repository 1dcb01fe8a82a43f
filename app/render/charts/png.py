"""PNG of a chart: resvg draws the SVG, with a font that comes along, so that it looks alike on every machine."""

from importlib.resources import as_file, files

import resvg_py

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
