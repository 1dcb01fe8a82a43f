"""The picture: what sources leave open is open, what they dispute is disputed, and every mark leads to its passage."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.quantities import QUALIFIERS
from app.render.charts.labels import labels
from app.render.charts.layout import Frame, plan, width_of, wrapped
from app.render.charts.legend import legend_of
from app.render.charts.palette import DARK, LIGHT, standalone_style
from app.render.charts.statements import Series
from app.render.charts.svg import Picture, draw, height_of, summary
from app.render.words import HEDGES
from tests.render.charts.invented import DAY, VARIED, exactly, long_series, series, snapshot, statement

SVG = "{http://www.w3.org/2000/svg}"
FRAME = Frame(720, 400, 60, 704, 60, 300)


def drawn(of: Series, width: int = 720, height: int | None = None, **more: Any) -> ElementTree.Element:
    return ElementTree.fromstring(draw(of, Picture(width, height, **more)))


def marks(picture: ElementTree.Element) -> list[ElementTree.Element]:
    return list(picture.iter(f"{SVG}a"))


def title(mark: ElementTree.Element) -> str:
    return str(mark.findtext(f"{SVG}title"))


def classes(mark: ElementTree.Element) -> list[str]:
    return [each.get("class", "") for each in mark if each.tag != f"{SVG}title"]


def texts(picture: ElementTree.Element) -> list[str]:
    return ["".join(each.itertext()) for each in picture.iter(f"{SVG}text")]


def test_every_statement_is_a_mark_that_leads_to_its_passage() -> None:
    found = marks(drawn(VARIED, origin="https://facts.example.org"))
    assert len(found) == len(VARIED.statements)
    for mark, said in zip(found, VARIED.statements, strict=True):
        assert mark.get("href") == f"https://facts.example.org/sources/{said.source}#{said.citation}"
        assert said.words in title(mark)
        assert said.source in title(mark)


def test_a_day_is_a_dot_and_an_interval_is_all_its_days() -> None:
    planned = plan(VARIED, FRAME)
    found = marks(drawn(VARIED))
    assert "c-span" in classes(found[0])
    assert "c-mark" not in classes(found[0]), "no point within an interval is preferred"
    assert "c-mark" in classes(found[3])
    year = planned.groups[0].marks[0]
    assert (year.from_x, year.to_x) == (
        planned.x(date(2028, 1, 1).toordinal()),
        planned.x(date(2028, 12, 31).toordinal()),
    )
    assert planned.groups[2].marks[0].to_x == FRAME.right, "what has no last day goes on to the edge"
    assert planned.groups[6].marks[0].from_x == FRAME.left


@pytest.mark.parametrize(
    ("qualifier", "ends", "up", "down", "hollow"),
    [
        ("exact", (6000, 6000, 6000), False, False, False),
        ("more-than", (6000, 6000, None), True, False, True),
        ("at-least", (6000, 6000, None), True, False, False),
        ("less-than", (6000, None, 6000), False, True, True),
        ("at-most", (6000, None, 6000), False, True, False),
    ],
)
def test_a_bound_has_an_arrow_and_is_hollow_if_it_is_not_meant_itself(
    qualifier: str, ends: tuple[float | None, float | None, float | None], up: bool, down: bool, hollow: bool
) -> None:
    (mark,) = marks(drawn(series([snapshot(DAY, DAY, statement(ends, qualifier))])))
    paths = [each.get("d", "") for each in mark.iter(f"{SVG}path")]
    assert any("v-18" in path for path in paths) == up
    assert any("v18" in path for path in paths) == down
    assert ("c-open" in classes(mark)) == hollow


def test_a_range_is_a_bar_without_a_point_and_ends_the_line() -> None:
    days = [date(2030, month, 1) for month in (1, 2, 3)]
    said = [exactly(1000), statement((None, 1500, 2500), "between"), exactly(2000)]
    picture = drawn(series([snapshot(day, day, each) for day, each in zip(days, said, strict=True)]))
    assert not list(marks(picture)[1].iter(f"{SVG}circle"))
    lines = [each for each in picture if each.get("class") == "c-line" and "H" in each.get("d", "")]
    assert len(lines) == 1, "the line goes up to the range and starts again behind it"


def test_sources_that_disagree_stand_side_by_side_under_a_bracket() -> None:
    over = statement((6240, 6240, None), "more-than", is_shown=False)
    one = snapshot(DAY, DAY, exactly(6240), exactly(6239, is_shown=False), over, disputes=("amount",))
    other = snapshot(date(2030, 1, 1), date(2030, 1, 1), exactly(6000))
    planned = plan(series([other, one]), FRAME)
    places = [mark.x for mark in planned.groups[1].marks]
    assert len(set(places)) == 3
    assert min(abs(a - b) for a in places for b in places if a != b) >= 10
    assert max(places) <= FRAME.right
    picture = drawn(series([other, one]))
    assert [each for each in picture if each.get("class") == "c-bracket"]
    assert any("6,240 ≠ 6,239 ≠ over 6,240" in words for words in texts(picture))
    assert all(title(mark).endswith("; disputed: amount") for mark in marks(picture)[1:])
    assert not [each for each in drawn(series([other])) if each.get("class") == "c-bracket"]


def test_more_statements_than_there_is_room_for_stay_in_the_picture() -> None:
    many = [exactly(100 + number % 3, is_shown=number == 0) for number in range(60)]
    planned = plan(series([snapshot(DAY, DAY, *many, disputes=("amount",))]), FRAME)
    assert all(FRAME.left <= mark.x <= FRAME.right for mark in planned.groups[0].marks)


@pytest.mark.parametrize("of", [VARIED, long_series(100), long_series(500)])
@pytest.mark.parametrize(
    ("width", "height"), [(240, None), (360, None), (720, None), (1200, None), (600, 315), (540, 540)]
)
def test_nothing_stands_outside_the_picture_or_on_a_label(of: Series, width: int, height: int | None) -> None:
    picture = drawn(of, width, height)
    high = float(picture.get("height", "0"))
    for each in picture.iter(f"{SVG}text"):
        half = width_of("".join(each.itertext()), float(each.get("font-size", "12"))) / 2
        anchored = {"middle": half, "end": 2 * half}.get(each.get("text-anchor", ""), 0)
        left = float(each.get("x", "")) - anchored
        assert 0 <= left <= width, each.text
        assert 0 < float(each.get("y", "")) < high
    planned = plan(of, Frame(width, 400, 60, width - 16, 60, 300))
    boxes = [
        (label.x - width_of(label.text, 12) / 2, label.x + width_of(label.text, 12) / 2, label.y)
        for label in labels(planned.groups, planned.frame)
    ]
    assert boxes
    said = [group.snapshot.is_disputed for group in planned.groups]
    assert len(boxes) >= sum(said), "a dispute without its sign"


@pytest.mark.parametrize("day", [date.min, date.max, date(9999, 12, 31)])
def test_time_has_ends(day: date) -> None:
    assert len(marks(drawn(series([snapshot(day, day, exactly(1))])))) == 1


@pytest.mark.parametrize(
    "amounts", [(1e-8, 3e-8), (0, 0), (0,), (21_000_000, 20_999_999.99999999), (1e12, 1e12), (0.1,)]
)
def test_amounts_of_every_size_have_their_axis_in_the_picture(amounts: tuple[float, ...]) -> None:
    days = [date(2030, month + 1, 1) for month in range(len(amounts))]
    picture = drawn(series([snapshot(day, day, exactly(each)) for day, each in zip(days, amounts, strict=True)]))
    for each in picture.iter(f"{SVG}text"):
        if each.get("text-anchor") == "end":
            assert float(each.get("x", "")) - width_of(str(each.text), 12) >= 0, "a number without its first digits"


def test_a_disputed_date_is_seen() -> None:
    one = snapshot(DAY, DAY, exactly(7), disputes=("date",))
    picture = drawn(series([one]))
    assert "7 (date ≠)" in texts(picture)
    assert title(marks(picture)[0]).endswith("; disputed: date")
    assert "1 of them disputed" in str(picture.get("aria-label"))


def test_a_dispute_with_another_date_has_its_sign() -> None:
    picture = drawn(series([snapshot(DAY, DAY, exactly(21_000_000), disputes=("amount",))]))
    assert "21,000,000 ≠" in texts(picture)


def test_a_dispute_about_what_is_not_drawn_is_said() -> None:
    picture = drawn(series([snapshot(DAY, DAY, exactly(7), disputes=("value_usd",))]))
    assert title(marks(picture)[0]).endswith("; disputed: value usd")
    assert "1 of them disputed" in str(picture.get("aria-label"))
    assert not [each for each in picture if each.get("class") == "c-bracket"]


def test_what_is_said_beside_is_said_to_be_beside() -> None:
    found = marks(drawn(series([snapshot(DAY, DAY, exactly(7), exactly(8, is_shown=False))])))
    assert [": said instead: " in title(mark) for mark in found] == [False, True]


def test_who_says_it_of_which_date_is_said() -> None:
    other = replace(exactly(8, "herald", is_shown=False), dated="undated")
    found = marks(drawn(series([snapshot(DAY, DAY, exactly(7), other, disputes=("amount",))])))
    assert title(found[1]).endswith(": said instead: 8 BTC, by herald, undated; disputed: amount")


def test_the_line_to_an_uncertain_day_is_dashed() -> None:
    some = snapshot(date(2030, 7, 1), date(2030, 7, 30), exactly(8))
    picture = drawn(series([snapshot(DAY, DAY, exactly(7)), some]))
    assert len([each for each in picture if each.get("stroke-dasharray")]) == 1
    assert not [each for each in drawn(long_series(3)) if each.get("stroke-dasharray")]


def test_statements_that_begin_or_end_on_one_day_do_not_hide_each_other() -> None:
    said = [snapshot(DAY, DAY, exactly(7), name="a"), snapshot(None, DAY, exactly(7), name="b")]
    planned = plan(series([*said, snapshot(DAY, DAY, exactly(7), name="c")]), FRAME)
    places = [mark.x for group in planned.groups for mark in group.marks]
    assert len(set(places)) == 3


def test_the_line_goes_through_what_is_shown_and_rises_on_the_first_day() -> None:
    """Not in the middle of the days that a date can mean, which no source prefers."""
    some = snapshot(date(2030, 7, 1), date(2030, 7, 30), exactly(8))
    planned = plan(series([snapshot(DAY, DAY, exactly(7)), some]), FRAME)
    mark = planned.groups[1].marks[0]
    assert mark.line_x == mark.from_x < mark.x < mark.to_x
    until = plan(series([snapshot(None, DAY, exactly(7)), some]), FRAME).groups[0].marks[0]
    assert until.x == until.to_x == until.line_x


def test_in_a_long_series_what_is_said_otherwise_lies_on_top() -> None:
    titles = [title(mark) for mark in marks(drawn(long_series(200)))]
    assert ["said instead" in each for each in titles] == [False] * 200 + [True] * 2


def test_labels_of_a_long_series_are_few_and_quick() -> None:
    """Every snapshot disputed: still a sign for each, and no time that grows with the square of their number."""
    disputed = series([replace(each, disputes=("amount",)) for each in long_series(1500).snapshots])
    planned = plan(disputed, FRAME)
    begun = time.perf_counter()
    found = labels(planned.groups, planned.frame)
    assert time.perf_counter() - begun < 2
    assert [each.text for each in found].count("≠") == 1500


def test_there_is_room_for_arrows_brackets_and_labels() -> None:
    planned = plan(VARIED, FRAME)
    for group in planned.groups:
        assert group.top >= FRAME.top + 8
        assert group.bottom <= FRAME.bottom


def test_a_card_has_a_plot_whatever_is_written_on_it() -> None:
    """The longest title, every kind of mark, and more sources than there is room for."""
    sources = tuple((f"s{number}", "A source with a long name") for number in range(30))
    crowded = replace(VARIED, title="A long name " * 20, sources=sources, part="from=2020-01-01&to=2035-12-31")
    for width, height in ((600, 315), (540, 540)):
        picture = drawn(crowded, width, height)
        grid = sorted(
            {each.get("d", "").split()[1].partition("H")[0] for each in picture if each.get("class") == "c-grid"}
        )
        assert len(grid) >= 2
        assert max(map(float, grid)) - min(map(float, grid)) >= 15


def test_there_is_room_above_a_dispute_on_the_highest_line() -> None:
    said = [exactly(6000), exactly(6000, "herald", is_shown=False)]
    low = snapshot(date(2030, 1, 1), date(2030, 1, 1), exactly(1000))
    planned = plan(series([low, snapshot(DAY, DAY, *said, disputes=("amount",))]), FRAME)
    assert planned.groups[1].top - 36 >= FRAME.top


def test_around_a_single_day_there_is_a_month() -> None:
    planned = plan(series([snapshot(DAY, DAY, exactly(1))]), FRAME)
    assert planned.x.high - planned.x.low == 30


def test_the_last_of_a_long_series_is_labelled() -> None:
    planned = plan(long_series(100), FRAME)
    assert "1,297" in {label.text for label in labels(planned.groups, planned.frame)}


def test_a_date_without_an_end_points_to_that_side() -> None:
    found = marks(drawn(VARIED))
    since, until = (" ".join(each.get("d", "") for each in found[place].iter(f"{SVG}path")) for place in (2, -1))
    assert ("l5 5l-5 5" in since, "l-5 5l5 5" in since) == (True, False)
    assert ("l5 5l-5 5" in until, "l-5 5l5 5" in until) == (False, True)


def test_a_label_counts_what_it_leaves_out() -> None:
    many = [exactly(1_000_000 + number, is_shown=number == 0) for number in range(6)]
    (label,) = labels(plan(series([snapshot(DAY, DAY, *many, disputes=("amount",))]), FRAME).groups, FRAME)
    assert label.text == "1,000,000 ≠ 5 others"


def test_a_narrow_picture_has_a_layout_of_its_own() -> None:
    wide, narrow = drawn(VARIED, 720), drawn(VARIED, 360)
    assert (wide.get("class"), narrow.get("class")) == ("chart wide", "chart narrow")
    sizes = {each.get("font-size", "12") for each in narrow.iter(f"{SVG}text")}
    assert sizes == {each.get("font-size", "12") for each in wide.iter(f"{SVG}text")}, "letters are as large"
    assert float(narrow.get("height", "0")) > float(wide.get("height", "0"))


def test_a_fixed_size_is_kept() -> None:
    picture = drawn(VARIED, 600, 315)
    assert (picture.get("width"), picture.get("height")) == ("600", "315")
    assert float(drawn(VARIED).get("height", "0")) == height_of(VARIED, Picture(720))


def test_the_sources_stand_in_the_picture() -> None:
    words = " ".join(texts(drawn(VARIED, origin="https://facts.example.org")))
    assert "Sources: The Gazette; The Herald of Ruritania." in words
    assert "data set 000000000000: https://facts.example.org/embed/reserve-timelines/ruritania-btc" in words
    assert "2 snapshots without a date or an amount not drawn" in words


def test_the_legend_says_what_is_there_and_nothing_else() -> None:
    plain = series([snapshot(DAY, DAY, exactly(6240))])
    assert [entry.words for entry in legend_of(plain)] == ["stated amount"]
    assert len(legend_of(VARIED)) == 7


def test_it_says_that_it_is_not_drawn_from_zero() -> None:
    close = series([snapshot(DAY, DAY, exactly(6240)), snapshot(date(2030, 5, 1), date(2030, 5, 1), exactly(6000))])
    assert any("not drawn from zero" in words for words in texts(drawn(close)))
    assert not any("not drawn from zero" in words for words in texts(drawn(VARIED)))


def test_a_series_of_which_nothing_can_be_drawn_says_so() -> None:
    assert "No snapshot states an amount at a date." in texts(drawn(series([], left_out=3)))
    assert summary(series([])).endswith("no snapshot states an amount at a date.")


@pytest.mark.parametrize("count", [4, 10, 500])
def test_the_same_series_is_the_same_bytes(count: int) -> None:
    assert draw(long_series(count), Picture(720)) == draw(long_series(count), Picture(720))


HOSTILE = '</text><script>alert(1)</script>"\'&<a href="javascript:alert(1)">\u202e\u2066\x00\x0b\u2028 ]]> <!-- '


def test_hostile_words_are_words() -> None:
    picture = drawn(series([snapshot(DAY, DAY, exactly(1, 'x" onload="alert(1)'))], title=HOSTILE))
    assert not list(picture.iter(f"{SVG}script"))
    assert len(marks(picture)) == 1
    whole = draw(series([], title=HOSTILE), Picture(720))
    assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", whole)
    assert "<script" not in whole


@given(st.text(max_size=200), st.integers(40, 400))
def test_any_title_makes_a_picture_and_no_line_is_too_long(words: str, width: int) -> None:
    drawn(series([snapshot(DAY, DAY, exactly(1))], title=words))
    for line in wrapped(words, 12, width, 3):
        assert width_of(line, 12) <= width + 12 * 2.2
    assert len(wrapped(words, 12, width, 3)) <= 3


def test_the_style_needs_nothing_but_its_colours() -> None:
    assert "var(" not in standalone_style("auto")
    assert all(
        colour in standalone_style("dark") for name, colour in DARK.items() if name in ("ink", "accent", "dispute")
    )
    assert "prefers-color-scheme" in standalone_style("auto")


def _channels(colour: str) -> Iterator[float]:
    for start in (1, 3, 5):
        share = int(colour[start : start + 2], 16) / 255
        yield share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), _channels(colour), strict=True))


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("text", ["ink", "muted", "accent", "dispute"])
@pytest.mark.parametrize("ground", ["ground", "raised", "cited"])
def test_every_text_can_be_read_on_every_ground(colours: dict[str, str], text: str, ground: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1."""
    light, dark = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_hedge_has_words() -> None:
    assert set(HEDGES) == set(QUALIFIERS)
