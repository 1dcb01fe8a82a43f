"""Entries: from one document's TOML file to statements, each a claim with what resolution must know of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.errors import CurationError, nearest
from app.ingest.anchor import Span, anchor, everywhere, mentions
from app.ingest.derive import BadValue, Derived, Reading, date_value, interpreted, mentions_of, taken
from app.ingest.dictionary import Entity, UnknownName
from app.ingest.findings import Findings
from app.ingest.provenance import Provenance, read_provenance
from app.ingest.tables import BadKey, SeedFile, Table
from app.model.claims import UNDATED, Citation, Claim, SetAside, Support, cite, claim_id
from app.model.dates import Precision, When
from app.model.fields import Field, Kind, RecordType, Value
from app.model.quantities import Quantity
from app.model.records import ACTOR, BY_NAME, RANKS, RESERVE_SNAPSHOT, SOURCE
from app.model.wording.detection import language_in
from app.model.wording.locales import locale_of

CONTROL = ("id", "label", "quote", "occurrence", "accept", "prefer")
_NAMES = ("name", "short_name", "handle")
"""Fields of an actor that must be names of its entity."""

REVIEW = "review"
"""The key in [document] that a draft has, until somebody has read it."""

Key = tuple[str, str]
"""A record: its type and its id."""


class Undated(CurationError):
    code = "undated"
    remedy = "give the entry a date, or the document a published date that an undated stock can take"


class NoReserve(CurationError):
    code = "no-reserve-key"
    remedy = "a reserve snapshot needs a holder and an amount with its unit"


class Unreviewed(CurationError):
    code = "unreviewed"
    remedy = "read every entry against the document, mend it, then remove this line"


class LanguageUnsaid(CurationError):
    code = "language-unsaid"
    remedy = "say it in [document], or its figures would be read as English ones"


class LabelTwice(CurationError):
    code = "label-twice"
    remedy = "keep one label; labels are editorial and belong to the record, not to a document"


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim on its way to a record: with the parsed value, and what the rules of resolution look at."""

    claim: Claim
    field: Field
    parsed: Quantity | When | None
    citations: tuple[Citation, ...]
    rank: str
    dated: bool
    published: When | None
    preferred: str | None
    file: str
    line: int
    position: int


@dataclass
class Readings:
    """Everything that the files of all documents state, as it is collected."""

    statements: list[Statement] = field(default_factory=list)
    labels: dict[Key, str] = field(default_factory=dict)
    accepted: dict[tuple[str, str, str], tuple[str, str, int]] = field(default_factory=dict)
    """(record type, record, check) → why, file, line."""
    set_aside: list[SetAside] = field(default_factory=list)
    captures: dict[str, Provenance] = field(default_factory=dict)
    """Source → how its document was captured."""


def read_entries(reading: Reading, file: SeedFile, found: Readings, findings: Findings) -> None:
    """Read one document's file: its `[document]`, its entries, and what it sets aside."""
    reader = _FileReader(reading, file, found, findings)
    reader.document_table(next(file.tables("document")))
    for name in file.data:
        if name == "ignore":
            for table in file.tables(name):
                with findings.at(file.name, table.line):
                    found.set_aside.append(_set_aside(reading, table))
        elif name in BY_NAME and name != SOURCE.name:
            for table in file.tables(name):
                with findings.at(file.name, table.line):
                    reader.entry(BY_NAME[name], table)
        elif name != "document":
            tables = tuple(each for each in BY_NAME if each != SOURCE.name)
            unknown = BadKey(
                f"[[{name}]] is no table of a claims file", nearest=nearest(name, tables) or ", ".join(tables)
            )
            findings.add(file.name, file.lines.table(name), unknown)


def _set_aside(reading: Reading, table: Table) -> SetAside:
    table.allow("quote", "occurrence", "from", "to", "why")
    document = reading.document
    if ("quote" in table.data) == ("from" in table.data):
        raise BadKey("[[ignore]] needs either quote, or from and to")
    if "quote" in table.data:
        span = anchor(document, table.text("quote"), occurrence=table.number("occurrence"))
    else:
        first = anchor(document, table.text("from"))
        end = len(document.folded.text) if table.text("to") == "END" else anchor(document, table.text("to")).end
        span = Span(first.start, end)
        if span.start >= span.end:
            raise BadKey("`to` stands before `from`")
    start, end = document.folded.original(span.start, span.end)
    return SetAside(document.source, start, end, table.text("why"))


class _FileReader:
    """The entries of one file share its document, its rank and its date."""

    def __init__(self, reading: Reading, file: SeedFile, found: Readings, findings: Findings) -> None:
        self.reading = reading
        self.file = file
        self.found = found
        self.findings = findings
        self.rank = RANKS[-1]

    def document_table(self, table: Table) -> None:
        """`[document]`: the source's own record. A plain string quotes itself, for there is no quote around it."""
        source = self.reading.document.source
        with self.findings.at(self.file.name, table.line):
            table.allow("id", "file", "sha256", "label", "capture", REVIEW, *(each.name for each in SOURCE.fields))
            self._label((SOURCE.name, source), table.title("label"))
        if REVIEW in table.data:
            self.findings.add(self.file.name, table.line_of(REVIEW), Unreviewed(f"{self.file.name} is a draft"))
        with self.findings.at(self.file.name, max(table.line_of("capture"), table.lines.table("document.capture"))):
            self.found.captures[source] = read_provenance(table)
        self._require_language(table)
        whole = everywhere(self.reading.document)
        derived: dict[Field, list[Derived]] = {}
        for each in sorted(SOURCE.fields, key=_reading_order):
            if each.name in table.data:
                with self.findings.at(self.file.name, table.line_of(each.name)):
                    derived[each] = self._values(SOURCE, each, table, whole)
                    for said in derived[each]:
                        self._take(each.name, said)
        for each, values in derived.items():
            self._state((SOURCE.name, source), each, values, table, dated=True)

    def _require_language(self, table: Table) -> None:
        """Without a language a document is read as English: `1.250` is then one and a quarter."""
        written = None if "language" in table.data else language_in(self.reading.document.text)
        if written not in (None, "en"):
            example = f'language = {{value = "{written}", why = "its words", quote = "…"}}'
            unsaid = LanguageUnsaid("the document is not written in English", nearest=example)
            self.findings.add(self.file.name, table.line, unsaid)

    def _take(self, field: str, said: Derived) -> None:
        """What the rest of the file is read by: the document's language, its date, its rank."""
        if field == "published" and isinstance(said.parsed, When):
            spans = (said.span, *said.context)
            self.reading = replace(self.reading, published=said.parsed, published_at=spans)
        elif field == "language":
            self.reading = replace(self.reading, locale=locale_of(said.value.value, self.reading.document.text))
        elif field == "rank":
            self.rank = said.value.value or self.rank

    def entry(self, record_type: RecordType, table: Table) -> None:
        """One `[[table]]`: all its values, each noted on its own, and the record that they belong to."""
        stated = _stated(record_type, table)
        quote = anchor(self.reading.document, table.text("quote"), occurrence=table.number("occurrence"))
        derived: dict[Field, list[Derived]] = {}
        for each in stated:
            with self.findings.at(self.file.name, table.line_of(each.name)):
                derived[each] = self._values(record_type, each, table, quote)
        if len(derived) < len(stated):
            return  # the run is refused; what would follow from half an entry is noise
        dated = any(each.kind is Kind.DATE for each in derived)
        if record_type is RESERVE_SNAPSHOT:
            self._complete_snapshot(derived, quote)
        record = self._record(record_type, table, derived)
        self._control(record_type, record, table)
        for each in record_type.fields:
            if each in derived:
                self._state((record_type.name, record), each, derived[each], table, dated=dated)

    def _values(self, record_type: RecordType, each: Field, table: Table, quote: Span) -> list[Derived]:
        inline = table.inner(each.name)
        if inline is not None:
            own_passage = None if record_type is SOURCE else quote
            values = interpreted(self.reading, each, inline, own_passage)
        else:
            words = table.strings(each.name) if each.kind.many else (table.text(each.name),)
            passages = [self._first(said) or quote if record_type is SOURCE else quote for said in words]
            values = [taken(self.reading, record_type.name, each, *said) for said in zip(words, passages, strict=True)]
        if record_type is ACTOR:
            self._check_actor(each, table, values)
        return values

    def _first(self, words: str) -> Span | None:
        """Where the document first says this: of itself it says the same thing wherever it does."""
        whole = everywhere(self.reading.document)
        return next(iter(mentions(self.reading.document, words, whole)), None)

    def _check_actor(self, each: Field, table: Table, values: Iterable[Derived]) -> None:
        entity = self.reading.dictionary.entity(table.text("id"))
        for value in values:
            stated = value.value.value or ""
            if each.name in _NAMES:
                self.reading.dictionary.check_name(entity.id, stated)
                self._require_whole_name(entity, value)
            if each.name == "kind" and stated != entity.kind:
                raise BadValue(f"{entity.id} is a {entity.kind} in seeds/entities.toml, here a {stated}")

    def _require_whole_name(self, entity: Entity, value: Derived) -> None:
        """A name inside a longer one of somebody else, or inside one that must never link, is not the actor's."""
        whole = everywhere(self.reading.document)
        spans = mentions_of(self.reading, entity, whole)
        if value.basis != "interpreted" and not any(value.span in span or span in value.span for span in spans):
            raise UnknownName(f"«{value.text}» is a part of a longer name here, which is not {entity.id}")

    def _complete_snapshot(self, derived: dict[Field, list[Derived]], quote: Span) -> None:
        """A stock without a date holds for its document's date; what is held follows from the unit."""
        amount, when, asset = (_field(RESERVE_SNAPSHOT, name) for name in ("amount", "date", "asset"))
        if amount in derived and asset not in derived:
            held = derived[amount][0]
            derived[asset] = [replace(held, value=Value(held.value.unit), parsed=None, rule="unit-of-the-amount")]
        if when not in derived:
            published = self.reading.published
            if published is None:
                raise Undated("this stock has no date, and its document has none either")
            at, *context = self.reading.published_at
            rule = UNDATED
            derived[when] = [
                Derived(date_value(published), at, "inferred", None, published, rule, None, (quote, *context))
            ]

    def _record(self, record_type: RecordType, table: Table, derived: dict[Field, list[Derived]]) -> str:
        if record_type is ACTOR:
            return self.reading.dictionary.entity(table.slug("id")).id
        if record_type is RESERVE_SNAPSHOT and "id" not in table.data:
            return _snapshot_id(derived)
        return table.slug("id")

    def _control(self, record_type: RecordType, record: str, table: Table) -> None:
        if "label" in table.data:
            self._label((record_type.name, record), table.title("label"))
        for name in ("accept", "prefer"):
            if name in table.data and table.inner(name) is None:
                raise BadKey(f"{name} must be a table with why")
        if (accept := table.inner("accept")) is not None:
            accept.allow("check", "why")
            key = (record_type.name, record, accept.text("check"))
            self.found.accepted[key] = (accept.text("why"), self.file.name, table.line_of("accept"))
        if (prefer := table.inner("prefer")) is not None:
            prefer.allow("field", "why")
            if prefer.text("field") not in table.data:
                raise BadKey(f"prefer names «{prefer.text('field')}», which this entry does not state")

    def _label(self, key: Key, label: str) -> None:
        if self.found.labels.setdefault(key, label) != label:
            raise LabelTwice(f"{key[0]} {key[1]} is labelled «{self.found.labels[key]}» and «{label}»")

    def _state(self, key: Key, each: Field, values: Sequence[Derived], table: Table, *, dated: bool) -> None:
        prefer = table.inner("prefer")
        preferred = prefer.text("why") if prefer is not None and prefer.text("field") == each.name else None
        for value in values:
            claim, citations = _claim(self.reading, key, each, value)
            self.found.statements.append(
                Statement(
                    claim, each, value.parsed, citations, self.rank, dated, self.reading.published,
                    preferred, self.file.name, table.line_of(each.name), value.span.start,
                )
            )  # fmt: skip


def _reading_order(each: Field) -> tuple[bool, bool]:
    """A document's own fields: the language first, then its date, for the others are read by them."""
    return each.name != "language", each.name != "published"


def _stated(record_type: RecordType, table: Table) -> list[Field]:
    """The fields that an entry states; a key that is none is refused, and so is an entry that states nothing."""
    known = (*CONTROL, *(each.name for each in record_type.fields))
    for key in table.data:
        if key not in known:
            raise BadKey(f"«{key}» is no field of {record_type.name}", nearest=nearest(key, known))
    stated = [each for each in record_type.fields if each.name in table.data]
    if not stated:
        raise BadKey(f"this entry states no field of {record_type.name}")
    return stated


def _claim(reading: Reading, key: Key, each: Field, derived: Derived) -> tuple[Claim, tuple[Citation, ...]]:
    spans: list[tuple[Span, Support]] = [(derived.span, "value")]
    spans += [(span, "context") for span in derived.context if span != derived.span]
    citations = tuple(_citation(reading, span) for span, _ in spans)
    supports = tuple((citation.id, support) for citation, (_, support) in zip(citations, spans, strict=True))
    claim = Claim(
        "", *key, each.name, reading.document.source, derived.value,
        derived.text, derived.basis, derived.rule, derived.reason, supports,
    )  # fmt: skip
    return replace(claim, id=claim_id(claim)), citations


def _citation(reading: Reading, span: Span) -> Citation:
    document = reading.document
    start, end = document.folded.original(span.start, span.end)
    return cite(document.source, document.sha256, document.text, start, end)


def _field(record_type: RecordType, name: str) -> Field:
    return next(each for each in record_type.fields if each.name == name)


def _snapshot_id(derived: dict[Field, list[Derived]]) -> str:
    """Holder, asset and date: a series has one snapshot a date."""
    parts = [derived.get(_field(RESERVE_SNAPSHOT, name)) for name in ("holder", "asset")]
    when = derived[_field(RESERVE_SNAPSHOT, "date")][0].parsed
    if not all(parts) or not isinstance(when, When):
        raise NoReserve("holder or amount is missing")
    holder, asset = (part[0].value.value or "" for part in parts if part)
    return f"{holder}-{asset.lower()}-{_date_slug(when)}"


_PARTS = {"month-part": {1: "early", 11: "mid", 21: "late"}, "year-part": {1: "early", 5: "mid", 9: "late"}}
"""The part of a month by its first day, and that of a year by its first month."""


def _date_slug(when: When) -> str:
    """A date as a part of an id."""
    first = when.start or when.end or date.min
    match when.precision:
        case "week" | "quarter" | "half-year" | "month-part" | "year-part":
            return _part_slug(when.precision, first)
        case "day" | "from":
            return first.isoformat()
        case "until":
            return f"until-{first.isoformat()}"
        case "interval":
            return f"{first.isoformat()}-to-{when.end or first}"
        case "month":
            return f"{first:%Y-%m}"
        case "year":
            return f"{first:%Y}"


def _part_slug(precision: Precision, first: date) -> str:
    """A part of a year as a part of an id, by its first day."""
    match precision:
        case "week":
            return f"{first:%G-w%V}"
        case "quarter":
            return f"{first.year}-q{first.month // 3 + 1}"
        case "half-year":
            return f"{first.year}-h{first.month // 6 + 1}"
        case "year-part":
            return f"{first.year}-{_PARTS[precision][first.month]}"
        case _:
            return f"{first:%Y-%m}-{_PARTS['month-part'][first.day]}"
