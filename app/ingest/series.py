"""Series: the snapshots of one holder and asset in the order of their dates, as checks need them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.ingest.entries import Statement
from app.ingest.resolve import Resolved
from app.model.dates import When
from app.model.quantities import Quantity
from app.model.records import EVENT, RESERVE_SNAPSHOT

Shown = dict[tuple[str, str, str], Statement]
"""(record type, record, field) → the statement that the field shows."""


@dataclass(frozen=True, slots=True)
class Point:
    """One dated stock: its first and last possible day (None if open), its figure, and the statements that say so."""

    day: date
    last: date | None
    figure: Decimal
    record: str
    amount: Statement
    date: Statement


def shown_values(resolved: Sequence[Resolved]) -> Shown:
    """What each field shows; of a list, its first member."""
    return {(r.evidence.record_type, r.evidence.record, r.evidence.field): r.shown[0] for r in resolved}


def series(resolved: Sequence[Resolved]) -> list[list[Point]]:
    """Every series of stocks with a stated figure and a first day, in the order of the days."""
    shown = shown_values(resolved)
    found: dict[tuple[str | None, ...], list[Point]] = {}
    for (kind, record, field), amount in shown.items():
        if (kind, field) != (RESERVE_SNAPSHOT.name, "amount"):
            continue
        when = shown.get((kind, record, "date"))
        keys = [shown.get((kind, record, name)) for name in ("holder", "asset")]
        point = _point(record, amount, when)
        if point is not None and all(keys):
            found.setdefault(tuple(key.claim.value.value for key in keys if key), []).append(point)
    return [sorted(points, key=lambda point: (point.day, point.record)) for points in found.values()]


def _point(record: str, amount: Statement, when: Statement | None) -> Point | None:
    match amount.parsed, when and when.parsed:
        case Quantity(value=Decimal() as figure), When(start=date() as day, end=last) if when is not None:
            return Point(day, last, figure, record, amount, when)
    return None


def explains(earlier: Point, later: Point, flows: Sequence[tuple[Statement, Quantity]]) -> Decimal | None:
    """How much of the change between two stocks the purchases stated between them make up; None if nothing tells."""
    figures = [earlier.amount.parsed, later.amount.parsed, *(quantity for _, quantity in flows)]
    if not flows or not all(map(_is_figure, figures)):
        return None
    return sum((quantity.value for _, quantity in flows if quantity.value is not None), Decimal(0))


def _is_figure(quantity: object) -> bool:
    """Bounds and estimates do not add up to anything."""
    return isinstance(quantity, Quantity) and quantity.qualifier in ("exact", "rounded")


def purchases(shown: Shown, earlier: Point, later: Point) -> Iterator[tuple[Statement, Quantity]]:
    """Purchases by the holder that are dated wholly after the earlier and not after the later snapshot."""
    holder = shown[RESERVE_SNAPSHOT.name, later.record, "holder"].claim.value.value
    unit = shown[RESERVE_SNAPSHOT.name, later.record, "asset"].claim.value.value
    for (kind, record, field), flow in shown.items():
        if (kind, field) != (EVENT.name, "amount") or not _bought(shown, record, holder):
            continue
        when = shown.get((kind, record, "date"))
        match flow.parsed, when and when.parsed:
            case Quantity(value=Decimal()) as amount, When(start=start, end=end) if start and end:
                if amount.unit == unit and earlier.day < start and end <= later.day:
                    yield flow, amount
            case _:
                pass


def _bought(shown: Shown, event: str, holder: str | None) -> bool:
    """Whether an event is a purchase by this holder that has happened; several parties are told apart by nobody."""
    kind, status, party = (shown.get((EVENT.name, event, name)) for name in ("kind", "status", "parties"))
    happened = status is None or status.claim.value.value == "done"
    bought = kind is not None and kind.claim.value.value == "purchase"
    return happened and bought and party is not None and party.claim.value.value == holder
