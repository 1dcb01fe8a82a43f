"""What the words around a date make of it: one of a fiscal year, one that may lie ahead, or no date at all."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.model.dates import Dated, DateError
from app.model.wording.dates.context import RELATIVE_RULE, YEAR_RULE
from app.model.wording.dates.shapes import YEAR
from app.model.wording.language import Language
from app.model.wording.locales import Locale
from app.model.wording.patterns import any_of

SENTENCE = 160
"""Characters before a date that may say whether it lies ahead."""
_LONE_YEARS = range(1600, 2200)
"""Years that may stand alone: other figures of four digits are more likely something else."""
_LONE_YEAR = re.compile(rf"(?:\w+\s){{0,2}}({YEAR})")
_FIGURE_AFTER = re.compile(
    r"(?:,\d|\.\d|\s?(?:BTC|MW|GW|kW|%|percent|[bm]illion|bitcoins?|megawatts?|coins?|millones|mil\s|users|people))",
    re.IGNORECASE,
)
"""What makes the year before it a figure: decimals, or a unit."""


class DateDirection(DateError):
    code = "date-direction"
    remedy = 'the sentence speaks of the future and the date may lie ahead: give {value = "<EDTF>", why}'


@dataclass(frozen=True, slots=True)
class _Words:
    """What one language says around dates."""

    fiscal: re.Pattern[str]
    """Behind these words a date is one of somebody's own calendar."""
    told: re.Pattern[str]
    """Words in a date that tell its direction: `last`, `next`, `ago`."""
    next: re.Pattern[str]
    future: re.Pattern[str]
    label: re.Pattern[str]
    """What makes the year behind it a name, or a part of a figure."""


@lru_cache(maxsize=8)
def _words(language: Language) -> _Words:
    words, named = language.dates, any_of(language.labels)
    told = (*words.last, *words.this, *words.next, *words.days, *words.ago_before, *words.ago_after)
    label_of = rf"(?<!\w){named}(?:\s[\w./-]+){{0,2}}\s(?:of|de|del)\s?$"
    return _Words(
        fiscal=re.compile(rf"(?<!\w){any_of(words.fiscal)}(?:\s{any_of(words.of)})?\s?$", re.IGNORECASE),
        told=re.compile(rf"(?<!\w){any_of(told)}(?!\w)", re.IGNORECASE),
        next=re.compile(rf"(?<!\w){any_of(words.next)}\s$", re.IGNORECASE),
        future=re.compile(rf"(?<!\w){any_of(words.future)}"),
        label=re.compile(rf"(?<!\w){named}\s?$|{label_of}|[$€£¥#/\"]\s?$|\d:$", re.IGNORECASE),
    )


def is_fiscal(before: str, locale: Locale) -> bool:
    """Whether the words before a date make it one of somebody's own fiscal calendar."""
    return _words(locale.language).fiscal.search(before) is not None


def is_undirected(before: str, dated: Dated, text: str, locale: Locale) -> bool:
    """Whether a weekday, or a month without a year, may lie ahead: the sentence before it speaks of the future."""
    words = _words(locale.language)
    if dated.rule not in (YEAR_RULE, RELATIVE_RULE) or words.told.search(text):
        return False
    sentence = re.split(r"[.!?;]\s|¶", before)[-1]
    return words.next.search(before) is not None or words.future.search(sentence) is not None


def is_counted(text: str, after: str) -> bool:
    """Whether a year, with or without the word that leads it in, is a figure by what follows: `2013 BTC`."""
    return re.fullmatch(rf"(?:\w+\s)?{YEAR}", text) is not None and _FIGURE_AFTER.match(after) is not None


def is_no_year(before: str, text: str, after: str, language: Language) -> bool:
    """Whether a lone year is a figure, a name or a part of one: `2013 BTC`, `Law 2021`, `the Act of 2021`."""
    year = _LONE_YEAR.fullmatch(text)
    if year is None:
        return False
    if int(year[1]) not in _LONE_YEARS or _FIGURE_AFTER.match(after):
        return True
    return _words(language).label.search(before + text.removesuffix(year[1])) is not None
