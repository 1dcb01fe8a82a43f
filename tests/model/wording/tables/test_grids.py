"""Tables in plain text: which cells there are, and what stands over and beside them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.wording.tables.grids import Cell, tables
from app.model.wording.tables.lines import Span, is_figure, lines


def cells(text: str) -> list[Cell]:
    return [cell for table in tables(text) for cell in table]


def words(text: str, span: Span | None) -> str | None:
    return None if span is None else text[slice(*span)]


def seen(text: str) -> list[tuple[str, list[str | None], str | None]]:
    """Each cell with its heads and the label of its row."""
    return [
        (text[slice(*each.span)], [words(text, head) for head in each.heads], words(text, each.row))
        for each in cells(text)
    ]


BARS = "| Month | BTC held | Cost |\n|---|---|---|\n| May | 1,250 | ~12 |\n| June | n/a | (4) |\n"
TABS = "Year\tRevenue\n2030\t$1,250\n2031\t1,300\n"
ALIGNED = """In thousands

              2030      2031
           -------   -------
Revenue      1,250     1,300
Cost          (80)       (9)
"""
TWO_HEADS = "|  | Mined | |\n|  | BTC | EH/s |\n|---|---|---|\n| May | 12 | 13.5 |\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            BARS,
            [("1,250", ["BTC held"], "May"), ("~12", ["Cost"], "May"), ("(4)", ["Cost"], "June")],
        ),
        (TABS, [("$1,250", ["Revenue"], "2030"), ("1,300", ["Revenue"], "2031")]),
        (
            ALIGNED,
            [
                ("1,250", ["2030"], "Revenue"),
                ("1,300", ["2031"], "Revenue"),
                ("(80)", ["2030"], "Cost"),
                ("(9)", ["2031"], "Cost"),
            ],
        ),
        (TWO_HEADS, [("12", ["BTC", "Mined"], "May"), ("13.5", ["EH/s", "Mined"], "May")]),
    ],
)
def test_heads_and_labels(text: str, expected: list[tuple[str, list[str], str]]) -> None:
    assert seen(text) == expected


def test_corner_and_caption() -> None:
    text = f"Test data\nIn BTC\n\n{TABS}"
    first = cells(text)[0]
    assert words(text, first.corner) == "Year"
    assert [words(text, span) for span in first.caption] == ["In BTC", "Test data"]
    assert [words(text, span) for span in first.context] == ["Revenue", "2030", "Year", "In BTC", "Test data"]


def test_only_a_caption_makes_a_table_without_heads() -> None:
    rows = "May    1,250\nJune   1,300\n"
    assert cells(rows) == []
    assert [each[0] for each in seen(f"Holdings in BTC\n\n{rows}")] == ["1,250", "1,300"]


def test_a_lone_sign_belongs_to_the_figure_behind_it() -> None:
    text = "Item        2030\nCash     $  1,250\nLoans       1,300\n"
    first, second = cells(text)
    assert (words(text, first.span), words(text, second.span)) == ("$  1,250", "1,300")
    assert (first.signed, second.signed) == (None, first.span)


def test_the_nearest_signed_cell_of_the_own_column() -> None:
    text = "| a | b | c |\n|---|---|---|\n| x | $1 | 2 |\n| y | €3 | 4 |\n| z | 5 | 6 |\n"
    assert [words(text, each.signed) for each in cells(text)] == [None, None, "$1", None, "€3", None]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "No table here.", "a | b", "A sentence  with a gap.", "| a | b |\n|---|---|\n"]
)
def test_what_is_no_table(text: str) -> None:
    assert cells(text) == []


def test_a_head_over_several_columns_is_never_the_lowest() -> None:
    two = "|  | Mined | | Sold | |\n|  | BTC | EH/s | BTC | USD |\n|---|---|---|---|---|\n| May | 1 | 2 | 3 | 4 |\n"
    assert [heads for _, heads, _ in seen(two)] == [
        ["BTC", "Mined"],
        ["EH/s", "Mined"],
        ["BTC", "Sold"],
        ["USD", "Sold"],
    ]
    one = "| Item | Held | |\n|---|---|---|\n| x | 1 | 2 |\n"
    assert [heads for _, heads, _ in seen(one)] == [["Held"], []]


def test_rows_without_a_label_need_a_head() -> None:
    assert seen("In BTC\n\n1,250   1,300\nMay     1,400\n") == [("1,400", [], "May")]


def test_rows_behind_a_line_of_text_are_another_table() -> None:
    assert seen(f"{BARS}In USD\n| July | 7 |\n")[-1] == ("7", [], "July")


def test_a_line_of_text_ends_a_table_once_it_has_rows() -> None:
    text = f"{BARS}It held 5 BTC.\n\n| A | B |\n|---|---|\n| x | 7 |\n"
    assert [each[0] for each in seen(text)] == ["1,250", "~12", "(4)", "7"]
    assert len(list(tables(text))) == 2


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("1,250", True),
        ("$1,250", True),
        ("(4)", True),
        ("~12.5%", True),
        ("10–20 MW", True),
        ("12+", True),
        ("5 (est.)", True),
        ("1,250[3]", True),
        ("**5**", True),
        ("n/a", False),
        ("-", False),
        ("May 5", False),
        ("5 of them", False),
        ("", False),
    ],
)
def test_figures(words: str, figure: bool) -> None:
    assert is_figure(words) is figure


@pytest.mark.parametrize(
    ("line", "ruler"),
    [("|---|:--:|", True), ("--- ---", True), ("=====", True), ("+---+---+", True), ("--", False), ("--- x", False)],
)
def test_rulers(line: str, ruler: bool) -> None:
    assert next(lines(line)).is_ruler is ruler


def test_a_line_of_very_many_cells_is_no_row() -> None:
    head, row = "\t".join("a" * 150), "\t".join("1" * 150)
    assert cells(f"{head}\n{row}\n") == []


LINES = st.lists(st.text(st.sampled_from(list("ab 15$|\t-.,()€:")), max_size=30), max_size=12).map("\n".join)


@given(LINES)
@settings(max_examples=600)
def test_every_span_lies_inside_the_text_and_in_one_line(text: str) -> None:
    found = cells(text)
    assert [cell.span for cell in found] == sorted(cell.span for cell in found)
    for cell in found:
        for start, end in (cell.span, *cell.context):
            assert 0 <= start <= end <= len(text)
            assert "\n" not in text[start:end]
        assert any(char.isdigit() for char in text[slice(*cell.span)])


def test_a_year_that_labels_a_row_is_no_figure() -> None:
    text = "Held, in BTC\n| Year | |\n|---|---|\n| 2030 | 5 |\n| 2031 | 6 |\n"
    assert [words(text, each.span) for each in cells(text)] == ["5", "6"]


@pytest.mark.parametrize(
    ("head", "corner"), [("| (in thousands) | 2030 |", "(in thousands)"), ("| | 2030 |", None), ("Item | 2030", "Item")]
)
def test_the_corner_is_the_head_of_the_labels(head: str, corner: str | None) -> None:
    text = f"{head}\n|---|---|\n| Cost | 5 MW |\n"
    assert {words(text, each.corner) for each in cells(text)} == {corner}
