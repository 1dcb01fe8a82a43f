"""PNG: the font that comes along, and no other."""

import pytest

from app.render.charts.png import raster
from app.render.charts.svg import Picture, draw
from tests.render.charts.invented import VARIED


@pytest.fixture(scope="module")
def svg() -> str:
    return draw(VARIED, Picture(480, theme="light"))


def test_fonts_of_the_machine_are_not_looked_at(svg: str) -> None:
    picture = raster(svg, 1)
    for name in ("DejaVu Sans", "DejaVu Serif", "Liberation Sans", "Arial"):
        assert raster(svg.replace("system-ui", f"'{name}'"), 1) == picture


def test_what_is_bold_is_bold(svg: str) -> None:
    assert raster(svg, 1) != raster(svg.replace('font-weight="600"', 'font-weight="400"'), 1)
