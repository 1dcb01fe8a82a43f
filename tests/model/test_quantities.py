"""The grammar of quantities: figures, hedges, scales, units, intervals; and all that it refuses."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.model.quantities import (
    MAX_DIGITS,
    QUALIFIERS,
    QuantityError,
    TooManyDigits,
    cuts_figure,
    hedge_after,
    hedge_before,
    is_unclear,
    literal,
    parse_quantity,
)

PERSONS = {"Pakistanis": "persons"}


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "qualifier", "unit"),
    [
        ("6,240 BTC", "6240", "6240", "6240", "exact", "BTC"),
        ("8 BTC", "8", "8", "8", "exact", "BTC"),
        ("over 6,240\u202fBTC", "6240", "6240", None, "more-than", "BTC"),
        ("$92,595/BTC", "92595", "92595", "92595", "exact", "USD/BTC"),
        ("≈ $555.8 million", "555800000", "555750000", "555850000", "approximately", "USD"),
        ("$752\u202fmillion", "752000000", "751500000", "752500000", "rounded", "USD"),
        ("over $800 million", "800000000", "800000000", None, "more-than", "USD"),
        ("$7 billion", "7000000000", "6500000000", "7500000000", "rounded", "USD"),
        ("estimated at $25 billion", "25000000000", "24500000000", "25500000000", "estimated", "USD"),
        ("2,000\u202fmegawatts", "2000", "2000", "2000", "exact", "MW"),
        ("9.36%", "9.36", "9.355", "9.365", "rounded", "percent"),
        ("20–40\u202fmillion Pakistanis", None, "20000000", "40000000", "between", "persons"),
        ("An estimated 20–40 million Pakistanis", None, "20000000", "40000000", "estimated", "persons"),
        ("Around 20 to 40 million Pakistanis are estimated", None, "20000000", "40000000", "approximately", "persons"),
        ("about 6,000 BTC", "6000", "5500", "6500", "approximately", "BTC"),
        ("nearly 5 million bitcoins", "5000000", "4000000", "5000000", "nearly", "BTC"),
        ("up to $5 billion", "5000000000", None, "5000000000", "at-most", "USD"),
        ("less than 10 percent", "10", None, "10", "less-than", "percent"),
        ("$800 million or more", "800000000", "800000000", None, "at-least", "USD"),
        ("estimated at over $25 billion", "25000000000", "25000000000", None, "more-than", "USD"),
        (">6,284 BTC", "6284", "6284", None, "more-than", "BTC"),
        ("≤ 5 MW", "5", None, "5", "at-most", "MW"),
        ("about 10.0 million BTC", "10000000", "9950000", "10050000", "approximately", "BTC"),
        ("between $5 million and $10 million", None, "5000000", "10000000", "between", "USD"),
        ("$900 million to 1 billion", None, "900000000", "1000000000", "between", "USD"),
        ("-5%", "-5", "-5", "-5", "exact", "percent"),
        ("€5.0 million", "5000000", "4950000", "5050000", "rounded", "EUR"),
        ("0.00000001 BTC", "0.00000001", "0.000000005", "0.000000015", "rounded", "BTC"),
    ],
)
def test_what_is_read(
    text: str, value: str | None, low: str | None, high: str | None, qualifier: str, unit: str
) -> None:
    quantity = parse_quantity(text, PERSONS)
    figures = [None if figure is None else literal(figure) for figure in (quantity.value, quantity.low, quantity.high)]
    assert (*figures, quantity.qualifier, quantity.unit) == (value, low, high, qualifier, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BTC",
        "6,24 BTC",
        "62,40 BTC",
        "1,2345 BTC",
        "6.240.000 BTC",
        "4,501/2024",
        "a $7 billion",
        "$7 billion IMF program",
        "¥5 million",
        "5 zebras",
        "$5 BTC",
        "40-20 million BTC",
        "over 20-40 million BTC",
        "6,240 BTC and 8 BTC",
        "1e3 BTC",
        "10² BTC",
        "5 mıllion BTC",
        "$5 to €10 million",
        "5 and 10 BTC",
        "between 5 BTC",
        "92,595/BTC",
        "under 6,000 BTC or more",
        "up to over 60 BTC",
        "5-5 BTC",
    ],
)
def test_what_is_refused(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_quantity(text)


@pytest.mark.parametrize("text", ["1234567890123456 BTC", "1.234567890123456 BTC", "999999999999999.5 BTC"])
def test_more_digits_than_a_double_holds_are_refused(text: str) -> None:
    with pytest.raises(TooManyDigits):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("before", "hedge"),
    [
        ("El Salvador holds over ", "over "),
        ("a market estimated at ", "estimated at "),
        ("(≈ ", "≈ "),
        ("program. An estimated ", "An estimated "),
        ("estimated at over ", "estimated at over "),
        ("remains under a ", ""),
        ("all over the ", ""),
        ("moreover ", ""),
        ("handover ", ""),
        ("In May, ", ""),
    ],
)
def test_hedges_before_a_figure(before: str, hedge: str) -> None:
    """`under a $7 billion programme` is no `less than`: an article stands between."""
    assert before[len(before) - hedge_before(before) :] == hedge


@pytest.mark.parametrize(
    ("after", "hedge"),
    [(" are estimated to own", " are estimated"), ("+ in coins", "+"), (" or more", " or more"), (" more than", "")],
)
def test_hedges_after_a_figure(after: str, hedge: str) -> None:
    assert after[: hedge_after(after)] == hedge


@pytest.mark.parametrize(
    ("before", "after", "cut"),
    [
        ("20 to ", " million", True),
        ("", " to 40 million", True),
        ("from 6,158 to ", " BTC", False),
        ("from ", " to 6,228 BTC", False),
        ("", " million at", True),
        ("holds ", " BTC", False),
        ("", "-40 million", True),
        ("", " crore", True),
        ("", " M in", True),
        ("", "m", True),
        ("6,158 BTC to ", " BTC", True),
        ("between 5 and ", " BTC", True),
        ("between 5 BTC and ", " BTC", True),
        ("between ", " and 7 BTC", True),
        ("5~", " BTC", True),
        ("5..", " BTC", True),
        ("1,005 - ", " BTC", True),
        ("July 1, 2025 - ", " BTC", False),
        ("1,005 through ", " BTC", True),
    ],
)
def test_parts_of_a_longer_figure(before: str, after: str, cut: bool) -> None:
    assert cuts_figure(before, after) is cut


@pytest.mark.parametrize(
    ("before", "after", "unclear"),
    [
        ("holds not ", " today", True),
        ("never more than ", " today", False),  # read as a hedge; what stands before it is looked at with it
        ("half of ", " today", True),
        ("perhaps ", " today", True),
        ("± ", " today", True),
        ("5 or ", " today", True),
        ("holds ", " per week", True),
        ("holds ", " a day", True),
        ("holds ", "-denominated", True),
        ("holds ", "/h", True),
        ("holds ", " Cash", True),
        ("holds ", " points", True),
        ("holds ", ", plus", True),
        ("holds ", ", despite", False),
        ("knot ", " today", False),
        ("holds ", " people", False),
    ],
)
def test_words_that_no_interval_can_hold(before: str, after: str, unclear: bool) -> None:
    assert is_unclear(before, after) is unclear


FIGURES = st.decimals(min_value=0, max_value=Decimal(999999999999), places=2, allow_nan=False, allow_infinity=False)
SCALES = st.sampled_from(["", " thousand", " million", " billion", " trillion"])


@given(st.integers(0, 10**14), st.sampled_from(["BTC", "MW", "%"]), st.booleans())
@settings(max_examples=1000)
def test_a_written_out_figure_is_itself(figure: int, unit: str, grouped: bool) -> None:
    written = f"{figure:,}" if grouped else str(figure)
    quantity = parse_quantity(f"{written} {unit}")
    assert quantity.value == quantity.low == quantity.high == figure
    assert quantity.qualifier == "exact"


@given(FIGURES, SCALES, st.sampled_from(["", "over ", "about ", "at least ", "up to ", "estimated ", "nearly "]))
@settings(max_examples=1500)
def test_what_is_served_holds_the_stated_figure(figure: Decimal, scale: str, hedge: str) -> None:
    """Ends enclose the figure, no literal has an exponent, and none has more digits than a double holds."""
    try:
        quantity = parse_quantity(f"{hedge}${figure:,}{scale}")
    except TooManyDigits:
        assume(False)
    assert quantity.value is not None
    assert quantity.low is None or quantity.low <= quantity.value
    assert quantity.high is None or quantity.high >= quantity.value
    for end in (quantity.value, quantity.low, quantity.high):
        if end is not None:
            text = literal(end)
            assert "E" not in text.upper()
            assert Decimal(repr(float(text))) == end
            assert len(end.normalize().as_tuple().digits) <= MAX_DIGITS
    assert quantity.qualifier in QUALIFIERS


@given(FIGURES, SCALES)
@settings(max_examples=500)
def test_an_unhedged_interval_is_half_a_unit_of_the_last_digit(figure: Decimal, scale: str) -> None:
    try:
        quantity = parse_quantity(f"${figure:,}{scale}")
    except TooManyDigits:
        assume(False)
    low, high = quantity.interval()
    assert high - low == quantity.step


@given(st.text(max_size=30))
@settings(max_examples=2000)
def test_anything_else_is_refused_by_name(text: str) -> None:
    """Whatever is typed, the grammar answers with a quantity or with a refusal, never with another failure."""
    with suppress(QuantityError):
        assert parse_quantity(text).qualifier in QUALIFIERS
