"""Sentences: the entries that are drafted of one sentence, clause by clause, or of one row of a table."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from app.ingest.anchor import Span
from app.ingest.derive import Reading
from app.ingest.drafts import kinds, rows
from app.ingest.drafts.clauses import clauses, dates_of
from app.ingest.drafts.entry import Entry, Value, settle
from app.ingest.drafts.names import Named
from app.ingest.mentions import Mention, cell_of, folded_span, grid
from app.ingest.tables import OPEN
from app.model.dates import Dated
from app.model.quantities import Quantity

_ABOUT = {"reserve_snapshot": "holder", "policy": "actor", "indicator": "subject"}
_NAMES = 4
"""Names that a note lists."""


class Drafter:
    """Collects the entries of a document, sentence by sentence."""

    def __init__(self, reading: Reading, named: Sequence[Named], days: Sequence[Mention]) -> None:
        self.reading = reading
        self.document = reading.document
        self.days = days
        self.named = sorted(((span, each) for each in named for span in each.at), key=lambda pair: pair[0].start)
        cells = grid(self.document.text)
        self.heads = _days_in(self, {each for cell in cells for each in cell.heads})
        """Where dates stand that head a column: they are said of its figures."""
        self.captions = _days_in(self, {each for cell in cells for each in cell.caption})
        self.entries: list[Entry] = []
        self.silent: list[Entry] = []

    def sentence(self, span: Span, figures: Sequence[Mention]) -> None:
        """The entries of one sentence: each quantity in one, each date in one; what states nothing is to be ignored."""
        days = [each for each in self.within(span) if each.span.start not in self.heads]
        if not figures and not (days and self._tells(span, days)):
            self._silent(span)
            return
        cells = [each for each in figures if cell_of(self.document, each.span)]
        if cells:
            rows.draft_row(self, span, figures, days)
            return
        stating = [part for part in clauses(self.document.prose, span) if _any(part, [*figures, *days])]
        for clause in stating:
            quote = span if len(stating) == 1 else clause
            self._clause(clause, quote, span, _in(clause, figures), _in(clause, days))

    def within(self, span: Span) -> list[Mention]:
        """The dates in a span."""
        at = bisect_left(self.days, span.start, key=lambda each: each.span.start)
        found = []
        while at < len(self.days) and self.days[at].span.start < span.end:
            found.append(self.days[at])
            at += 1
        return [each for each in found if each.span in span]

    def words(self, span: Span) -> str:
        return self.document.folded.text[span.start : span.end]

    def add(self, entry: Entry, clause: Span, sentence: Span) -> None:
        """Say whom an entry is about, try its values, and keep it."""
        self._describe(entry, clause, sentence)
        if settle(entry, self.reading):
            if entry.table == "reserve_snapshot" and "date" not in entry.values and self.reading.published is None:
                entry.values["date"] = Value(OPEN)
            self.entries.append(entry)

    def _tells(self, span: Span, days: Sequence[Mention]) -> bool:
        """Whether a sentence says more than dates: a heading, a caption or a dateline does not."""
        words = self.words(span)
        for day in days:
            words = words.replace(self.words(day.span), " ")
        caption = all(day.span.start in self.captions for day in days)
        return kinds.is_told(words) and not (caption and not kinds.tells_event(words))

    def _silent(self, span: Span) -> None:
        words = self.words(span)
        entry = Entry("ignore", span)
        if (kinds.may_hold_fact(words) or any(map(str.isdigit, words))) and settle(entry, self.reading):
            self.silent.append(entry)

    def _clause(
        self, clause: Span, quote: Span, sentence: Span, figures: Sequence[Mention], days: Sequence[Mention]
    ) -> None:
        read = [each for each in figures if each.value is not None]
        drafted: list[Entry] = []
        of_figure = [self._figure(each, table, quote, drafted) for each, table in self._tables(read, clause, sentence)]
        said = [day for day in days if kinds.is_of_saying(self.words(Span(clause.start, day.span.start)))]
        stated = [day for day in days if day not in said]
        for place, day in dates_of(self.document.prose, clause, read, stated):
            _date(of_figure[place], day)
        for day in said if read else ():
            of_figure[-1].notes.append(f"date: «{self.words(day.span)}» is when it was said")
        for day in days if not read else ():
            drafted.append(Entry(kinds.kind_of_date(self.words(clause)), quote))
            _date(drafted[-1], day)
        for each in figures:
            if each.value is None:
                drafted.append(Entry("indicator", quote))
                drafted[-1].want("value", each)
        for entry in drafted:
            self.add(entry, clause, sentence)

    def _tables(self, figures: Sequence[Mention], clause: Span, sentence: Span) -> list[tuple[Mention, str]]:
        """The record type of each figure; beside coins that changed hands, what was paid for them is an indicator."""
        found = []
        for each in figures:
            if isinstance(each.value, Quantity):
                at = each.span.start - clause.start
                found.append((each, kinds.kind_of(each.value, self.words(clause), at, self.words(sentence))))
        coins = [unit_of(each) in kinds.CRYPTO and table == "event" for each, table in found]
        first = next((place for place, (_, table) in enumerate(found) if table == "event"), None)
        kept = [of_coins or not (any(coins) or place != first) for place, of_coins in enumerate(coins)]
        return [
            (each, table if table != "event" or keep else "indicator")
            for (each, table), keep in zip(found, kept, strict=True)
        ]

    def _figure(self, each: Mention, table: str, quote: Span, drafted: list[Entry]) -> Entry:
        """The entry of a figure: one of this clause that has no such value yet, or one of its own."""
        if table == "indicator" and unit_of(each) in ("USD", "USD/BTC"):
            table = next((entry.table for entry in drafted if entry.table == "reserve_snapshot"), table)
        name = kinds.field_of(table, each.value) if isinstance(each.value, Quantity) else None
        table, name = (table, name) if name else ("indicator", "value")
        for entry in drafted:
            if entry.table == table != "indicator" and (name == "scope" or not entry.wants(name)):
                entry.want(name, each)
                return entry
        drafted.append(Entry(table, quote))
        drafted[-1].want(name, each)
        return drafted[-1]

    def _describe(self, entry: Entry, clause: Span, sentence: Span) -> None:
        """Who, and what kind: by exact names and by the words of the sentence; open where nothing tells.

        Only a snapshot cannot do without its holder; elsewhere names that link to nobody are a hint beside the entry.
        """
        known, others = self._named(clause)
        if not known:
            known, others = self._named(sentence)
        about = _ABOUT.get(entry.table)
        if entry.table == "event":
            at = max(0, entry.wanted[0].span.start - clause.start)
            told = kinds.event_of(self.words(clause), at, self.words(sentence))
            if told is not None:
                entry.values["kind"] = Value(told[0], f"the sentence says «{told[1]}»")
            if known:
                entry.lists["parties"] = known
        elif about and (known or entry.table == "reserve_snapshot"):
            entry.values[about] = Value(known[0] if known else OPEN)
        if about == "holder" and not known and (earlier := self._before(sentence)):
            entry.notes.append(f"holder: {earlier} is named before")
        if others and not known:
            entry.notes.append(f"{about or 'parties'}: it names {', '.join(others[:_NAMES])}, whom no entity lists")

    def _before(self, span: Span) -> str | None:
        """Whom the text named last before, of those who are known."""
        at = bisect_left(self.named, span.start, key=lambda pair: pair[0].start)
        return next((each.entity for _, each in reversed(self.named[max(0, at - 50) : at]) if each.entity), None)

    def _named(self, span: Span) -> tuple[list[str], list[str]]:
        """Whom a span names: known ones by id, others by name."""
        at = bisect_left(self.named, span.start, key=lambda pair: pair[0].start)
        here: list[Named] = []
        while at < len(self.named) and self.named[at][0].start < span.end:
            here += [self.named[at][1]] if self.named[at][0] in span and self.named[at][1].kind != "product" else []
            at += 1
        known = dict.fromkeys(each.entity for each in here if each.entity)
        return list(known), list(dict.fromkeys(each.name for each in here if not each.entity))


def unit_of(each: Mention) -> str:
    return (each.value.unit or "") if isinstance(each.value, Quantity) else ""


def _date(entry: Entry, day: Mention) -> None:
    """When it was, or till when it runs; of two, the first: the other is a note."""
    until = isinstance(day.value, Dated) and day.value.when.precision == "until"
    name = "ends" if entry.table == "policy" and until else "date"
    if not entry.wants(name):
        entry.want(name, day)
    elif name == "date" and isinstance(day.value, Dated):
        entry.notes.append(f"date: {day.value.when.edtf} stands beside it, too")


def _days_in(drafter: Drafter, spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(day.span.start for each in spans for day in drafter.within(folded_span(drafter.document, each)))


def _in(span: Span, mentions: Sequence[Mention]) -> list[Mention]:
    return [each for each in mentions if span.start <= each.span.start < span.end]


def _any(span: Span, mentions: Sequence[Mention]) -> bool:
    return bool(_in(span, mentions))
