"""Changes: what an ingestion of the seeds as they stand would change in the store that is being served.

Things are compared by what they are about, not by their ids, which are hashes of what they say: a claim with one word
more is that claim changed, not one that goes and another one that comes.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import msgspec

from app.ingest.states import Aside, Disagreement, Record, Said, Shown, State
from app.model.claims import Check
from app.model.fields import RecordType
from app.model.holdings import Holdings, Word
from app.model.records import RECORD_TYPES
from app.settings import Settings
from app.store.published import publication_of
from app.store.reader import Reader
from app.store.whole import holdings

T = TypeVar("T")
Happened = Literal["added", "changed", "removed"]
HAPPENED: tuple[Happened, ...] = ("added", "changed", "removed")
Pair = tuple[T | None, T | None]
"""Something as it is served and as it is to be; None where it is not there."""


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """What happens to one thing. `of` is the field, check, source or scope that it belongs to."""

    change: Happened
    of: str
    before: T | None
    after: T | None


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What happens to one record, and to all that is said of it."""

    change: Happened
    record_type: str
    record: str
    label: str
    fields: tuple[Change[Shown], ...]
    claims: tuple[Change[Said], ...]
    disagreements: tuple[Change[Disagreement], ...]
    checks: tuple[Change[Check], ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All that an ingestion would change; false if there is nothing."""

    dataset: str | None
    """The digest of the data that are being served; None if there are none."""
    records: tuple[RecordChange, ...]
    set_aside: tuple[Change[Aside], ...]
    words: tuple[Change[Word], ...]
    """Lines of the dictionary."""

    def __bool__(self) -> bool:
        return bool(self.records or self.set_aside or self.words)


NOTHING = Holdings([], {}, [], [], [], [], [], [], [], [])
"""What there is before the first ingestion."""


def changes(reader: Reader | None, held: Holdings) -> Changes:
    """What these holdings change in a store. If there is none, all of them are added."""
    before, after = State(holdings(reader) if reader else NOTHING), State(held)
    records = (_record(record_type, record, before, after) for record_type, record in _records(before, after))
    return Changes(
        reader.digest if reader else None,
        tuple(each for each in records if each is not None),
        _changes(
            before.asides(), after.asides(), about=lambda each: (each.source, each.passage), of=lambda each: each.source
        ),
        _changes(
            sorted(before.held.words),
            sorted(held.words),
            about=lambda word: (word.scope, word.word),
            of=lambda word: word.scope,
        ),
    )


def changes_at(settings: Settings, held: Holdings) -> Changes:
    """What these holdings change in the store that is published, if one is. Raises `StoreUnusable`."""
    with closing(publication_of(settings)) as publication:
        reader = publication.reader()
    if reader is None:
        return changes(None, held)
    with closing(reader):
        return changes(reader, held)


def _records(before: State, after: State) -> Iterator[tuple[RecordType, Record]]:
    """Every record of either side, in the order of the registry and of ids."""
    order = {record_type.name: place for place, record_type in enumerate(RECORD_TYPES)}
    for record in sorted(before.rows.keys() | after.rows.keys(), key=lambda each: (order[each[0]], each[1])):
        yield RECORD_TYPES[order[record[0]]], record


def _record(record_type: RecordType, record: Record, before: State, after: State) -> RecordChange | None:
    lists = {field.name for field in record_type.fields if field.kind.many}
    change = RecordChange(
        _happened((before.rows.get(record), after.rows.get(record))),
        *record,
        str((after.rows.get(record) or before.rows[record])["label"]),
        tuple(_fields(record_type, record, before, after)),
        _changes(
            before.said(record),
            after.said(record),
            about=lambda said: (said.field, said.quoted.source),
            of=lambda said: said.field,
            # Members of a list that have nothing in common are two members.
            alike=lambda one, other: _claims_alike(one, other) - (other.field in lists),
        ),
        _changes(
            before.disagreements(record),
            after.disagreements(record),
            about=lambda each: each.field,
            of=lambda each: each.field,
            alike=_disagreements_alike,
        ),
        _changes(before.checks(record), after.checks(record), about=lambda each: each.name, of=lambda each: each.name),
    )
    same = change.change == "changed" and not (change.fields or change.claims or change.disagreements or change.checks)
    return None if same else change


def _fields(record_type: RecordType, record: Record, before: State, after: State) -> Iterator[Change[Shown]]:
    """What the record shows otherwise: its label, its fields, and what was measured."""
    alone = ("label", *(column.name for column in record_type.measured))
    columns = {field.name: tuple(column.name for column in field.columns) for field in record_type.fields}
    for name, cells in {**{each: (each,) for each in alone}, **columns}.items():
        pair = before.shown(record, name, cells), after.shown(record, name, cells)
        if pair[0] != pair[1]:
            yield Change(_happened(pair), name, *pair)


def _claims_alike(one: Said, other: Said) -> int:
    """How much two claims of one source on one field have in common: first of all what they state."""
    same_value = one.quoted.value == other.quoted.value
    same_words = one.quoted.words is not None and one.quoted.words == other.quoted.words
    return 1 + 4 * same_value + 2 * same_words + 2 * (one.passage == other.passage)


def _disagreements_alike(one: Disagreement, other: Disagreement) -> int:
    """How much two disagreements over one field have in common: their sides, then their kind."""
    return 1 + 2 * len(set(one.members) & set(other.members)) + (one.kind == other.kind)


def _changes(
    before: Iterable[T],
    after: Iterable[T],
    *,
    about: Callable[[T], Hashable],
    of: Callable[[T], str],
    alike: Callable[[T, T], int] = lambda *_: 1,
) -> tuple[Change[T], ...]:
    """What happens to things, paired by what they are about, the likest first; what stays as it is is left out."""
    groups: dict[Hashable, tuple[list[T], list[T]]] = {}
    for side, things in enumerate((before, after)):
        for each in things:
            groups.setdefault(about(each), ([], []))[side].append(each)
    pairs = (pair for lost, came in groups.values() for pair in _pairs(lost, came, alike))
    return tuple(Change(_happened(pair), of(next(each for each in pair if each is not None)), *pair) for pair in pairs)


def _pairs(before: list[T], after: list[T], alike: Callable[[T, T], int]) -> Iterator[Pair[T]]:
    lost = [each for each in before if each not in after]
    came = [each for each in after if each not in before]
    ranked = ((-alike(old, new), i, j) for i, old in enumerate(lost) for j, new in enumerate(came))
    partner: dict[int, int] = {}
    for likeness, i, j in sorted(ranked):
        if likeness and i not in partner and j not in partner.values():
            partner[i] = j
    for i, old in enumerate(lost):
        yield old, came[partner[i]] if i in partner else None
    yield from ((None, new) for j, new in enumerate(came) if j not in partner.values())


def _happened(pair: Pair[Any]) -> Happened:
    before, after = pair
    return "added" if before is None else "removed" if after is None else "changed"


def counted(found: Changes) -> dict[str, dict[Happened, int]]:
    """How many things of each sort are added, changed and removed."""
    parts: dict[str, Iterable[Change[Any] | RecordChange]] = {
        "records": found.records,
        "claims": [each for record in found.records for each in record.claims],
        "disagreements": [each for record in found.records for each in record.disagreements],
        "checks": [each for record in found.records for each in record.checks],
        "set_aside": found.set_aside,
        "words": found.words,
    }
    happened = {name: Counter(each.change for each in things) for name, things in parts.items()}
    return {name: {each: counts[each] for each in HAPPENED} for name, counts in happened.items()}


def document(found: Changes) -> dict[str, object]:
    """All of it as one JSON document; cells are as the store has them, numbers as exact text."""
    told: dict[str, object] = {"counts": counted(found), **msgspec.to_builtins(found)}
    return told
