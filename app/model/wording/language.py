"""The words that the grammars need of one language, read from the file of the language beside this one.

The files are data: a new hedge, unit or name of a month is a word in a list. Words are compared without regard to
case, the names of months with it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.model.quantities import Qualifier

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DateWords:
    """What one language says for parts of dates."""

    parts: Mapping[str, str]
    """Word → early, mid or late."""
    quarters: Mapping[str, int]
    halves: Mapping[str, int]
    quarter: Words
    half: Words
    leads: Words
    """Words before a date that leave it as it is."""
    of: Words
    since: Words
    onwards: Words
    after: Words
    before: Words
    until: Words
    first: Words
    """Words that open a range: `from … to …`."""
    joints: Words
    day_of: str
    """What stands between the day and the month, as a pattern."""
    year_of: str
    """What stands between the month and the year, as a pattern."""
    last: Words
    this: Words
    next: Words
    units: Mapping[str, str]
    """Word → week, month, quarter or year, for `last month`."""
    days: Mapping[str, int]
    """Word → days from the document's date."""
    ago_before: Words
    ago_after: Words
    """What stands before and after `two weeks` to say that it is past."""
    future: Words
    """Words in a sentence after which a date without a year, or a weekday, may well lie ahead."""
    fiscal: Words
    """Words that make a year or a quarter that of a company's or a state's own calendar."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The words of one language."""

    name: str
    numerals: Mapping[str, int]
    scales: Mapping[str, int]
    """Word → power of ten. Single letters touch their figure."""
    articles: Words
    """Words that stand for one before a scale word: `a million`."""
    halves: Words
    """Half of what follows: `half a million`."""
    and_a_half: Words
    fractions: Mapping[str, tuple[int, int]]
    vague: Mapping[str, tuple[int, int]]
    """Indefinite numbers, from and to: `dozens`, `several`."""
    hedges: Mapping[Qualifier, Words]
    hedges_after: Mapping[Qualifier, Words]
    articles_of_figures: Words
    """Words before either end of a range: `entre el 20 % y el 30 %`."""
    fillers: Words
    """Words between a hedge and its figure that do not touch it: `about another 200 BTC`."""
    unclear: Words
    unclear_after: Words
    """Words next to a figure that qualify it in a way that no interval can hold."""
    unclear_comma: Words
    """Those that do so behind a comma, too."""
    alternatives: Words
    """`or`: between two figures it leaves open which; behind a comma it says the same in another measure."""
    comparatives: Words
    """Words that compare a figure with another one; a percentage is one all the same."""
    particles: Words
    """Hedges that may be particles of a verb, or mean during."""
    lasting: Words
    """Words before `over five years` that make it longer than five years."""
    no_hedge: Words
    """Verbs whose particle looks like a hedge: `handed over 6,240 BTC`."""
    more: Words
    """Words between a figure and its unit that do not touch it: `5,445 more bitcoin`."""
    ranges: Words
    """What joins the ends of a range: `5 to 10`."""
    between: Mapping[str, str]
    """First word of a range and the one between its ends: `between 5 and 10`."""
    changes: Words
    """Words before a figure that make `5 to 10` a change: `from 5 to 10`."""
    moves: Words
    """Words that tell of a change: `rose from 5 to 10 percent`."""
    ranging: Words
    """Words that make it a range all the same: `ranging from 5 to 10`."""
    of: Words
    per: Words
    times: Mapping[str, str]
    adverbs: Mapping[str, str]
    """Words that are a rate by themselves: `daily`."""
    currencies: Mapping[str, str]
    money: Mapping[str, str]
    """Scale words that name a currency themselves."""
    units: Mapping[str, str]
    nouns: Mapping[str, str]
    """Count nouns and the unit of each: between one and its figure may stand up to two words (`1,200 new wallets`)."""
    singular: Mapping[str, str]
    """Those that count one thing: behind `one`, or before a hyphen as in `twelve-member`."""
    plural: str
    """A pattern for nouns in the plural that no table has: the unit of a count is then the source's own word."""
    demonym: str
    """A pattern for the people of a country: they are counted as persons."""
    one_in: str
    """What stands before the second number of `one in nine`, as a pattern."""
    never_counted: Words
    """What that pattern matches and is no noun in the plural."""
    object_words: Words
    """Words behind a verb, which a noun would not be followed by."""
    stops: Words
    """Words that no count noun is looked for behind."""
    labels: Words
    """What makes the number after it a name: `Item 8.01`, `Law 57`."""
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    common: Words
    """Words of every second sentence: they tell the language of a text."""
    dates: DateWords


_GROUPED = ("times", "adverbs", "currencies", "units", "parts")
"""Tables that a file gives the other way round: meaning = [words]."""


@cache
def language(name: str) -> Language:
    """The language of a file beside this one."""
    read = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))
    dates = {key: _value(key, value) for key, value in read.pop("dates").items()}
    members = {key: _value(key, value) for key, value in read.items()}
    counted = dict.fromkeys(members.pop("counted"))
    members["nouns"] = {**{word: word for word in counted}, **by_word(read["nouns"]), **members["singular"]}
    return Language(**members, dates=DateWords(**dates))


def _value(key: str, value: Any) -> Any:
    if key in _GROUPED:
        return by_word(value)
    if isinstance(value, dict):
        return {name: tuple(each) if isinstance(each, list) else each for name, each in value.items()}
    return tuple(value) if isinstance(value, list) else value


def by_word(groups: Mapping[str, list[str]]) -> dict[str, str]:
    """A table that is given the other way round: word → meaning."""
    return {word: meaning for meaning, words in groups.items() for word in words}
