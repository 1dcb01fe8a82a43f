"""Vega-Lite: the specification compiles, and draws what the picture does."""

import json
import re
from typing import Any

import pytest
import vl_convert

from app.render.charts.palette import DARK, THEMES
from app.render.charts.vega import specification
from app.render.values import encode
from tests.render.charts.invented import DAY, VARIED, exactly, series, snapshot, statement


def specified(of: Any = VARIED, theme: Any = "auto") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(encode(specification(of, theme, "https://x.org", 600)))
    return found


def drawn(spec: dict[str, Any]) -> str:
    found: str = vl_convert.vegalite_to_svg(json.dumps(spec), vl_version="6.4")
    return found


def test_every_statement_has_a_row_that_says_what_it_leaves_open() -> None:
    rows = specified()["data"]["values"]
    assert len(rows) == len(VARIED.statements)
    assert [row["open"] for row in rows if row["open"]] == ["end", "start"]
    assert [row["amount"] for row in rows][:2] == [100, None]
    assert (rows[1]["low"], rows[1]["high"]) == (1500, 2500)
    assert [row["disputed"] for row in rows].count("amount") == 5


def test_every_dispute_has_one_sign_and_every_open_date_an_arrow() -> None:
    picture = drawn(specified())
    assert picture.count(">≠</text>") == sum(each.is_disputed for each in VARIED.snapshots) == 2
    assert (picture.count(">→</text>"), picture.count(">←</text>")) == (1, 1)


def test_every_mark_leads_to_its_passage() -> None:
    picture = drawn(specified())
    said = re.findall(
        r'aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="(?:point|rule mark)"', picture
    )
    for each in VARIED.statements:
        assert any(f"stated: {each.words};" in label for label in said), each.words
    assert picture.count('href="https://x.org/sources/') >= len(VARIED.statements)


@pytest.mark.parametrize(("qualifier", "hollow"), [("exact", False), ("more-than", True), ("less-than", True)])
def test_what_is_not_meant_itself_is_hollow(qualifier: str, hollow: bool) -> None:
    picture = drawn(specified(series([snapshot(DAY, DAY, statement((7, 7, None), qualifier))])))
    (point,) = re.findall(r'<path [^>]*aria-roledescription="point"[^>]*>', picture)
    assert ('fill="#ffffff"' in point) == hollow


def test_a_bound_points_to_the_side_that_it_leaves_open() -> None:
    (shape,) = [layer["encoding"]["shape"]["scale"] for layer in specified()["layer"] if "shape" in layer["encoding"]]
    shapes = dict(zip(shape["domain"], shape["range"], strict=True))
    assert {name for name in shapes if shapes[name] == "triangle-up"} == {"more-than", "at-least"}
    assert {name for name in shapes if shapes[name] == "triangle-down"} == {"less-than", "at-most", "nearly"}


def test_numbers_are_exact_literals() -> None:
    text = encode(specification(series([snapshot(DAY, DAY, exactly(1e-8))]), "auto", "", None)).decode()
    assert '"amount":0.00000001' in text


@pytest.mark.parametrize("theme", THEMES)
def test_themes(theme: str) -> None:
    spec = specified(theme=theme)
    assert spec["config"].get("background") == {"dark": DARK["ground"], "light": "#ffffff", "auto": None}[theme]
    assert drawn(spec)
    assert drawn(specified(series([]), theme))
