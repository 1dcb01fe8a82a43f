"""Figures in cells: unit and scale from wherever the table says them."""

import pytest

from app.errors import CurationError
from app.model.quantities import literal
from app.model.wording.locales import locale_of
from app.model.wording.tables.cells import read_cell
from app.model.wording.tables.grids import tables


def readings(text: str, tag: str = "en") -> list[str]:
    """What each cell states, with the context that it needed; `refused` with the reason."""
    locale, found = locale_of(tag, text), []
    for cell in (cell for table in tables(text) for cell in table):
        try:
            read = read_cell(text, cell, None, locale)
        except CurationError as error:
            found.append(f"refused: {error.what}")
            continue
        quantity = read.quantity
        ends = [quantity.low, quantity.high] if quantity.value is None else [quantity.value]
        stated = "-".join(literal(end) for end in ends if end is not None)
        context = "; ".join(text[slice(*span)] for span in read.context)
        found.append(f"{stated} {quantity.unit} {quantity.qualifier} <{context}>")
    return found


def table(head: str, *cells: str, label: str = "Total", caption: str = "") -> str:
    rows = "".join(f"| {label} | {cell} |\n" for cell in cells)
    return f"{caption}\n\n| Item | {head} |\n|---|---|\n{rows}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (table("BTC held", "1,250"), "1250 BTC exact <BTC held>"),
        (table("Cost (millions of yen)", "12.5"), "12500000 JPY rounded <Cost (millions of yen)>"),
        (table("Amount", "$5.0"), "5 USD rounded <>"),
        (table("Amount", "5%"), "5 percent exact <>"),
        (table("Amount", "10-20 MW"), "10-20 MW between <>"),
        (table("Amount", "12+ MW"), "12 MW at-least <>"),
        (table("Amount", ">12 MW"), "12 MW more-than <>"),
        (table("BTC", "~1,300"), "1300 BTC approximately <BTC>"),
        (table("BTC", "12 (est.)"), "12 BTC estimated <BTC>"),
        (table("BTC", "12[3]"), "12 BTC exact <BTC>"),
        (table("BTC", "**12**"), "12 BTC exact <BTC>"),
        (table("BTC", "12†"), "12 BTC exact <BTC>"),
        (table("Share (%)", "5", label="Growth per year"), "5 percent exact <Share (%)>"),
        (table("2030", "$5", label="Price", caption="In thousands"), "5 USD exact <>"),
        (table("Revenue (in thousands of dollars)", "(4)"), "-4000 USD rounded <Revenue (in thousands of dollars)>"),
        (table("In $'000", "4"), "4000 USD rounded <In $'000>"),
        (table("Value ($m)", "4"), "4000000 USD rounded <Value ($m)>"),
        (table("Value", "4", label="Hashrate (EH/s)"), "4 EH/s exact <Hashrate (EH/s)>"),
        (table("Value", "$92,595", label="Price per BTC"), "92595 USD/BTC exact <Price per BTC>"),
        (table("2030", "4", caption="(in thousands of US dollars)"), "4000 USD rounded <(in thousands of US dollars)>"),
        (table("BTC held", "4", caption="In thousands"), "4 BTC exact <BTC held>"),
        (table("US dollars", "4", caption="In thousands"), "4000 USD rounded <US dollars; In thousands>"),
        (table("Cost ($ thousands)", "4 mn"), "4000000 USD rounded <Cost ($ thousands)>"),
        ("Test\n\nBTC\t2030\nMay\t4\n", "4 BTC exact <BTC>"),
        ("Test\n\n|  | Mined |\n|  | BTC |\n|---|---|\n| May | 12 |\n", "12 BTC exact <BTC>"),
    ],
)
def test_where_unit_and_scale_come_from(text: str, expected: str) -> None:
    assert readings(text) == [expected]


def test_a_sign_holds_for_the_figures_under_it() -> None:
    assert readings(table("2030", "$1,250", "1,300")) == ["1250 USD exact <>", "1300 USD exact <$1,250>"]


def test_what_a_scale_is_not_meant_for() -> None:
    caption = "(in millions of dollars, except ratios)"
    assert readings(table("2030", "12", caption=caption, label="Revenue")) == [f"12000000 USD rounded <{caption}>"]
    (ratio,) = readings(table("2030", "1.25", caption=caption, label="Ratio of both"))
    assert ratio.startswith(f"refused: «{caption}»: nothing tells")


def test_figures_per_share_are_apart_where_the_caption_says_so() -> None:
    caption = "(in millions of dollars, except per share)"
    (price,) = readings(table("2030", "1.25", caption=caption, label="Price per share"))
    assert price == f"1.25 USD/share rounded <{caption}; Price per share>"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (table("2030", "4"), "nothing in this table says its unit"),
        (table("BTC", "4 zork"), "no unit that this grammar knows"),
        (table("MW", "20-10"), "runs backwards"),
        (table("BTC", "$4.5.6"), "no figure"),
        (table("¥", "4"), "the sign of several currencies"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    (reading,) = readings(text)
    assert reading.startswith("refused: ")
    assert reason in reading


def test_spanish() -> None:
    assert readings(table("Precio por BTC (miles de dólares)", "92,5"), "es-ES") == [
        "92500 USD/BTC rounded <Precio por BTC (miles de dólares)>"
    ]
