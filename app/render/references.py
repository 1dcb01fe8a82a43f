"""References: the text with which somebody cites a record, one field of it, or a timeline, down to the quoted passages.

There is no date of access, so the same data set is cited in the same bytes each time. How it is written is in `citing`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from app.model.claims import AGREEMENTS
from app.model.dates import PRECISIONS, When
from app.model.fields import Field, Kind, RecordType
from app.model.holdings import Row, Timeline
from app.model.records import RESERVE_SNAPSHOT, SOURCE
from app.render import addresses
from app.render.stored import Item, Proof, Stored, Value
from app.render.words import counted, figure, quantity

_SHORT = 12
"""How many characters of the data set's digest stand in prose."""
_FEW = 10
"""Points up to which the reference to a timeline quotes the passages too, and not only names the sources."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What is cited from: a data set, and what whole addresses begin with."""

    digest: str
    origin: str

    def address(self, *path: str) -> str:
        return "/".join([self.origin, *(quote(part, safe="") for part in path)])


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quoted passage: offsets count code points, end exclusive; the address is where a page marks it."""

    exact: str
    start: int
    end: int
    address: str
    is_other: bool
    """Whether it is of a statement beside the shown one."""

    @property
    def place(self) -> str:
        return f"characters {self.start} up to {self.end}{', another statement' if self.is_other else ''}"


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a reference rests on; the label is editorial."""

    id: str
    title: str | None
    label: str
    publisher: str | None
    published: When | None
    sha256: str
    address: str
    quotations: tuple[Quotation, ...]

    @property
    def about(self) -> str:
        """Who published it and when, as far as that is known, and the hash that tells it from any other."""
        when = self.published and f"published {days(self.published)}"
        return ", ".join(each for each in (self.publisher, when, f"SHA-256 {self.sha256}") if each)

    @property
    def issued(self) -> str | None:
        """The date of publication in EDTF, or None: an interval that is open on one side is no date."""
        return self.published.edtf if self.published and self.published.start and self.published.end else None


@dataclass(frozen=True, slots=True)
class Reference:
    """All that a citation says, before it is written in some format."""

    of: tuple[str, ...]
    """Collection, id, and the field if it is one that is cited."""
    label: str
    statement: str
    """Sentences: what is stated, when, and how the sources stand to each other."""
    digest: str
    address: str
    sources: tuple[Source, ...]

    @property
    def title(self) -> str:
        return ": ".join([self.label, *self.of[2:]])

    @property
    def version(self) -> str:
        return self.digest[:_SHORT]

    @property
    def said(self) -> str:
        """The statement with what it was taken from, as prose."""
        return " ".join(filter(None, [self.statement, f"Data set {self.version}."]))


def of_record(
    record_type: RecordType, record: Stored, field: Field | None, rows: Mapping[str, Row], edition: Edition
) -> Reference:
    """The reference to a record or to one stated field of it; `rows` are of the sources that it rests on."""
    behind = sources_of(record_type, [record]) if field is None else ()
    quoted = [(record, record.proofs[field.name])] if field else ()
    return Reference(
        (record_type.path, record.id, *((field.name,) if field else ())),
        record.label,
        " ".join(_statement(record_type, record, field)),
        edition.digest,
        edition.address("v1", record_type.path, record.id),
        _sources(behind, quoted, rows, edition),
    )


def of_timeline(series: Timeline, points: Sequence[Stored], rows: Mapping[str, Row], edition: Edition) -> Reference:
    """The reference to a series with all its points, which are in the order of their dates."""
    quoted = [(point, point.proofs["amount"]) for point in points] if len(points) <= _FEW else ()
    return Reference(
        ("reserve-timelines", series.id),
        series.label,
        _course(points),
        edition.digest,
        edition.address("v1", "reserve-timelines", series.id),
        _sources(sources_of(RESERVE_SNAPSHOT, points), quoted, rows, edition),
    )


def _course(points: Sequence[Stored]) -> str:
    """How many points there are, from when to when, and how many of them are disputed."""
    dates = [said for point in points if (said := _dated(point.values, "date"))]
    span = " to ".join(dict.fromkeys([*dates[:1], *dates[-1:]]))
    disputed = sum(bool(_disputed(point)) for point in points)
    return (
        f"{': '.join(filter(None, [counted(len(points), 'snapshot'), span]))}; {disputed or 'none'} of them disputed."
    )


def sources_of(record_type: RecordType, records: Iterable[Stored]) -> list[str]:
    """The ids of the sources that records rest on; a source rests on its own document."""
    found = {passage.source for record in records for passage in record.passages.values()}
    return sorted(found | ({record.id for record in records} if record_type is SOURCE else set()))


def _sources(
    ids: Iterable[str], quoted: Iterable[tuple[Stored, Proof]], rows: Mapping[str, Row], edition: Edition
) -> tuple[Source, ...]:
    """The sources that are quoted, each with its passages, what proves the shown value first; then those besides."""
    passages: dict[str, list[Quotation]] = {}
    for record, proof in quoted:
        others = [each for other in proof.alternatives for each in other.citations]
        for name in dict.fromkeys([*proof.citations, *others]):
            found = record.passages[name]
            address = edition.origin + addresses.of_passage(found.source, name)
            each = Quotation(found.exact, found.start, found.end, address, name not in proof.citations)
            passages.setdefault(found.source, []).append(each)
    return tuple(_source(rows[each], passages.get(each, ()), edition) for each in dict.fromkeys([*passages, *ids]))


def _source(row: Row, quotations: Iterable[Quotation], edition: Edition) -> Source:
    title, publisher = (None if row[name] is None else str(row[name]) for name in ("title", "publisher"))
    identifier, label, sha256 = (str(row[name]) for name in ("id", "label", "sha256"))
    published = _when(row["published_start"], row["published_end"], row["published_precision"])
    address = edition.origin + addresses.of_document(identifier)
    return Source(identifier, title, label, publisher, published, sha256, address, tuple(dict.fromkeys(quotations)))


# What is stated


def _statement(record_type: RecordType, record: Stored, field: Field | None) -> Iterator[str]:
    """Sentences on a field and its date; on a whole record, its date and the fields that are disputed."""
    facts = dict.fromkeys(each for each in (field, record_type.dated) if each)
    for each in facts:
        if value := _shown(each, record.values):
            yield _sentence(f"{each.name}: {value}")
    if field is not None:
        yield from _standing(field, record.proofs[field.name])
    elif disputed := _disputed(record):
        yield f"Disputed: {', '.join(disputed)}."


def _disputed(record: Stored) -> list[str]:
    return [name for name, proof in record.proofs.items() if proof.agreement == "disputed"]


def _standing(field: Field, proof: Proof) -> Iterator[str]:
    """How the sources stand to each other, what the others say, and what the value rests on besides its passage."""
    yield f"{proof.agreement.capitalize()}: {AGREEMENTS[proof.agreement]}"
    if proof.alternatives:
        others = (f"{_other(field, each)} ({each.source}, {each.verdict})" for each in proof.alternatives)
        yield f"Other statements: {'; '.join(others)}."
    if (chosen := proof.resolution) is not None:
        yield _sentence(": ".join(filter(None, [f"Shown by {chosen.by} ({chosen.rule})", chosen.reason])))
    if proof.conflicts:
        yield f"Disagreement: {', '.join(proof.conflicts)}."
    claims: Iterable[Proof | Item] = proof.items or [proof]
    read = [each for each in claims if each.basis in ("inferred", "interpreted", "computed")]
    for how in dict.fromkeys(f"{str(each.basis).capitalize()}: {each.reason or each.rule}" for each in read):
        yield _sentence(how)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _shown(field: Field, values: Mapping[str, Value]) -> str | None:
    """What a record shows for a field; None if nothing is stated."""
    match field.kind:
        case Kind.DATE:
            return _dated(values, field.name)
        case Kind.QUANTITY:
            name, unit = field.name, values[field.unit_column] if field.unit_column else next(iter(field.units), None)
            columns = (values[name], values[f"{name}_low"], values[f"{name}_high"], values[f"{name}_qualifier"], unit)
            return _quantity(*columns)
        case Kind.TEXT | Kind.CODE | Kind.ACTOR | Kind.TEXTS | Kind.ACTORS:
            value = values[field.name]
            return "; ".join(value) if isinstance(value, list) else None if value is None else str(value)


def _other(field: Field, item: Item) -> str | None:
    """What a statement beside the shown one says."""
    match field.kind:
        case Kind.DATE:
            return _date(_when(item.low, item.high, item.precision), item.text)
        case Kind.QUANTITY:
            return _quantity(item.value, item.low, item.high, item.qualifier, item.unit)
        case Kind.TEXT | Kind.CODE | Kind.ACTOR | Kind.TEXTS | Kind.ACTORS:
            return str(item.value)


def _quantity(value: Value, low: Value, high: Value, qualifier: Value, unit: Value) -> str:
    """A figure with hedge and unit, and the interval that it leaves open, if that has two ends."""
    stated, floor, ceiling = (each if isinstance(each, int | float) else None for each in (value, low, high))
    hedge = "exact" if qualifier == "rounded" else str(qualifier)  # the source has no hedge there: the interval says it
    said = quantity(stated, floor, ceiling, hedge, str(unit) if unit else None)
    if stated is None or floor is None or ceiling is None or floor == ceiling:
        return said
    return f"{said} ({figure(floor)} to {figure(ceiling)})"


def _dated(values: Mapping[str, Value], field: str) -> str | None:
    start, end, precision, words = (values[f"{field}_{part}"] for part in ("start", "end", "precision", "text"))
    return _date(_when(start, end, precision), None if words is None else str(words))


def _when(start: Value, end: Value, precision: Value) -> When | None:
    known = next((each for each in PRECISIONS if each == precision), None)
    first, last = (date.fromisoformat(str(each)) if each else None for each in (start, end))
    return None if known is None else When(first, last, known)


def _date(when: When | None, words: str | None) -> str | None:
    """A date in the source's words, with what these come to."""
    if when is None:
        return None
    return f"{words} ({days(when)})" if words else days(when)


def days(when: When) -> str:
    """`2025-07-01 to 2025-07-10`, `2025-09`, `2025-07-17 or later`."""
    if when.start is None or when.end is None:
        return f"{when.end} or earlier" if when.start is None else f"{when.start} or later"
    return when.edtf.replace("/", " to ")
