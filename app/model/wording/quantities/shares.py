"""Fractions in words, which are shares: `two-thirds of voters`, `one in nine`."""

import re
from collections.abc import Iterator
from decimal import Decimal, localcontext
from functools import lru_cache

from app.model.quantities import MAX_DIGITS, Quantity, QuantityError, point
from app.model.wording.language import Language
from app.model.wording.locales import Locale
from app.model.wording.patterns import alternation, any_of
from app.model.wording.quantities.hedges import hedge_before, hedges_of, qualifier_of
from app.model.wording.quantities.mention import QuantityMention

_LOOK = 48
"""Characters before a fraction that may hold its hedge."""
_ORDINAL_BEFORE = re.compile(
    r"(?<!\w)(?:first|second|third|fourth|last|latest|past|next|previous|final|current|\d+(?:st|nd|rd|th)"
    r"|primer|segundo|tercer|cuarto|último|próximo)\s$",
    re.IGNORECASE,
)
"""`First`, `third`, `next`, `previous` or `final`: of a quarter or a half they make a date."""
_CHANGE_BEFORE = re.compile(r"(?<!\w)(?:by|than|to|en|a)\s$")
"""`Fell by half`, `more than half`: nothing needs to say of what."""


@lru_cache(maxsize=8)
def _shape(language: Language) -> re.Pattern[str]:
    """A fraction: `fraction`, within it `below` (the second number of `one in nine`), and `share` (of what)."""
    words = "|".join(word.replace(" ", r"[\s-]") for word in sorted(language.fractions, key=len, reverse=True))
    one_in = rf"(?:{language.one_in})\s(?P<below>\d{{1,3}}|{alternation(language.numerals)})"
    share = rf"\s{any_of((*language.of, 'del'))}(?:\s[^\W\d]+){{0,6}}$"
    return re.compile(rf"(?<![\w-])(?P<fraction>{words}|{one_in})(?!\w)(?P<share>{share})?", re.IGNORECASE)


@lru_cache(maxsize=8)
def _whole_behind(language: Language) -> re.Pattern[str]:
    """What follows a fraction that is of something."""
    return re.compile(rf"\s{any_of((*language.of, 'the', 'its', 'their', 'all', 'del', 'majority'))}", re.IGNORECASE)


def parse_share(folded: str, locale: Locale) -> Quantity | None:
    """The share that a folded text states, hedge included; None if it is none."""
    hedge = hedges_of(locale.language).lead.match(folded)
    part = _shape(locale.language).fullmatch(folded, hedge.end() if hedge else 0)
    return None if part is None else _read(part, hedge[0] if hedge else "", locale)


def find_shares(folded: str, locale: Locale) -> Iterator[QuantityMention]:
    """Fractions in words that are of something; the first half of a year and a quarter of it are dates."""
    for part in _shape(locale.language).finditer(folded):
        before = folded[max(0, part.start() - _LOOK) : part.start()]
        if _ORDINAL_BEFORE.search(before):
            continue
        hedge = hedge_before(before, locale.language)
        of_something = _whole_behind(locale.language).match(folded, part.end())
        told = of_something or _CHANGE_BEFORE.search(before) or hedge
        if told or part["share"] or part["below"] or "-" in part["fraction"]:
            yield _mention(part, before[len(before) - hedge :], locale)


def _mention(part: re.Match[str], hedge: str, locale: Locale) -> QuantityMention:
    start, end = part.start() - len(hedge), part.start("share") if part["share"] else part.end()
    try:
        return QuantityMention(start, end, _read(part, hedge, locale))
    except QuantityError as error:
        return QuantityMention(start, end, None, error)


def _read(part: re.Match[str], hedge: str, locale: Locale) -> Quantity:
    """`Two-thirds` is 66.6666666666667 percent, rounded."""
    above, below = _ratio(part, locale.language)
    if not below:
        raise QuantityError(f"«{part[0]}» is no share")
    with localcontext(prec=MAX_DIGITS):
        value = Decimal(100) * above / below
    return point(value, Decimal(1), qualifier_of(hedge, "", locale.language), "percent", in_full=False, decimals=True)


def _ratio(part: re.Match[str], language: Language) -> tuple[int, int]:
    if not part["below"]:
        return language.fractions[re.sub(r"[\s-]+", " ", part["fraction"]).lower()]
    word = part["below"].lower()
    return 1, int(word) if word.isdecimal() else language.numerals[word]
