"""Series: the snapshots of one holder and asset in the order of their dates, as checks need them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.ingest.entries import Statement
from app.ingest.resolve import Resolved
from app.model.dates import When
from app.model.quantities import Quantity
from app.model.records import RESERVE_SNAPSHOT

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
