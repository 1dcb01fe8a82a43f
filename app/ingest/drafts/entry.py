"""Entries of a draft: what is to be taken from which words, and what remains of that once the ingestion was asked."""

from dataclasses import dataclass, field

from app.errors import CurationError
from app.ingest.anchor import Span
from app.ingest.derive import Reading, taken
from app.ingest.drafts.quoting import declared, derived, is_edtf, narrowed, place_of
from app.ingest.mentions import Mention
from app.ingest.tables import OPEN
from app.model.dates import Dated, When
from app.model.fields import Kind

ACTORS = ("holder", "actor", "subject")
"""Fields of records that name the one whom they are about."""


@dataclass(frozen=True, slots=True)
class Value:
    """One drafted value: the words to take, or a reading with its reason."""

    words: str
    why: str | None = None
    quote: str | None = None
    """Of a reading: its own passage, if it is not the entry's."""
    occurrence: int | None = None
    """Which one, where the document has that passage more than once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field and the words that it is to be taken from; `mention` is what the grammars make of them."""

    name: str
    span: Span
    mention: Mention | None = None


@dataclass
class Entry:
    """One drafted entry: its table, its quote, its values, and what could not be drafted."""

    table: str
    at: Span
    quote: str = ""
    occurrence: int | None = None
    values: dict[str, Value] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    wanted: list["Wanted"] = field(default_factory=list)
    """Which field is to be taken from which words, until `settle` has tried it."""

    def want(self, name: str, mention: Mention) -> None:
        self.wanted.append(Wanted(name, mention.span, mention))

    def wants(self, name: str) -> bool:
        return any(each.name == name for each in self.wanted)

    @property
    def states(self) -> bool:
        """Whether it has a value that is not only who it is about, or what kind."""
        return bool({*self.values, *self.lists} - {*ACTORS, "parties", "kind", "id"})


def settle(entry: Entry, reading: Reading) -> bool:
    """Quote the passage and take all that is wanted from it; false if no words find the passage.

    The quote leaves out what the words of a value stand in once more. What the ingestion would refuse becomes a note.
    """
    kept = [each.span for each in entry.wanted]
    at = narrowed(reading.document, entry.at, kept) if kept else entry.at
    inner = Span(min(each.start for each in kept), max(each.end for each in kept)) if kept else at
    place = place_of(reading.document, at) or place_of(reading.document, inner)
    if place is None:
        return False
    entry.quote, entry.occurrence, entry.at = place
    for wanted in entry.wanted:
        _take(entry, wanted, reading)
    entry.wanted = []
    _link(entry, reading)
    if not entry.states:
        entry.table, entry.values, entry.lists = "ignore", {}, {}
    return True


def _take(entry: Entry, wanted: Wanted, reading: Reading) -> None:
    """A value, if the ingestion would take it; otherwise a note why not."""
    name, words = wanted.name, reading.document.folded.text[wanted.span.start : wanted.span.end]
    read = wanted.mention.value if wanted.mention else None
    try:
        if wanted.mention is not None and wanted.mention.refusal is not None:
            raise wanted.mention.refusal
        found = derived(reading, entry.table, name, wanted.span, entry.at)
    except CurationError as error:
        may_be = f" may be {read.when.edtf}" if isinstance(read, Dated) else ""
        entry.notes.append(f"{name}: «{words}»{may_be}; {error.code}: {error.what}")
        return
    if not (found.span.start < wanted.span.end and wanted.span.start < found.span.end):
        entry.notes.append(f"{name}: «{words}» stands elsewhere in the quote, too")
    elif declared(entry.table, name).kind is Kind.TEXTS:
        entry.lists.setdefault(name, []).append(words)
    else:
        entry.values[name] = Value(words)
        if (entry.table, name) == ("event", "date") and _is_ahead(found.parsed, reading.published):
            entry.values["status"] = Value("intended", "its date lies after that of the document")


def _is_ahead(stated: object, published: When | None) -> bool:
    """Whether a date lies after any day on which the document can have been published."""
    if not isinstance(stated, When) or stated.start is None or published is None or published.end is None:
        return False
    return stated.start > published.end


def _link(entry: Entry, reading: Reading) -> None:
    """Keep the actors whom the ingestion finds in the quote or before it."""
    for name in ACTORS:
        value = entry.values.get(name)
        if value is not None and value.words != OPEN and not _named(entry, name, value.words, reading):
            entry.values[name] = Value(OPEN)
    if "parties" in entry.lists:
        entry.lists["parties"] = [each for each in entry.lists["parties"] if _named(entry, "parties", each, reading)]
        if not entry.lists["parties"]:
            del entry.lists["parties"]


def _named(entry: Entry, name: str, entity: str, reading: Reading) -> bool:
    try:
        taken(reading, entry.table, declared(entry.table, name), entity, entry.at)
    except CurationError:
        return False
    return True


def dated_by(entry: Entry, each: Mention, where: Span, what: str, reading: Reading) -> None:
    """Give an entry a date that stands outside its quote, as a reading of the passage where it stands."""
    place = place_of(reading.document, where)
    if place is None or not isinstance(each.value, Dated) or not is_edtf(each.value.when.edtf):
        return
    words = reading.document.folded.text[each.span.start : each.span.end]
    entry.values["date"] = Value(each.value.when.edtf, f"{what} says «{words}»", place[0], place[1])
