"""What stands around a figure and changes what it says: words that no interval can hold, and the rest of a range."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.model.quantities import Qualifier
from app.model.wording.language import Language
from app.model.wording.numerals import numerals
from app.model.wording.patterns import alternation, any_of, meaning
from app.model.wording.quantities.hedges import hedges_of
from app.model.wording.units import CODES, SIGNS, SYMBOLS

_BOUNDS: frozenset[Qualifier] = frozenset({"at-least", "at-most", "more-than", "less-than"})
_SHARE = re.compile(r"%|percent|per cent|por ?ciento|point|punto", re.IGNORECASE)
_NEGATION = re.compile(r"(?<!\w)(?:not|never|no|cannot|nor|nunca|ni|sin|\w+n't)(?:\s\w+){0,3}\s$", re.IGNORECASE)
_YEAR_BEFORE = re.compile(r"(?<![\d,.$€£¥])(?:19|20|21)\d\d\s(?=\w+\s$)")
_UNIT = re.compile(r"\d\s?(%|[^\W\d][\w/]*)\s?$")


@dataclass(frozen=True, slots=True)
class _Unclear:
    """Words of one language that qualify a figure in a way that no interval can hold."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    or_before: re.Pattern[str]
    """Another figure and `or`; the group is its unit."""
    or_after: re.Pattern[str]


@lru_cache(maxsize=8)
def _unclear(language: Language) -> _Unclear:
    either, figure = any_of(language.alternatives), r"\d(?:[\d.,]*\d)?\s?([^\W\d]+|%|)"
    after = alternation((*language.unclear_after, *language.comparatives))
    return _Unclear(
        before=_compiled(rf"(?<!\w){any_of(language.unclear)}[^\w,;.:)]*$"),
        after=_compiled(rf"^(?:[-/]\w|\s?(?:{after})|,\s{any_of(language.unclear_comma)})"),
        or_before=_compiled(rf"(?<![\w.,]){figure}\s?{either}\s$"),
        or_after=_compiled(rf"^\s{either}\s{figure}"),
    )


def is_unclear(before: str, after: str, language: Language, figure: str = "") -> bool:
    """Whether words next to a figure qualify it in a way that no interval can hold, as in `not 5` or `5 each`.

    So does `or` between figures of one unit; `US$0.12 billion or 7 percent of reserves` says one thing twice.
    """
    known = _unclear(language)
    if known.before.search(before) or _is_denied(before, language, figure):
        return True
    nearby = known.after.match(after)
    if nearby and not (_SHARE.search(figure) and nearby[0].strip().lower() in language.comparatives):
        return True
    same = {"", re.split(r"[\s\d]", figure.strip())[-1].lower()}
    others = (known.or_before.search(before), known.or_after.match(after))
    return any(other is not None and other[1].lower() in same for other in others)


def _is_denied(before: str, language: Language, figure: str) -> bool:
    """Whether a figure that begins with a bound stands behind a negation: `cannot exceed 5%`."""
    hedges = hedges_of(language)
    bound = hedges.phrase.match(figure)
    return bound is not None and meaning(hedges.before, bound[0]) in _BOUNDS and bool(_NEGATION.search(before))


@dataclass(frozen=True, slots=True)
class _Cuts:
    """What a figure is cut off from in one language."""

    change_before: re.Pattern[str]
    """`From`, before the first of the two figures of a change."""
    between_before: re.Pattern[str]
    range_before: re.Pattern[str]
    """The first end of a range; its group is the word that makes the two a change."""
    range_after: re.Pattern[str]
    scale_after: re.Pattern[str]


@lru_cache(maxsize=16)
def _cuts(language: Language) -> _Cuts:
    sign = any_of((*SIGNS, *CODES))
    change, first = any_of(language.changes), any_of(language.between)
    scale = any_of(language.scales)
    return _Cuts(
        change_before=_compiled(rf"(?<!\w){change}\s{sign}?$"),
        between_before=_compiled(rf"(?<!\w){first}\s{sign}?$"),
        range_before=_compiled(_range_before(language)),
        range_after=_compiled(
            rf"^(?:-|\s{_joints(language)}\s|~|\s~\s|\s?\.\.+\s?|\s-\s|{_open_hyphen(language)})"
            rf"{sign}?\s?\d[\d.,]*(?:\s?{_units(language)})?"
        ),
        scale_after=_compiled(rf"^(?:[\s-]?{scale}|\s?(?:quadrillion|hundred|dozen)(?!\w))"),
    )


def _range_before(language: Language) -> str:
    """The first end of a range, its joint included, at the end of a text."""
    change, first, second = any_of(language.changes), any_of(language.between), any_of(language.between.values())
    sign, scale = any_of((*SIGNS, *CODES)), any_of(language.scales)
    digits = numerals(language, "," if language.name == "es" else ".").digits.pattern
    figure = rf"{sign}?\s?(?:{digits})\s?{scale}?(?:\s?{_units(language)})?"
    joined = rf"((?<!\w){change}\s)?(?<![\d,.]){figure}(?:\s{_joints(language)}\s|\s?(?:~|\.\.+)\s?)"
    between = rf"(?<!\w){first}\s{figure}\s{second}\s"
    bare = rf"(?<![\d,.])(?!\d{{4}}\s-)(?:{digits})\s-\s"
    return rf"(?:{joined}|{between}|\w{_open_hyphen(language)}|\d\s{scale}\s|{bare})$"


def _joints(language: Language) -> str:
    return any_of(word for word in language.ranges if word != "-")


def _open_hyphen(language: Language) -> str:
    """`$20- to $40-million`."""
    return rf"-\s(?:{alternation(word for word in language.ranges if word != '-')}|or|and|y|o)\s"


def _units(language: Language) -> str:
    return any_of((*language.units, *language.currencies, *language.nouns, *SYMBOLS, *CODES))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def cuts_figure(before: str, after: str, language: Language, figure: str = "") -> bool:
    """Whether a figure between these folded texts is only a part: of a range, or without its scale word.

    A year before `to` is no end of a range (`in 2022 to 53.6 percent`), and neither is a figure of another unit
    (`by 9% to 28.7 EH/s`). `From 6,158 to 6,228` tells of a change: two figures, not a range.
    """
    cuts = _cuts(language)
    before = _YEAR_BEFORE.sub("", before)
    if cuts.scale_after.match(after) or cuts.between_before.search(before):
        return True
    mine = _unit_of(figure)
    earlier = cuts.range_before.search(before)
    if earlier is not None and earlier[1] is None and not _differ(mine, _unit_of(_without_joint(earlier[0]))):
        return True
    later = cuts.range_after.match(after)
    if later is None or cuts.change_before.search(before):
        return False
    other = _unit_of(later[0])
    # The ends of a range share the unit of the second one: `164 votes to 121` is none.
    return not _differ(mine, other) and bool(other or not mine)


def _without_joint(text: str) -> str:
    return re.sub(r"\s\S+\s$", "", text)


def _unit_of(text: str) -> str:
    """The unit at the end of a figure, as it stands there; empty if there is none."""
    found = _UNIT.search(text)
    return found[1].lower() if found else ""


def _differ(one: str, other: str) -> bool:
    """Whether both are units, and not the same one."""
    return bool(one and other) and not one.startswith(other) and not other.startswith(one)


@dataclass(frozen=True, slots=True)
class _Changes:
    """What tells of a change in one language."""

    opening: re.Pattern[str]
    """`From` at the end of a text; its group is the word before that."""
    movement: re.Pattern[str]
    """A word such as `rose` in the clause at the end of a text."""


@lru_cache(maxsize=8)
def _changes(language: Language) -> _Changes:
    return _Changes(
        opening=_compiled(rf"(?:(?<!\w)(\w+)\s)?(?<!\w){any_of(language.changes)}\s$"),
        movement=_compiled(rf"(?<!\w){any_of(language.moves)}(?!\w)[^.;¶]*$"),
    )


def is_change(before: str, joint: str, language: Language) -> bool:
    """Whether two figures joined so behind these words tell of a change and not of a range: `from 5% to 10%`."""
    if joint.strip().lower() not in language.ranges or joint.strip() == "-":
        return False
    found = _changes(language).opening.search(before)
    return found is not None and (found[1] or "").lower() not in language.ranging


def moves(before: str, language: Language) -> bool:
    """Whether the words before tell of something that rose, fell or went from one figure to another."""
    return _changes(language).movement.search(before) is not None
