"""Finding quantities in running text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.folding import fold
from app.model.quantities import Quantity, literal
from app.model.wording.locales import ENGLISH, Locale, locale_of
from app.model.wording.quantities.finding import find_quantities
from app.model.wording.quantities.reading import parse_quantity

SALVADOR = locale_of("es-SV")


def stated(quantity: Quantity) -> str:
    ends = [quantity.low, quantity.high] if quantity.value is None else [quantity.value]
    return " ".join([*(literal(end) for end in ends if end is not None), quantity.unit or ""])


def found(text: str, locale: Locale) -> list[tuple[str, str]]:
    """Each mention with what it states, or `refused`."""
    return [
        (text[each.start : each.end], stated(each.quantity) if each.quantity else "refused")
        for each in find_quantities(text, {}, locale)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It holds over 6,240 BTC, or $5 million.", [("over 6,240 BTC", "6240 BTC"), ("$5 million", "5000000 USD")]),
        ("It rose from 5% to 10% in May", [("5%", "5 percent"), ("10%", "10 percent")]),
        ("raised from $5 million to $10 million", [("$5 million", "5000000 USD"), ("$10 million", "10000000 USD")]),
        ("rose from 5 to 10 percent", [("10 percent", "10 percent")]),
        ("ranging from 5% to 10%", [("5% to 10%", "5 10 percent")]),
        ("from 5 to 10 percent", [("5 to 10 percent", "5 10 percent")]),
        ("by 9% to 28.7 EH/s", [("9%", "9 percent"), ("28.7 EH/s", "28.7 EH/s")]),
        ("in 2022 to 53.6 percent", [("53.6 percent", "53.6 percent")]),
        ("bought about another 200 BTC", [("about another 200 BTC", "200 BTC")]),
        ("handed over 6,240 BTC", [("6,240 BTC", "6240 BTC")]),
        ("$1 = 7,310 guaranies today", [("$1 = 7,310 guaranies", "7310 PYG/USD")]),
        ("It fell by half", [("half", "50 percent")]),
        ("one in zero people", [("one in zero", "refused"), ("zero people", "0 persons")]),
        ("at least up to two-thirds of voters", [("at least up to two-thirds", "refused")]),
        ("5 or 6 BTC", [("6 BTC", "refused")]),
        ("5 BTC each", [("5 BTC", "refused")]),
        ("$20- to $40-million", [("$20", "refused"), ("$40-million", "refused")]),
        ("5 bitcoin exchange-traded funds", [("5 bitcoin", "refused")]),
        ("BTC 2025 results", [("BTC 2025", "refused")]),
        ("Item 5 BTC, Law 57 dollars", []),
        ("COVID-19 cases", []),
        ("(millions of yen) and in thousands of dollars", []),
        ("In the first half of the year it grew by more than anybody had thought", []),
        ("about half a million dollars", [("about half a million dollars", "500000 USD")]),
        ("5 million and 6,240", []),
        ("1.5.2 BTC and a/5 BTC", []),
    ],
)
def test_english(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, ENGLISH) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Subió de 5% a 10%", [("5%", "5 percent"), ("10%", "10 percent")]),
        ("un proyecto de 5 MW", [("5 MW", "5 MW")]),
        ("entre 5 y 10 MW", [("entre 5 y 10 MW", "5 10 MW")]),
        ("cayó a la mitad", [("la mitad", "50 percent")]),
        ("5 BTC cada uno", [("5 BTC", "refused")]),
        ("la Ley 57 dólares", []),
    ],
)
def test_spanish(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, SALVADOR) == expected


PIECES = (
    "5 6,240 12.5 2025 $ € % BTC MW million millones over más de about to a and y or between entre from rose per / ( )"
    " - half of mitad one in nine hundreds cientos dollars wallets people each not No. = 1 or-more daily"
)
WORDS = st.lists(st.sampled_from(PIECES.split()), max_size=14).map(" ".join)


@given(st.one_of(WORDS, st.text(max_size=60)), st.sampled_from([ENGLISH, SALVADOR, locale_of("es")]))
@settings(max_examples=1000)
def test_mentions_are_ordered_and_read_as_they_are_found(text: str, locale: Locale) -> None:
    """Whatever the text, nothing fails; and what is found reads alike by itself."""
    folded, last = fold(text), 0
    for each in find_quantities(folded, {}, locale):
        assert last <= each.start < each.end <= len(folded)
        assert (each.quantity is None) is (each.refusal is not None)
        if each.quantity is not None:
            assert parse_quantity(folded[each.start : each.end], {}, locale) == each.quantity
        last = each.start


@given(st.integers(0, 10**9), st.sampled_from(["over ", "about ", "", "at least "]), st.sampled_from(["BTC", "MW"]))
@settings(max_examples=400)
def test_a_quantity_in_a_sentence_is_found_with_its_hedge(figure: int, hedge: str, unit: str) -> None:
    text = f"The company said that it has {hedge}{figure:,} {unit}, and no more."
    (mention,) = find_quantities(text)
    assert text[mention.start : mention.end] == f"{hedge}{figure:,} {unit}"
    assert mention.quantity is not None
    assert mention.quantity.value == figure


def test_a_curator_s_own_noun() -> None:
    (mention,) = find_quantities("about 40 million Pakistanis", {"Pakistanis": "persons"})
    assert mention.quantity is not None
    assert mention.quantity.unit == "persons"
