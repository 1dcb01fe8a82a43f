"""What looks like a quantity and is none: years, names with a number in them, heads of tables."""

import re
from functools import lru_cache

from app.model.wording.language import Language
from app.model.wording.patterns import alternation, any_of
from app.model.wording.quantities.vocabulary import ASSETS

_YEAR_AND_WORD = re.compile(r"(?:[A-Z]{3,4}\s)?(199\d|20[0-4]\d)\s[^\d%$€£¥]+|[A-Z]{3,4}\s(199\d|20[0-4]\d)")
_LONE_PLURAL = re.compile(r"[^\W\d]+s(?!\w)")
_OPENS_HEAD = re.compile(r"(?:\(|(?<!\w)(?:in|en)\s)$", re.IGNORECASE)
_ELAPSED = frozenset({"days", "weeks", "months", "years", "hours", "purchases", "purchase"})
"""Things that follow an asset and are not what is counted."""
_ARTICLES = frozenset({"un", "una"})
_LABEL = 20
"""Characters before a figure that may make it a name."""


def is_none(folded: str, found: re.Match[str], language: Language) -> bool:
    """Whether what matches a quantity's pattern in running text is only the name or the head of something."""
    return _is_one(found, language) or _is_label(folded, found, language) or _is_head(folded, found, language)


def _is_one(found: re.Match[str], language: Language) -> bool:
    """`Un proyecto` is a project, not one of them."""
    return found["first"].lower() in _ARTICLES and (found["unit"] or "").strip(" -").lower() in language.nouns


def _is_label(folded: str, found: re.Match[str], language: Language) -> bool:
    """A number behind `Item`, `Law` or `No.` is a name; so is one behind a hyphenated letter, as in `COVID-19`."""
    if found["cur"]:
        return False
    before = folded[max(0, found.start() - _LABEL) : found.start()]
    return _label(language).search(before) is not None


@lru_cache(maxsize=8)
def _label(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(language.labels)}\s?$|[\w)]-$|[\d/]$|\d[.,:]$", re.IGNORECASE)


def _is_head(folded: str, found: re.Match[str], language: Language) -> bool:
    """A scale word without a number only says in what a table counts: `(millions of yen)`, `in thousands`."""
    if not _LONE_PLURAL.match(found["first"]) or language.scales.get(found["first"].lower().split()[0], 0) < 3:
        return False
    return _OPENS_HEAD.search(folded[max(0, found.start() - 8) : found.start()]) is not None


def may_be_year(text: str) -> bool:
    """Whether the only figure is like a year, without a sign of currency before it: `BTC 2025`, `2025 results`."""
    found = _YEAR_AND_WORD.fullmatch(text)
    return found is not None and "2000" not in (found[1], found[2])


def counts_others(unit: str | None, after: str, language: Language) -> bool:
    """Whether an asset is only the adjective of what is counted: `11 bitcoin exchange-traded funds`."""
    if unit not in ASSETS:
        return False
    found = _thing(language).match(after)
    return found is not None and found["thing"] not in language.singular and found["thing"] not in _ELAPSED


@lru_cache(maxsize=8)
def _thing(language: Language) -> re.Pattern[str]:
    things = alternation((*language.nouns, "funds", "treasuries", "fondos"))
    return re.compile(rf"\s(?:[a-z]+-[a-z]+\s)?(?P<thing>{things})")
