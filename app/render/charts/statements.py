"""Statements: what a chart shows of a series, one snapshot after the other, each with all that sources say of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.model.claims import UNDATED
from app.render.stored import Figure, Item, Stored
from app.render.words import dated, quantity, text_of, when


@dataclass(frozen=True, slots=True)
class Statement:
    """One amount as a source gives it. A range has no figure; an open end is None."""

    figure: Figure | None
    low: Figure | None
    high: Figure | None
    qualifier: str
    words: str
    source: str
    citation: str
    is_shown: bool
    """Whether the field shows this one; the others stand beside it."""
    dated: str | None = None
    """Its own date, where that is another one than the snapshot's and known to be its own."""

    @property
    def ends(self) -> tuple[Figure, ...]:
        """Every number that it names or leaves open."""
        return tuple(end for end in (self.figure, self.low, self.high) if end is not None)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is said of one date: the shown statement first. None for a first or last day leaves that side open."""

    id: str
    start: date | None
    end: date | None
    dated: str
    """The date in the source's words, with its days where these do not say them."""
    statements: tuple[Statement, ...]
    disputes: tuple[str, ...]
    """The fields of the snapshot that are disputed, drawn here or not."""

    @property
    def is_disputed(self) -> bool:
        """Whether what is drawn of it is: its amount or its date."""
        return "amount" in self.disputes or "date" in self.disputes

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(day for day in (self.start, self.end) if day is not None)


@dataclass(frozen=True, slots=True)
class Series:
    """A reserve timeline as it is drawn."""

    id: str
    title: str
    asset: str
    snapshots: tuple[Snapshot, ...]
    """Those that have a date and an amount, in the order of their first day."""
    left_out: int
    """How many have none, and cannot be drawn."""
    sources: tuple[tuple[str, str], ...]
    """Id and label of every source of a statement that is drawn."""
    dataset: str
    part: str = ""
    """The query that chose these snapshots, as in `from=2025-04&to=2025-05`; nothing for the whole series."""

    @property
    def statements(self) -> list[Statement]:
        return [statement for snapshot in self.snapshots for statement in snapshot.statements]

    @property
    def ends(self) -> list[float]:
        """Every number that any of them names or leaves open."""
        return [float(end) for statement in self.statements for end in statement.ends]


def snapshots_of(points: Iterable[Stored]) -> list[Snapshot]:
    """What can be drawn of stored reserve snapshots: those that state an amount, at a date."""
    found = [snapshot for point in points if (snapshot := _snapshot(point)) is not None]
    return sorted(found, key=lambda each: (min(each.days), max(each.days), each.id))


def _snapshot(point: Stored) -> Snapshot | None:
    proof, values = point.proofs["amount"], point.values
    start, end = _day(values["date_start"]), _day(values["date_end"])
    if not proof.citations or (start is None and end is None):
        return None
    shown = _statement(
        [_figure(values[name]) for name in ("amount", "amount_low", "amount_high")],
        *(text_of(values["amount_qualifier"]), text_of(values["unit"])),
        *(point.passages[proof.citations[0]].source, proof.citations[0]),
        is_shown=True,
    )
    others = [
        _statement(
            [_figure(end) for end in (item.value, item.low, item.high)],
            *(item.qualifier, item.unit, item.source or "", item.citations[0]),
            is_shown=False,
            dated=_own_date(item, point),
        )
        for item in proof.alternatives
    ]
    disputes = tuple(name for name, each in point.proofs.items() if each.agreement == "disputed")
    return Snapshot(point.id, start, end, dated(point.values), (shown, *others), disputes)


def _statement(
    ends: Sequence[Figure | None],
    qualifier: str | None,
    unit: str | None,
    source: str,
    citation: str,
    *,
    is_shown: bool,
    dated: str | None = None,
) -> Statement:
    figure, low, high = ends
    words = quantity(figure, low, high, qualifier, unit)
    return Statement(figure, low, high, qualifier or "exact", words, source, citation, is_shown, dated)


def _own_date(item: Item, point: Stored) -> str | None:
    """The date that its source gives it, if the source says one other thing of the date and of the amount each."""
    dates, amounts = (
        [each for each in point.proofs[field].alternatives if each.source == item.source]
        for field in ("date", "amount")
    )
    if len(dates) != 1 or len(amounts) != 1:
        return None
    (date_,) = dates
    if date_.rule == UNDATED:
        return "undated"
    return when(date_.text, text_of(date_.low), text_of(date_.high), date_.precision)


def _figure(value: object) -> Figure | None:
    return value if isinstance(value, int | float) else None


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def sources_of(snapshots: Sequence[Snapshot]) -> list[str]:
    """The sources of what is drawn, once each, in the order of the statements."""
    return list(dict.fromkeys(each.source for snapshot in snapshots for each in snapshot.statements))
