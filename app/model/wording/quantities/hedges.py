"""Hedges: the words around a figure that are part of its value."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.model.quantities import Qualifier, QuantityError
from app.model.wording.language import Language
from app.model.wording.patterns import alternation, any_of, meaning

_DURATION = re.compile(r"(?:days?|weeks?|months?|quarters|years?|hours|días|semanas|meses|años)$", re.IGNORECASE)
_STRENGTH: tuple[Qualifier, ...] = (
    "at-least",
    "at-most",
    "nearly",
    "more-than",
    "less-than",
    "approximately",
    "estimated",
)
"""Strongest first: a figure that is both estimated and a bound is served as a bound."""
_FLOORS: frozenset[Qualifier] = frozenset({"more-than", "at-least"})
_CEILINGS: frozenset[Qualifier] = frozenset({"less-than", "at-most", "nearly"})


@dataclass(frozen=True, slots=True)
class Hedges:
    """The hedges of one language: each phrase with its qualifier, and the patterns to find them by."""

    before: dict[str, Qualifier]
    after: dict[str, Qualifier]
    lead: re.Pattern[str]
    """Up to three hedges and a filler that begin a text."""
    leading: re.Pattern[str]
    """The same at the end of a text, before a figure."""
    trailing: re.Pattern[str]
    """A hedge that begins a text, behind a figure."""
    phrase: re.Pattern[str]
    """One hedge of those before a figure."""
    verb: re.Pattern[str]
    """A verb whose particle the next word is."""
    lasting: re.Pattern[str]
    """What makes `over five years` longer than five years."""


@lru_cache(maxsize=8)
def hedges_of(language: Language) -> Hedges:
    before = {phrase: name for name, phrases in language.hedges.items() for phrase in phrases}
    after = {phrase: name for name, phrases in language.hedges_after.items() for phrase in phrases}
    lead = rf"(?:{any_of(before)}\s?){{1,3}}(?:{any_of(language.fillers)}\s)?"
    object_of_verb = r"(?:\s(?:it|them|him|her|us|control|all))?"
    return Hedges(
        before=before,
        after=after,
        lead=_compiled(lead),
        leading=_compiled(rf"(?<!\w)({lead})$"),
        trailing=_compiled(rf"^\s?{any_of(after)}(?!\s[$€£¥]?\d)"),
        phrase=_compiled(alternation(before)),
        verb=_compiled(rf"(?<!\w){any_of(language.no_hedge)}{object_of_verb}\s$"),
        lasting=_compiled(rf"(?<!\w){any_of(language.lasting)}\s$"),
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def hedge_before(folded: str, language: Language, figure: str = "") -> int:
    """How many characters at the end of this folded text hedge the figure that follows it.

    A verb's particle is no hedge (`handed over 6,240 BTC`), and a time that something takes has none either
    (`$25 million over five years`), unless it lasts (`for over five years`).
    """
    known = hedges_of(language)
    found = known.leading.search(folded)
    if found is None:
        return 0
    if found[1].strip().lower() in language.particles:
        before = folded[: found.start()]
        takes = _DURATION.search(figure) and not known.lasting.search(before)
        if takes or known.verb.search(before):
            return 0
    return len(found[1])


def hedge_after(folded: str, language: Language) -> int:
    """How many characters at the start of this folded text hedge the figure before it."""
    found = hedges_of(language).trailing.match(folded)
    return found.end() if found else 0


def qualifier_of(before: str, after: str, language: Language) -> Qualifier | None:
    """The strongest of the hedges around a figure, None without any; bounds to both sides are refused."""
    known = hedges_of(language)
    names = {meaning(known.before, phrase) for phrase in known.phrase.findall(before)}
    if after:
        names.add(meaning(known.after, after))
    if names & _FLOORS and names & _CEILINGS:
        raise QuantityError(f"«{before.strip()} … {after}» bounds the figure from both sides")
    return next((name for name in _STRENGTH if name in names), None)
