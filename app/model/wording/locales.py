"""Locales: what a document's language and region settle.

A document says its language as a BCP 47 tag (`en`, `es-SV`, `en-JP`). The language gives words and number marks, the
region the currency behind a shared sign and the order of `03/04/2031`. Without a tag a document is read as English.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.errors import CurationError, nearest
from app.model.wording.language import Language, language
from app.model.wording.units import SHARED, SIGNS


class UnknownLanguage(CurationError):
    code = "unknown-language"
    remedy = "say it as a BCP 47 tag of a language that this grammar reads, such as en, en-JP, es, es-SV"


class UnknownCurrency(CurationError):
    code = "unknown-currency"
    remedy = 'say whose sign it is by the region in [document].language, such as "en-JP", or give {value, why}'


@dataclass(frozen=True, slots=True)
class Locale:
    """How one document writes: its language, its region, its decimal mark (None where that is not settled), and what
    the signs that several currencies share stand for in it (those that nothing settles are not there)."""

    language: Language
    region: str
    decimal: str | None
    signs: tuple[tuple[str, str], ...]

    def currency(self, sign: str) -> str:
        """The ISO code (or asset) behind a sign, code or word; `UnknownCurrency` if several share it here."""
        name = SIGNS.get(sign, sign)
        if name not in SHARED:
            return name
        if (known := dict(self.signs).get(name)) is not None:
            return known
        raise UnknownCurrency(f"«{sign}» is the sign of several currencies, and nothing says of which country this is")


LANGUAGES = {each.name: each for each in (language("english"), language("spanish"))}
_TAG = re.compile(r"([a-z]{2,3})(?:-[A-Z][a-z]{3})?(?:-([A-Z]{2}|\d{3}))?")
_DOTS = frozenset({"MX", "SV", "GT", "HN", "NI", "PA", "PE", "DO", "PR", "US", "419"})
"""Regions that write Spanish with a decimal point (CLDR)."""
_COMMAS = frozenset({"ES", "AR", "CL", "CO", "EC", "PY", "UY", "VE", "BO", "CR"})
_COMMA_SEEN = re.compile(
    r"(?<![\d.,])\d{1,3}(?:\.\d{3})*,(?:\d{1,2}|\d{4,})(?![\d.,]*\d)|(?<![\d.,])\d{1,3}(?:\.\d{3}){2,}(?![.,]?\d)"
)
_POINT_SEEN = re.compile(
    r"(?<![\d.,])\d{1,3}(?:,\d{3})*\.(?:\d{1,2}|\d{4,})(?![\d.,]*\d)|(?<![\d.,])\d{1,3}(?:,\d{3}){2,}(?![.,]?\d)"
)


def decimal_mark(language: str, region: str, text: str) -> str | None:
    """The decimal mark of a document.

    English has the point. Spanish is written with either: what its figures show settles it (`12,5`, `1.234.567`),
    else its region; None if figures show both, or nothing does.
    """
    if language == "en":
        return "."
    comma, point = (_seen(pattern, text) for pattern in ((_COMMA_SEEN, _POINT_GROUPS), (_POINT_SEEN, _COMMA_GROUPS)))
    if comma != point:
        return "," if comma else "."
    if comma:
        return None
    return "." if region in _DOTS else "," if region in _COMMAS else None


_POINT_GROUPS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.000(?![\d.,]*\d)")
_COMMA_GROUPS = re.compile(r"(?<![\d.,])[1-9]\d{0,2},000(?![\d.,]*\d)")
"""Three zeros behind a mark are thousands."""


def _seen(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def locale_of(tag: str | None, text: str = "") -> Locale:
    """The locale of a document by its language tag (None: English) and its text."""
    return _locale(tag or "en", text)


@lru_cache(maxsize=64)
def _locale(tag: str, text: str) -> Locale:
    found = _TAG.fullmatch(tag)
    if found is None or found[1] not in LANGUAGES:
        raise UnknownLanguage(f"«{tag[:40]}» is no language that is read here", nearest=nearest(tag, LANGUAGES))
    region = found[2] or ""
    signs = {sign: code for sign in SHARED if (code := _shared(sign, found[1], region, text)) is not None}
    return Locale(LANGUAGES[found[1]], region, decimal_mark(found[1], region, text), tuple(signs.items()))


_NAMED: Mapping[str, Mapping[str, str]] = {
    "¥": {"JPY": r"yen(?:es)?|JPY", "CNY": r"yuan(?:es)?|renminbi|RMB|CNY"},
    "Rs": {"PKR": r"PKR|Pakistani rupees?|rupias pakistaníes", "INR": r"INR|Indian rupees?|crores?|rupias indias"},
    "pesos": {"MXN": r"MXN|pesos mexicanos|Mexican pesos", "ARS": r"ARS|pesos argentinos|Argentine pesos",
              "CLP": r"CLP|pesos chilenos|Chilean pesos", "COP": r"COP|pesos colombianos|Colombian pesos"},
    "$": {"USD": r"dólares|USD|US dollars|U\.S\. dollars", "other": r"pesos?|MXN|ARS|CLP|COP|US\$"},
}  # fmt: skip
"""What a document calls the currencies that share a sign: the one that it names, if only one."""


def _shared(sign: str, language: str, region: str, text: str) -> str | None:
    """What a shared sign stands for: by what the document says of its amounts, its region, or the words beside."""
    if sign == "$":
        told = _dollar(region, text)
        if told is not None or region:
            return SHARED["$"].get(region) if told is None else told if told == "USD" else None
        if language == "en":
            return "USD"
    if (known := SHARED[sign].get(region)) is not None:
        return known
    named = [code for code, words in _NAMED.get(sign, {}).items() if re.search(rf"(?<!\w)(?:{words})(?!\w)", text)]
    return named[0] if len(named) == 1 and named[0] != "other" else None


_STATED_DOLLAR = re.compile(
    r"(?:amounts|figures|dollars?|expressed|stated|reported|presented|currency|montos|cifras|importes)\W[^.\n]{0,40}"
    r"(?:U\.?S\.? dollars|USD|United States dollars|dólares estadounidenses)",
    re.IGNORECASE,
)


def _dollar(region: str, text: str) -> str | None:
    """What a bare `$` is, as far as the document tells; None leaves it to the region.

    It may say that its amounts are in US dollars. If it marks the dollars (or pesos) of its own region and never
    writes `US$`, the bare sign is the US dollar; if it does both, nothing tells, and the sign is refused.
    """
    own = SHARED["$"].get(region, "USD")
    if own == "USD":
        return None
    if _STATED_DOLLAR.search(text):
        return "USD"
    marks = "|".join(re.escape(sign) for sign, code in SIGNS.items() if code == own and sign.endswith("$"))
    marked = re.search(rf"(?<!\w)(?:{marks})\s?\d", text) is not None
    foreign = re.search(r"(?:US|U\.S\.|USD)\s?\$\s?\d", text) is not None
    return None if not marked else "?" if foreign else "USD"


ENGLISH = locale_of(None)
"""How a document without a language tag is read."""
