"""Synthetic data: invented states and their reserves, as many as asked for, with claims that really quote a document.

One series is one batch: a holder, one document that says what it holds every week, and 500 snapshots. Every value
is worked out from the number of the series and of the week, so the same number of snapshots gives the same bytes.
Each snapshot has a passage for its amount (its asset and holder lean on it too) and one for its date; every second
one has a passage for its value in dollars, and of every fifty one has a second figure that contradicts the first.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from app.bench.invented import (
    PER_SERIES,
    PUBLISHED,
    Span,
    Stated,
    Writing,
    holder_id,
    name_of,
    source_id,
    timeline_id,
    words_of,
)
from app.ingest.publish import name_by_content, switch, workspace
from app.model.claims import (
    CONTEXT,
    Agreement,
    Basis,
    Citation,
    Claim,
    Conflict,
    Evidence,
    EvidenceClaim,
    Support,
)
from app.model.fields import RecordType, Value, cells
from app.model.holdings import Cell, CoverageCount, Holdings, Row, SourceText, Word
from app.model.records import ACTOR, RESERVE_SNAPSHOT, SOURCE
from app.model.verdicts import VERDICTS
from app.render.representations import represent
from app.store.writer import Batch, create_store


def batches(snapshots: int) -> Iterator[Batch]:
    """One batch a series, until there are this many snapshots; the last series may be shorter."""
    for number, first in enumerate(range(0, snapshots, PER_SERIES), 1):
        held = holdings(number, min(PER_SERIES, snapshots - first))
        yield held, represent(held)


def publish(folder: Path, snapshots: int) -> Path:
    """Build the store in this folder under the name of its content; returns the link to it, `current.db`."""
    link = folder / "current.db"
    with workspace(link) as candidate:
        create_store(candidate, batches(snapshots))
        switch(link, name_by_content(candidate))
    return link


_encode = msgspec.json.Encoder().encode


def content_id(prefix: str, *parts: object) -> str:
    """The id that `app.model.claims.content_id` gives, several times as fast; for ASCII, whole numbers and tuples."""
    return f"{prefix}_{hashlib.sha256(_encode(parts)).hexdigest()[:16]}"


@dataclass(slots=True)
class Register:
    """All that one document states, while it is put together."""

    source: str
    text: str
    sha256: str
    citations: dict[Span, Citation] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    records: dict[str, list[Row]] = field(default_factory=dict)

    def cite(self, span: Span) -> str:
        """The id of the passage there; one passage is one citation however often it is quoted."""
        if span not in self.citations:
            start, end = span
            self.citations[span] = Citation(
                content_id("cit", self.sha256, start, end),
                *(self.source, start, end, start, end, self.text[start:end]),
                *(self.text[max(0, start - CONTEXT) : start], self.text[end : end + CONTEXT]),
            )
        return self.citations[span].id

    def claim(
        self,
        about: tuple[str, str, str],
        value: Value,
        at: Span,
        basis: Basis = "normalised",
        rule: str | None = None,
        reason: str | None = None,
        context: Span | None = None,
    ) -> Claim:
        """A claim on a field (record type, record, field), quoting what stands there."""
        cited: list[tuple[str, Support]] = [(self.cite(at), "value")]
        if context is not None:
            cited.append((self.cite(context), "context"))
        text = None if basis == "interpreted" else self.text[at[0] : at[1]]
        stated = (value.value, value.low, value.high, value.qualifier, value.unit, value.precision)
        identifier = content_id("clm", *about, self.source, stated, text, basis, rule, reason, cited)
        claim = Claim(identifier, *about, self.source, value, text, basis, rule, reason, tuple(cited))
        self.claims.append(claim)
        return claim

    def record(self, record_type: RecordType, editorial: Row, claims: Sequence[Claim]) -> None:
        """A record whose cells follow from these claims, one a field; what more is said of a field stands beside it."""
        row: dict[str, Cell] = dict.fromkeys(_COLUMNS[record_type.name])
        for claim in claims:
            row |= cells(_FIELDS[record_type.name][claim.field], [(claim.value, claim.text)])
        self.records.setdefault(record_type.name, []).append({**row, **editorial})

    def prove(self, claim: Claim, against: Claim | None = None) -> None:
        """The evidence for one field: what it shows, and what contradicts that."""
        about = (claim.record_type, claim.record, claim.field)
        shown: EvidenceClaim = (claim.id, "shown", None)
        if against is None:
            single: Agreement = "single-source"
            self.evidence.append(Evidence(*about, single, None, None, None, None, (shown,)))
            return
        ids = (claim.id, against.id)
        said = "; ".join(f"{each.source} says «{each.text}»" for each in (claim, against))
        reason = f"{said}. {VERDICTS['conflict']}"
        conflict = Conflict(
            *(content_id("cnf", "conflict", sorted(ids)), "conflict", *about, "rule", reason, ids),
            ((*ids, "conflict"),),
        )
        self.conflicts.append(conflict)
        placed: tuple[EvidenceClaim, ...] = (shown, (against.id, "alternative", "conflict"))
        self.evidence.append(Evidence(*about, "disputed", "undecided", "rule", UNDECIDED, conflict.id, placed))


UNDECIDED = "Nothing decides between the two registers. Shown is the figure that comes first."
_COLUMNS = {kind.name: [column.name for column in kind.columns] for kind in (ACTOR, RESERVE_SNAPSHOT, SOURCE)}
_FIELDS = {kind.name: {each.name: each for each in kind.fields} for kind in (ACTOR, RESERVE_SNAPSHOT, SOURCE)}


def holdings(number: int, weeks: int) -> Holdings:
    """One series with all that stands behind it."""
    name, writing = name_of(number), Writing()
    title_at = writing.say(f"Register of the reserve of {name}")
    writing.say("\n\nPublished by the ")
    publisher_at = writing.say(f"Treasury of {name}")
    writing.say(" on ")
    published_at = writing.say(words_of(PUBLISHED))
    writing.say(".\n")
    name_at = writing.say(name)
    writing.say(" is a ")
    kind_at = writing.say("state")
    writing.say(" that holds bitcoin.\n\n")
    stated = [writing.state(number, week, name) for week in range(weeks)]
    text = "".join(writing.pieces)
    register = Register(source_id(number), text, hashlib.sha256(text.encode()).hexdigest())
    _describe(register, name, (title_at, publisher_at, published_at))
    _introduce(register, holder_id(number), name, name_at, kind_at)
    for each in stated:
        _snapshot(register, number, name, name_at, each)
    return _finished(register, weeks, number)


def _describe(register: Register, name: str, at: tuple[Span, Span, Span]) -> None:
    """The record of the document itself."""
    title_at, publisher_at, published_at = at
    about = (SOURCE.name, register.source)
    why = "a holder's own register"
    claims = [
        register.claim((*about, "title"), _said(register, title_at), title_at, "verbatim"),
        register.claim((*about, "publisher"), _said(register, publisher_at), publisher_at, "verbatim"),
        register.claim((*about, "published"), _day(PUBLISHED), published_at),
        register.claim((*about, "rank"), Value("primary"), publisher_at, "interpreted", reason=why),
    ]
    length = len(register.text)
    measured: Row = {"sha256": register.sha256, "bytes": length, "characters": length}
    register.record(SOURCE, {"id": register.source, "label": f"Register of {name}", **measured}, claims)
    for claim in claims:
        register.prove(claim)


def _introduce(register: Register, holder: str, name: str, name_at: Span, kind_at: Span) -> None:
    """The record of the holder."""
    claims = [
        register.claim((ACTOR.name, holder, "kind"), Value("state"), kind_at, "verbatim"),
        register.claim((ACTOR.name, holder, "name"), Value(name), name_at, "verbatim"),
    ]
    register.record(ACTOR, {"id": holder, "label": name}, claims)
    for claim in claims:
        register.prove(claim)


def _snapshot(register: Register, number: int, name: str, name_at: Span, stated: Stated) -> None:
    """One snapshot: what its sentence says, and the figure that contradicts it."""
    holder, record = holder_id(number), f"{timeline_id(number)}-{stated.day}"
    about = (RESERVE_SNAPSHOT.name, record)
    figure, at = stated.amount
    claims = [
        register.claim((*about, "holder"), Value(holder), name_at, "inferred", "named-before-the-quote", context=at),
        register.claim((*about, "asset"), Value("BTC"), at, rule="unit-of-the-amount"),
        register.claim((*about, "date"), _day(stated.day), stated.day_at),
    ]
    if stated.worth is not None:
        tenths, worth_at = stated.worth
        claims.append(register.claim((*about, "value_usd"), _dollars(tenths), worth_at))
    amount = register.claim((*about, "amount"), _bitcoins(figure), at)
    label = f"{name}, BTC reserve, {words_of(stated.day)}"
    register.record(RESERVE_SNAPSHOT, {"id": record, "label": label}, [*claims, amount])
    for claim in claims:
        register.prove(claim)
    other = stated.other and register.claim((*about, "amount"), _bitcoins(stated.other[0]), stated.other[1])
    register.prove(amount, other)


def _said(register: Register, at: Span) -> Value:
    return Value(register.text[at[0] : at[1]])


def _day(day: date) -> Value:
    iso = day.isoformat()
    return Value(iso, iso, iso, precision="day")


def _bitcoins(amount: int) -> Value:
    return Value(str(amount), str(amount), str(amount), "exact", "BTC")


def _dollars(tenths: int) -> Value:
    """About so many tenths of a million dollars: half a tenth to each side."""
    value, low, high = (str(tenths * 100_000 + margin) for margin in (0, -50_000, 50_000))
    return Value(value, low, high, "approximately", "USD")


def _words(number: int) -> list[Word]:
    """The dictionary that one document is read by; the word `state` is the same line in all of them."""
    holder, name = holder_id(number), name_of(number)
    entity = [Word("kind", holder, "state"), Word("label", holder, name), Word("name", name, holder)]
    return [*entity, *([Word("actor.kind", "state", "state")] if number == 1 else [])]


def _finished(register: Register, weeks: int, number: int) -> Holdings:
    data = register.text.encode()
    sentences = 3 + weeks + len(register.conflicts)
    return Holdings(
        documents=[SourceText(register.source, register.sha256, data)],
        records=register.records,
        citations=list(register.citations.values()),
        claims=register.claims,
        evidence=register.evidence,
        conflicts=register.conflicts,
        checks=[],
        set_aside=[],
        coverage=[CoverageCount(register.source, sentences, sentences, 0, 0)],
        words=_words(number),
    )
