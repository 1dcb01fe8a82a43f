"""Mentions: the quantities and dates of a document, in prose and in tables. All of it is test data."""

import hashlib

import pytest

from app.ingest.anchor import Span
from app.ingest.documents import Document
from app.ingest.mentions import COIN_RULE, Mention, cell_of, coin_context, coins, dates, quantities
from app.model.dates import Dated, parse_edtf
from app.model.quantities import Quantity, literal
from app.model.wording.locales import locale_of
from app.model.wording.tables.cells import UNIT_RULE

TABLE = """Bitcoin of the invented state

| As of             | BTC held | Value (millions of US dollars) |
|-------------------|---------:|-------------------------------:|
| December 31, 2030 |    2,560 |                          205.5 |
| March 31, 2031    |    3,015 |                          n/a   |

It held 3,015 BTC in all.
"""


def read(text: str) -> Document:
    data = text.encode()
    return Document("invented.txt", hashlib.sha256(data).hexdigest(), data, text)


def figures(text: str, tag: str = "en") -> list[tuple[str, str | None, str | None]]:
    """The words, the value and the unit of every quantity; None for what is refused."""
    document = read(text)
    return [(_words(document, each), *_value(each)) for each in quantities(document, {}, locale_of(tag, text))]


def days(text: str, published: str | None = None) -> list[tuple[str, str | None]]:
    document = read(text)
    when = parse_edtf(published) if published else None
    found = dates(document, when, locale_of("en", text))
    return [(_words(document, each), each.value.when.edtf if isinstance(each.value, Dated) else None) for each in found]


def _words(document: Document, each: Mention) -> str:
    return document.folded.text[each.span.start : each.span.end]


def _value(each: Mention) -> tuple[str | None, str | None]:
    read = each.value
    if not isinstance(read, Quantity):
        assert each.refusal is not None
        return None, None
    return (None if read.value is None else literal(read.value)), read.unit


def test_cells_are_read_with_the_heads_of_their_columns() -> None:
    assert figures(TABLE) == [
        ("2,560", "2560", "BTC"),
        ("205.5", "205500000", "USD"),
        ("3,015", "3015", "BTC"),
        ("3,015 BTC", "3015", "BTC"),
    ]


def test_a_cell_s_context_is_where_its_unit_stands() -> None:
    document = read(TABLE)
    amount, value, *_, prose = quantities(document, {}, locale_of("en", TABLE))
    said = [document.folded.text[span.start : span.end] for span in amount.context]
    assert (amount.rule, said) == (UNIT_RULE, ["BTC held"])
    assert [document.folded.text[span.start : span.end] for span in value.context] == ["Value (millions of US dollars)"]
    assert (prose.rule, prose.context) == (None, ())


def test_a_cell_that_is_not_read_says_why() -> None:
    text = "Sales\n\n| Year | Sold |\n|---|---|\n| 2030 | 512 |\n"
    found = list(quantities(read(text), {}, locale_of("en", text)))
    assert {each.value for each in found} == {None}
    assert "nothing in this table says its unit" in str(found[0].refusal)


def test_the_cell_of_a_span() -> None:
    document = read(TABLE)
    mentions = list(quantities(document, {}, locale_of("en", TABLE)))
    cells = [cell_of(document, each.span) for each in mentions]
    assert [cell is not None for cell in cells] == [True, True, True, False]
    first, *_ = cells
    assert first is not None
    assert document.text[slice(*first.span)] == "2,560"
    label = document.folded.text.index("December 31")
    assert cell_of(document, Span(label, label + 11)) is None
    assert cell_of(document, Span(label, mentions[0].span.end)) is None


def test_a_coin_is_a_bitcoin_where_nothing_else_is_named() -> None:
    text = "The state keeps bitcoin. It holds 500 coins. Later the bitcoin reserve held 600 coins."
    document = read(text)
    found = list(quantities(document, {}, locale_of("en", text)))
    assert [(_value(each), each.rule) for each in found] == [(("500", "BTC"), COIN_RULE), (("600", "BTC"), COIN_RULE)]
    places = [context.start for each in found for context in each.context]
    assert places == [text.index("bitcoin"), text.rindex("bitcoin")]  # where it was last named before


@pytest.mark.parametrize("other", ["ether", "stablecoins", "XRP", "tokens"])
def test_a_coin_is_nothing_in_a_document_of_several_assets(other: str) -> None:
    text = f"The state keeps bitcoin and {other}. It holds 500 coins."
    assert figures(text) == [("500 coins", "500", "coins")]
    assert coins(read(text)) == {}


def test_a_coin_is_nothing_where_bitcoin_is_not_named() -> None:
    assert figures("The state holds 500 coins.") == [("500 coins", "500", "coins")]


def test_words_that_count_no_coins_have_no_context() -> None:
    document = read("The bitcoin reserve is worth $5 million.")
    assert coin_context(document, Span(0, 20)) is None


def test_a_year_is_no_quantity_and_a_quantity_no_year() -> None:
    text = "In 2031 the state paid 2000 dollars."
    assert figures(text) == [("2000 dollars", "2000", "USD")]
    assert days(text) == [("In 2031", "2031")]


def test_the_numbers_of_dates_belong_to_no_quantity() -> None:
    text = "In Q4 2031 45 BTC were sold, and on May 5, 2031 miners met."
    assert figures(text) == [("45 BTC", "45", "BTC")]
    assert days(text) == [("In Q4 2031", "2031-10-01/2031-12-31"), ("on May 5, 2031", "2031-05-05")]


def test_a_date_without_a_year_needs_the_document_s() -> None:
    assert days("It met on May 5 for talks.") == [("on May 5", None)]
    assert days("It met on May 5 for talks.", "2031-06-01") == [("on May 5", "2031-05-05")]


def test_a_figure_and_a_date_go_on_over_the_end_of_a_wrapped_line() -> None:
    text = "The state held 1,250\nBTC on 1 Oc-\ntober 2031 at a price of 5 mega-\nwatts."
    assert [words for words, *_ in figures(text)] == ["1,250 BTC", "5 megawatts"]
    assert days(text) == [("on 1 October 2031", "2031-10-01")]


def test_nothing_goes_on_over_an_empty_line() -> None:
    assert figures("It held 1,250\n\nBTC is what it is called.") == []


def test_mentions_stand_in_the_order_of_the_text() -> None:
    found = [each.span.start for each in quantities(read(f"It has 5 BTC.\n\n{TABLE}"), {}, locale_of("en"))]
    assert found == sorted(found)
    assert len(found) == 5
