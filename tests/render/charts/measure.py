"""How long a chart takes to draw: `python -m tests.render.charts.measure`; a tool, not a test."""

import time
from collections.abc import Callable
from statistics import median

from app.render.charts.png import raster
from app.render.charts.svg import Picture, draw
from tests.render.charts.invented import long_series

ROUNDS = 15


def milliseconds(make: Callable[[], object]) -> str:
    """Median, least and most of several rounds."""
    took = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        make()
        took.append(1000 * (time.perf_counter() - begun))
    return f"{median(took):.1f} ({min(took):.1f} to {max(took):.1f}) ms"


def main() -> None:
    """The SVG and the PNG of a short and a long series, 720 pixels wide, in this process alone."""
    picture = Picture(720, theme="light", origin="http://127.0.0.1:8000")
    for count in (10, 500):
        series = long_series(count)
        svg = draw(series, picture)
        print(f"{count} points: SVG {milliseconds(lambda: draw(series, picture))}, {len(svg):,} bytes")  # noqa: B023
        for scale in (1, 2):
            png = raster(svg, scale)
            print(f"{count} points: PNG x{scale} {milliseconds(lambda: raster(svg, scale))}, {len(png):,} bytes")  # noqa: B023


if __name__ == "__main__":
    main()
