"""Consistency checks: does what the records show hold together? They warn; they never change a value.

A failed check is served. It is silenced only by an `accept` in the claims file, with its reason, and is
then served as accepted.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from app.errors import CurationError
from app.ingest.entries import Readings, Statement
from app.ingest.findings import Findings
from app.ingest.resolve import Resolved
from app.ingest.series import Point, Shown, explains, purchases, series, shown_values
from app.model.claims import CHECKS, Check, Outcome, content_id
from app.model.dates import When
from app.model.quantities import Quantity, literal
from app.model.records import EVENT, POLICY, RESERVE_SNAPSHOT


class StaleAccept(CurationError):
    code = "stale-accept"
    remedy = "remove the accept, or name a check that fails on this record: " + ", ".join(CHECKS)


Result = tuple[str, str, str, bool, str, tuple[Statement, ...]]
"""Check, record type, record, whether it holds, what was compared, the statements compared."""


def run_checks(resolved: Sequence[Resolved], readings: Readings, findings: Findings) -> list[Check]:
    """Every check that the records give occasion for, passed, failed or accepted."""
    shown = shown_values(resolved)
    results = [
        *_implied_prices(shown),
        *_explained_changes(shown, series(resolved)),
        *_listed_in_order(readings),
        *_ends_after_start(shown),
        *_dated_by_publication(shown),
    ]
    used: set[tuple[str, str, str]] = set()
    checks = []
    for name, record_type, record, holds, statement, statements in results:
        key = (record_type, record, name)
        why = readings.accepted[key][0] if key in readings.accepted and not holds else None
        used |= {key} if why else set()
        outcome: Outcome = "passed" if holds else "failed" if why is None else "accepted"
        claims = tuple(dict.fromkeys(s.claim.id for s in statements))
        identifier = content_id("chk", name, record_type, record, list(claims))
        checks.append(Check(identifier, name, record_type, record, outcome, statement, why, claims))
    for key, (_, file, line) in readings.accepted.items():
        if key not in used:
            findings.add(file, line, StaleAccept(f"«{key[2]}» does not fail on {key[0]} {key[1]}"))
    return checks


def _implied_prices(shown: Shown) -> Iterator[Result]:
    for (kind, record, field), price in shown.items():
        amount, value = (shown.get((kind, record, name)) for name in ("amount", "value_usd"))
        if (kind, field) == (RESERVE_SNAPSHOT.name, "price_usd") and amount is not None and value is not None:
            yield from _implied_price(kind, record, amount, price, value)


def _implied_price(kind: str, record: str, *statements: Statement) -> Iterator[Result]:
    """Amount, price and value of one snapshot; nothing to say unless all three state a figure."""
    match [statement.parsed for statement in statements]:
        case [Quantity(value=Decimal()) as amount, Quantity(value=Decimal()) as price, Quantity() as value]:
            if not all(end.is_finite() for end in (*amount.interval(), *price.interval())):
                return
            low, high = (a * b for a, b in zip(amount.interval(), price.interval(), strict=True))
            floor, ceiling = value.interval()
            stated = f"{statements[-1].claim.text}, that is {_bounds(floor, ceiling)}"
            text = f"{_figure(amount)} x {_figure(price)} = {_figure(amount, price)}; stated is {stated}"
            yield "implied-price", kind, record, low < ceiling and floor < high, text, statements
        case _:
            pass


def _figure(*quantities: Quantity) -> str:
    return f"{math.prod(quantity.value or 0 for quantity in quantities):,f}"


def _bounds(low: Decimal, high: Decimal) -> str:
    return " to ".join(f"{end:,f}" if end.is_finite() else "any" for end in (low, high))


def _explained_changes(shown: Shown, all_series: Sequence[Sequence[Point]]) -> Iterator[Result]:
    for points in all_series:
        for earlier, later in pairwise(points):
            flows = list(purchases(shown, earlier, later))
            if (explained := explains(earlier, later, flows)) is None:
                continue
            change = later.figure - earlier.figure
            statement = (
                f"from {earlier.record} to {later.record} the stock changes by {literal(change)}; "
                f"stated purchases explain {literal(explained)}, unexplained {literal(change - explained)}"
            )
            statements = (earlier.amount, later.amount, *(flow for flow, _ in flows))
            yield "explained-change", RESERVE_SNAPSHOT.name, later.record, change == explained, statement, statements


def _listed_in_order(readings: Readings) -> Iterator[Result]:
    """The snapshots that one source dates in its own words, in the order in which it lists them."""
    shown = {
        (s.claim.record, s.claim.field): s.claim.value.value or ""
        for s in readings.statements
        if s.claim.record_type == RESERVE_SNAPSHOT.name
    }
    listed: dict[tuple[str, str, str], list[Statement]] = {}
    for statement in readings.statements:
        claim = statement.claim
        if (claim.record_type, claim.field) == (RESERVE_SNAPSHOT.name, "date") and claim.text is not None:
            series_of = (shown.get((claim.record, "holder"), ""), shown.get((claim.record, "asset"), ""))
            listed.setdefault((claim.source, *series_of), []).append(statement)
    for (source, *_), statements in listed.items():
        ordered = sorted(statements, key=lambda s: s.position)
        dates = [s.parsed for s in ordered if isinstance(s.parsed, When)]
        # Only what lies wholly before the one listed earlier is out of order: mid-July may well be the 17th.
        holds = all((b.end or date.max) >= (a.start or date.min) for a, b in pairwise(dates))
        if len(ordered) > 1:
            text = f"{source} lists its snapshots as of {', '.join(str(s.claim.text) for s in ordered)}"
            yield (
                "dates-in-order",
                RESERVE_SNAPSHOT.name,
                ordered[-1].claim.record,
                holds,
                text,
                tuple(ordered),
            )


def _ends_after_start(shown: Shown) -> Iterator[Result]:
    for (kind, record, field), ends in shown.items():
        begins = shown.get((kind, record, "date"))
        if (kind, field) != (POLICY.name, "ends") or begins is None:
            continue
        match begins.parsed, ends.parsed:
            case When(start=start) as first, When(end=end) as last if start and end:
                yield (
                    "dates-in-order",
                    kind,
                    record,
                    start <= end,
                    f"begins {first.edtf}, ends {last.edtf}",
                    (begins, ends),
                )


def _dated_by_publication(shown: Shown) -> Iterator[Result]:
    """Events and stocks that a source reports lie before its last possible, else its first possible, day."""
    for (kind, record, field), when in shown.items():
        if kind not in (EVENT.name, RESERVE_SNAPSHOT.name) or field != "date" or when.claim.text is None:
            continue
        status = shown.get((kind, record, "status"))
        if status is not None and status.claim.value.value == "intended":
            continue
        limit = when.published and (when.published.end or when.published.start)
        match when.parsed:
            case When(start=start) as dated if limit and start:
                text = f"dated {dated.edtf}; {when.claim.source} is published {when.published and when.published.edtf}"
                yield "dated-by-publication", kind, record, start <= limit, text, (when,)
