"""Reading quantities: figures, hedges, scales and units in either language, and all that is refused."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.errors import CurationError
from app.model.quantities import MAX_DIGITS, QUALIFIERS, Quantity, QuantityError, TooManyDigits, literal
from app.model.wording.locales import ENGLISH, Locale, UnknownCurrency, locale_of
from app.model.wording.numbers import MarkUnknown
from app.model.wording.quantities.reading import parse_quantity

PERSONS = {"Pakistanis": "persons"}
SALVADOR, SPAIN, SPANISH = locale_of("es-SV"), locale_of("es-ES"), locale_of("es")


def figures(quantity: Quantity) -> tuple[str | None, ...]:
    ends = (quantity.value, quantity.low, quantity.high)
    return tuple(None if end is None else literal(end) for end in ends)


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "qualifier", "unit"),
    [
        ("6,240 BTC", "6240", "6240", "6240", "exact", "BTC"),
        ("8 BTC", "8", "8", "8", "exact", "BTC"),
        ("12,34,567 BTC", "1234567", "1234567", "1234567", "exact", "BTC"),
        ("6'240 BTC", "6240", "6240", "6240", "exact", "BTC"),
        ("over 6,240\u202fBTC", "6240", "6240", None, "more-than", "BTC"),
        ("$92,595/BTC", "92595", "92595", "92595", "exact", "USD/BTC"),
        ("≈ $555.8 million", "555800000", "555750000", "555850000", "approximately", "USD"),
        ("$752\u202fmillion", "752000000", "751500000", "752500000", "rounded", "USD"),
        ("$7 billion", "7000000000", "6500000000", "7500000000", "rounded", "USD"),
        ("estimated at $25 billion", "25000000000", "24500000000", "25500000000", "estimated", "USD"),
        ("2,000\u202fmegawatts", "2000", "2000", "2000", "exact", "MW"),
        ("9.36%", "9.36", "9.355", "9.365", "rounded", "percent"),
        ("about 6,000 BTC", "6000", "5500", "6500", "approximately", "BTC"),
        ("nearly 5 million bitcoins", "5000000", "4000000", "5000000", "nearly", "BTC"),
        ("up to $5 billion", "5000000000", None, "5000000000", "at-most", "USD"),
        ("less than 10 percent", "10", None, "10", "less-than", "percent"),
        ("$800 million or more", "800000000", "800000000", None, "at-least", "USD"),
        ("5+ BTC", "5", "5", None, "at-least", "BTC"),
        ("estimated at over $25 billion", "25000000000", "25000000000", None, "more-than", "USD"),
        (">6,284 BTC", "6284", "6284", None, "more-than", "BTC"),
        ("≤ 5 MW", "5", None, "5", "at-most", "MW"),
        ("about 10.0 million BTC", "10000000", "9950000", "10050000", "approximately", "BTC"),
        ("-5%", "-5", "-5", "-5", "exact", "percent"),
        ("-$5 million", "-5000000", "-5500000", "-4500000", "rounded", "USD"),
        ("€5.0 million", "5000000", "4950000", "5050000", "rounded", "EUR"),
        ("USD 5m", "5000000", "4500000", "5500000", "rounded", "USD"),
        ("CAD $5 million", "5000000", "4500000", "5500000", "rounded", "CAD"),
        ("€5bn", "5000000000", "4500000000", "5500000000", "rounded", "EUR"),
        ("$5k", "5000", "4500", "5500", "rounded", "USD"),
        ("($5 million)", "5000000", "4500000", "5500000", "rounded", "USD"),
        ("0.00000001 BTC", "0.00000001", "0.000000005", "0.000000015", "rounded", "BTC"),
        ("100 sats", "0.000001", "0.000001", "0.000001", "exact", "BTC"),
        ("5 cents", "0.05", "0.05", "0.05", "exact", "USD"),
        ("5½ MW", "5.5", "5.25", "5.75", "rounded", "MW"),
        ("two hundred and twelve BTC", "212", "212", "212", "exact", "BTC"),
        ("one and a half million BTC", "1500000", "1250000", "1750000", "rounded", "BTC"),
        ("half a million dollars", "500000", "250000", "750000", "rounded", "USD"),
        ("half a bitcoin", "0.5", "0.25", "0.75", "rounded", "BTC"),
        ("over a hundred BTC", "100", "100", None, "more-than", "BTC"),
        ("half a dozen wallets", "6", "6", "6", "exact", "wallets"),
        ("twelve-member", "12", "12", "12", "exact", "members"),
        ("5 new wallets", "5", "5", "5", "exact", "wallets"),
        ("5,445 more Bitcoins", "5445", "5445", "5445", "exact", "BTC"),
        ("5 zebras", "5", "5", "5", "exact", "zebras"),
        ("5 Americans", "5", "5", "5", "exact", "persons"),
        ("5 people per km2", "5", "5", "5", "exact", "persons/km2"),
        ("250 kWh per day", "250", "250", "250", "exact", "kWh/day"),
        ("5 BTC daily", "5", "5", "5", "exact", "BTC/day"),
        ("13.9 Bitcoin mined per day", "13.9", "13.85", "13.95", "rounded", "BTC/day"),
        ("9.26 million yen ($64,168) per BTC", "9260000", "9255000", "9265000", "rounded", "JPY/BTC"),
        ("$1 = 7,310 guaranies", "7310", "7310", "7310", "exact", "PYG/USD"),
        ("25 bps", "25", "25", "25", "exact", "basis-points"),
        ("5 percentage points", "5", "5", "5", "exact", "percentage-points"),
        ("over half", "50", "50", None, "more-than", "percent"),
        ("20–40\u202fmillion Pakistanis", None, "20000000", "40000000", "between", "persons"),
        ("An estimated 20–40 million Pakistanis", None, "20000000", "40000000", "estimated", "persons"),
        ("Around 20 to 40 million Pakistanis are estimated", None, "20000000", "40000000", "approximately", "persons"),
        ("between $5 million and $10 million", None, "5000000", "10000000", "between", "USD"),
        ("between 5% and 10%", None, "5", "10", "between", "percent"),
        ("$900 million to 1 billion", None, "900000000", "1000000000", "between", "USD"),
        ("5 BTC to 10 BTC", None, "5", "10", "between", "BTC"),
        ("dozens of companies", None, "12", "100", "approximately", "companies"),
        ("hundreds of millions of dollars", None, "100000000", "1000000000", "approximately", "USD"),
        ("thousands of BTC", None, "1000", "1000000", "approximately", "BTC"),
        ("several thousand BTC", None, "2000", "10000", "approximately", "BTC"),
        ("more than hundreds of BTC", None, "100", None, "more-than", "BTC"),
        ("up to dozens of companies", None, None, "100", "at-most", "companies"),
        ("estimated dozens of companies", None, "12", "100", "estimated", "companies"),
    ],
)
def test_what_is_read_in_english(
    text: str, value: str | None, low: str | None, high: str | None, qualifier: str, unit: str
) -> None:
    quantity = parse_quantity(text, PERSONS)
    assert (*figures(quantity), quantity.qualifier, quantity.unit) == (value, low, high, qualifier, unit)


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "qualifier", "unit"),
    [
        ("6,240 BTC", "6240", "6240", "6240", "exact", "BTC"),
        ("unos 5 millones de dólares", "5000000", "4500000", "5500000", "approximately", "USD"),
        ("US$5 millones", "5000000", "4500000", "5500000", "rounded", "USD"),
        ("más de 6,240 bitcoins", "6240", "6240", None, "more-than", "BTC"),
        ("más de un 5%", "5", "5", None, "more-than", "percent"),
        ("hasta un 5%", "5", None, "5", "at-most", "percent"),
        ("no más del 20%", "20", None, "20", "at-most", "percent"),
        ("casi 5 BTC", "5", "4", "5", "nearly", "BTC"),
        ("5 BTC o más", "5", "5", None, "at-least", "BTC"),
        ("medio millón de dólares", "500000", "250000", "750000", "rounded", "USD"),
        ("millón y medio de dólares", "1500000", "1250000", "1750000", "rounded", "USD"),
        ("5 mil millones de dólares", "5000000000", "4500000000", "5500000000", "rounded", "USD"),
        ("mil millones de dólares", "1000000000", "500000000", "1500000000", "rounded", "USD"),
        ("5 mdd", "5000000", "4500000", "5500000", "rounded", "USD"),
        ("treinta y cinco bitcoins", "35", "35", "35", "exact", "BTC"),
        ("5 bitcoins diarios", "5", "5", "5", "exact", "BTC/day"),
        ("5 dólares por bitcoin", "5", "5", "5", "exact", "USD/BTC"),
        ("12 puntos porcentuales", "12", "12", "12", "exact", "percentage-points"),
        ("una cuarta parte", "25", "24.5", "25.5", "rounded", "percent"),
        ("entre 5 y 10 millones de dólares", None, "5000000", "10000000", "between", "USD"),
        ("entre 9% y 16%", None, "9", "16", "between", "percent"),
        ("5 a 10 MW", None, "5", "10", "between", "MW"),
        ("cientos de millones de dólares", None, "100000000", "1000000000", "approximately", "USD"),
        ("decenas de empresas", None, "10", "100", "approximately", "companies"),
    ],
)
def test_what_is_read_in_spanish(
    text: str, value: str | None, low: str | None, high: str | None, qualifier: str, unit: str
) -> None:
    quantity = parse_quantity(text, locale=SALVADOR)
    assert (*figures(quantity), quantity.qualifier, quantity.unit) == (value, low, high, qualifier, unit)


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
        "5 zebra",
        "5 w",
        "5 m",
        "5t BTC",
        "$5 BTC",
        "40-20 million BTC",
        "over 20-40 million BTC",
        "6,240 BTC and 8 BTC",
        "6,240 BTC / USD 5m",
        "two and four MW",
        "two four BTC",
        "1e3 BTC",
        "10² BTC",
        "5 mıllion BTC",
        "$5 to €10 million",
        "5 and 10 BTC",
        "between 5 BTC",
        "between 5 and BTC",
        "92,595/BTC",
        "5 per day",
        "under 6,000 BTC or more",
        "up to over 60 BTC",
        "5-5 BTC",
        "a bitcoin",
        "a two- to three-year mission",
        "$20- to $40-million",
        "no greater than 5%",
        "one in zero",
        "the 5th bonds",
    ],
)
def test_what_is_refused(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_quantity(text)


@pytest.mark.parametrize("text", ["2 mil 500 bitcoins", "1 millón 200 mil dólares", "400 MW más", "un voto de 55 a 2"])
def test_what_is_refused_in_spanish(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_quantity(text, locale=SALVADOR)


@pytest.mark.parametrize(
    ("text", "tag", "unit"),
    [
        ("¥5 million", "en", None),
        ("¥5 million", "en-JP", "JPY"),
        ("¥5 million", "en-CN", "CNY"),
        ("Rs22 crore", "en", None),
        ("Rs22 crore", "en-IN", "INR"),
        ("$5 million", "en", "USD"),
        ("$5 million", "en-CA", "CAD"),
        ("$5 millones", "es", None),
        ("$5 millones", "es-SV", "USD"),
        ("5 millones de pesos", "es-MX", "MXN"),
        ("500 mdp", "es", None),
        ("500 mdp", "es-MX", "MXN"),
        ("£5 million", "en", "GBP"),
    ],
)
def test_whose_sign_it_is_depends_on_the_region(text: str, tag: str, unit: str | None) -> None:
    if unit is None:
        with pytest.raises(UnknownCurrency):
            parse_quantity(text, locale=locale_of(tag))
    else:
        assert parse_quantity(text, locale=locale_of(tag)).unit == unit


@pytest.mark.parametrize("text", ["1234567890123456 BTC", "1.234567890123456 BTC", "999999999999999.5 BTC"])
def test_more_digits_than_a_double_holds_are_refused(text: str) -> None:
    with pytest.raises(TooManyDigits):
        parse_quantity(text)


def test_a_part_of_a_unit_may_need_more_digits_than_the_figure() -> None:
    assert parse_quantity("123456789012345 satoshis").value == Decimal("1234567.89012345")
    with pytest.raises(TooManyDigits):
        parse_quantity("1,234,567,890,123,456 cents")


HEDGES = {
    "": None,
    **dict.fromkeys(("over ", "more than ", "more-than ", "> "), "more-than"),
    **dict.fromkeys(("at least ", "no less than "), "at-least"),
    **dict.fromkeys(("under ", "less than "), "less-than"),
    **dict.fromkeys(("up to ", "no more than "), "at-most"),
    **dict.fromkeys(("about ", "some ", "~", "approximately "), "approximately"),
    **dict.fromkeys(("nearly ", "almost "), "nearly"),
    "estimated ": "estimated",
    "about an estimated ": "approximately",
    "estimated at over ": "more-than",
}
UNITS = {" BTC": "BTC", " MW": "MW", "%": "percent", " bitcoins": "BTC", " US dollars": "USD", " wallets": "wallets",
         " kWh per day": "kWh/day", " exahash per second": "EH/s"}  # fmt: skip
FIGURES = st.decimals(min_value=0, max_value=Decimal(999999999999), places=2, allow_nan=False, allow_infinity=False)
SCALES = st.sampled_from(["", " thousand", " million", " billion", " trillion"])


@given(st.integers(0, 10**14), st.sampled_from(sorted(HEDGES)), st.sampled_from(sorted(UNITS)), st.booleans())
@settings(max_examples=1000)
def test_a_written_out_figure_reads_back(figure: int, hedge: str, unit: str, grouped: bool) -> None:
    written = f"{figure:,}" if grouped else str(figure)
    quantity = parse_quantity(f"{hedge}{written}{unit}")
    assert quantity.value == figure
    assert quantity.unit == UNITS[unit]
    assert quantity.qualifier == (HEDGES[hedge] or "exact")


@given(st.integers(0, 10**12), st.integers(0, 5), st.sampled_from([ENGLISH, SALVADOR, SPAIN]))
@settings(max_examples=600)
def test_digits_read_back_in_the_marks_of_their_locale(units: int, places: int, locale: Locale) -> None:
    figure = Decimal(units).scaleb(-places)
    written = format(figure, ",f")
    if locale.decimal == ",":
        written = written.translate(str.maketrans(",.", ".,"))
    try:
        assert parse_quantity(f"{written} BTC", locale=locale).value == figure
    except MarkUnknown:
        assert locale.language.name == "es"
        assert places == 3  # 1.234 may be either


OTHER_MARKS = str.maketrans(",.", ".,")


@given(st.integers(1, 10**12), st.integers(0, 5), st.sampled_from([SALVADOR, SPAIN, SPANISH]), st.booleans())
@settings(max_examples=600)
def test_in_spanish_no_mark_is_taken_for_the_other(units: int, places: int, locale: Locale, swapped: bool) -> None:
    """A figure with the marks of either convention is the same one, or refused; three digits are thousands."""
    figure = Decimal(units).scaleb(-places)
    written = format(figure, ",f").translate(OTHER_MARKS if swapped else {})
    assume(places != 3 or locale.decimal in (None, "," if swapped else "."))
    with suppress(CurationError):
        assert parse_quantity(f"{written} BTC", locale=locale).value == figure


@given(st.integers(1, 10**12), st.integers(0, 5).filter(lambda places: places != 3))
@settings(max_examples=400)
def test_in_english_a_comma_is_never_that_of_decimals(units: int, places: int) -> None:
    """A decimal comma is refused; one before three digits is that of thousands, but behind a zero."""
    written = format(Decimal(units).scaleb(-places), "f").replace(".", ",")
    if "," in written:
        with pytest.raises(QuantityError):
            parse_quantity(f"{written} BTC")


def test_a_lone_mark_before_three_digits_may_be_either() -> None:
    for text in ("0,123 BTC", "1.234 BTC"):
        with pytest.raises(MarkUnknown):
            parse_quantity(text, locale=SPANISH)


@pytest.mark.parametrize(("text", "tag"), [("0,001 BTC", "en"), ("0,123 BTC", "es-SV"), ("0.001 BTC", "es-ES")])
def test_no_thousands_begin_with_a_zero(text: str, tag: str) -> None:
    with pytest.raises(MarkUnknown, match="begin with a zero"):
        parse_quantity(text, locale=locale_of(tag))


@pytest.mark.parametrize(
    ("text", "qualifier", "unit"),
    [
        ("more-than 5 BTC", "more-than", "BTC"),
        ("5 BTC or-more", "at-least", "BTC"),
        ("5 Canadian-dollars", "exact", "CAD"),
        ("5 kilowatt hours", "exact", "kWh"),
        ("5 kilowatt-hours", "exact", "kWh"),
    ],
)
def test_a_hyphen_may_stand_for_a_space(text: str, qualifier: str, unit: str) -> None:
    quantity = parse_quantity(text)
    assert (quantity.qualifier, quantity.unit) == (qualifier, unit)


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


@given(st.text(max_size=30), st.sampled_from([ENGLISH, SALVADOR, SPANISH]))
@settings(max_examples=2000)
def test_anything_else_is_refused_by_name(text: str, locale: Locale) -> None:
    """Whatever is typed, the grammar answers with a quantity or with a refusal, never with another failure."""
    with suppress(CurationError):
        assert parse_quantity(text, locale=locale).qualifier in QUALIFIERS


@pytest.mark.parametrize("text", ["5 wallet", "two user", "12 MW through 2033"])
def test_what_counts_one_thing_or_ends_in_a_year_is_refused(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_quantity(text)
