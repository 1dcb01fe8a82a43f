"""Disagreements that lie across fields: implausible jumps in a series, and disputes written by a curator."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from app.errors import CurationError
from app.ingest.entries import Statement
from app.ingest.findings import Findings
from app.ingest.resolve import Resolved, compare, path_of, reading_order
from app.ingest.series import Point, Shown, explains, purchases, series, shown_values
from app.ingest.tables import SeedFile, Table
from app.model.claims import Conflict, content_id
from app.model.verdicts import MAX_RATIO, Verdict

_MONTH = 31
"""Days within which a stock must not change by more than `MAX_RATIO`."""


Cells = dict[tuple[str, ...], list[Statement]]
"""(record type, record, field) → every statement about it."""


class BadDispute(CurationError):
    code = "bad-dispute"
    remedy = "name fields as record_type/record/field, and one member of a list with =value"


def jumps(resolved: Sequence[Resolved]) -> list[Conflict]:
    """Stocks of one series, at most a month apart, of which one is over a quarter more than the other.

    Not where the purchases that are stated between them make up the change: then it is no riddle.
    """
    found = []
    shown = shown_values(resolved)
    for points in series(resolved):
        for earlier, later in combinations(points, 2):
            # Both lie within a month whichever of their possible days they hold for.
            near = later.last is not None and (later.last - earlier.day).days <= _MONTH
            if near and _ratio(earlier, later) and not _is_explained(shown, earlier, later):
                found.append(_jump(earlier, later))
    return found


def _ratio(earlier: Point, later: Point) -> bool:
    small, large = sorted((earlier.figure, later.figure))
    return small > 0 and large / small > MAX_RATIO


def _is_explained(shown: Shown, earlier: Point, later: Point) -> bool:
    explained = explains(earlier, later, list(purchases(shown, earlier, later)))
    return explained is not None and explained == later.figure - earlier.figure


def _jump(earlier: Point, later: Point) -> Conflict:
    claims = (earlier.amount.claim.id, later.amount.claim.id)
    reason = f"From {earlier.day} to {later.day} the stock would have changed by more than a quarter."
    return Conflict(
        content_id("cnf", "implausible-jump", sorted(claims)), "implausible-jump", *path_of(later.amount),
        "rule", reason, claims, ((*claims, "implausible-jump"),),
    )  # fmt: skip


def written(file: SeedFile, statements: Sequence[Statement], findings: Findings) -> list[Conflict]:
    """The disputes that a curator wrote, each over all claims of the fields that it names."""
    cells: Cells = {}
    for statement in sorted(statements, key=reading_order):
        cells.setdefault(path_of(statement), []).append(statement)
    found = []
    for table in file.tables("dispute"):
        with findings.at(file.name, table.line):
            found.append(_written(table, cells))
    return found


def _written(table: Table, cells: Cells) -> Conflict:
    table.allow("between", "why")
    sides = [_side(name, cells) for name in table.strings("between")]
    members = {s.claim.id: s for side in sides for s in side}
    if len(members) < 2:
        raise BadDispute("a dispute needs two claims at least")
    ids = tuple(members)
    pairs: list[tuple[str, str, Verdict]] = [
        (a, b, "disputed") for a, b in combinations(ids, 2) if _apart(members[a], members[b])
    ]
    first = sides[0][0].claim
    return Conflict(
        content_id("cnf", "disputed", sorted(ids)), "disputed", first.record_type, first.record, first.field,
        "curator", table.text("why"), ids, tuple(pairs),
    )  # fmt: skip


def _apart(a: Statement, b: Statement) -> bool:
    """Claims that agree are on one side of a dispute."""
    return path_of(a) != path_of(b) or compare(a, b) != "agree"


def _side(name: str, cells: Cells) -> list[Statement]:
    """The statements of a field, or those that state one value of it."""
    path, _, value = name.partition("=")
    stated = cells.get(tuple(path.split("/")), [])
    found = [s for s in stated if not value or s.claim.value.value == value]
    if not found:
        raise BadDispute(f"no claim is about «{name}»")
    return found


def mark(resolved: Sequence[Resolved], conflicts: Sequence[Conflict]) -> list[Resolved]:
    """A field that takes part in a dispute across fields is served as disputed too, and names it."""
    disputed = {claim: conflict.id for conflict in reversed(conflicts) for claim in conflict.claims}
    marked = []
    for each in resolved:
        found = [disputed[claim] for claim, _, _ in each.evidence.claims if claim in disputed]
        conflict = each.evidence.conflict or next(iter(found), None)
        agreement = "disputed" if found else each.evidence.agreement
        marked.append(replace(each, evidence=replace(each.evidence, agreement=agreement, conflict=conflict)))
    return marked
