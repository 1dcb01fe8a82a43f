"""The review: all that an ingestion of the seeds would refuse, and all that it would publish with a warning."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import Finding, IngestionRefused
from app.ingest.entries import Statement
from app.ingest.findings import Findings
from app.ingest.progress import Tell, silent
from app.ingest.seeds import Compared, compare, parse_files, read_statements
from app.model.claims import Check, Conflict, Evidence

Statements = Mapping[str, Statement]
"""Claim → the statement that makes it, which knows where it is written."""
Decided = Mapping[str, Evidence]
"""Disagreement within one field → the evidence that says which claim the field shows all the same."""


@dataclass(frozen=True, slots=True)
class Review:
    """What is to be said of the seeds before anybody builds a store of them.

    A warning has the name of the check that fails, or the kind of the disagreement, as its code, and stands at the
    entry of the first claim in question. `settled` counts the disagreements that the curator wrote or decided, which
    are no warnings. Where `compared` is false an entry is refused, and nobody has looked yet at what follows from all
    of them together: whether records are whole, which of them disagree, and whether they add up.
    """

    refusals: list[Finding]
    failed_checks: list[Finding]
    disagreements: list[Finding]
    settled: int
    compared: bool
    documents: int
    claims: int


def review(seeds: Path, tell: Tell = silent) -> Review:
    """Read, resolve and check the seeds, as far as what is refused allows; nothing is built."""
    findings = Findings()
    files = parse_files(seeds, findings)
    if findings.all:
        return Review(findings.ordered(), [], [], 0, compared=False, documents=0, claims=0)
    stated = read_statements(files, findings, tell)
    written = {s.claim.id: s for s in stated.readings.statements}
    whole = not findings.all
    compared = compare(files, stated, findings) if whole else Compared()
    failed = [_failed(check, written) for check in compared.checks if check.outcome == "failed"]
    decided = {each.conflict.id: each.evidence for each in compared.resolved if each.conflict}
    settled = [conflict for conflict in compared.conflicts if _is_settled(conflict, decided)]
    open_ones = [conflict for conflict in compared.conflicts if conflict not in settled]
    return Review(
        findings.ordered(),
        IngestionRefused(failed).findings,
        IngestionRefused([_disagreement(each, decided, written) for each in open_ones]).findings,
        len(settled),
        compared=whole,
        documents=len(stated.documents),
        claims=len(written),
    )


def _is_settled(conflict: Conflict, decided: Decided) -> bool:
    """Whether the curator wrote it, or decided it by preferring a statement."""
    return conflict.found_by == "curator" or (conflict.id in decided and decided[conflict.id].decided_by == "curator")


def _failed(check: Check, written: Statements) -> Finding:
    first = written[check.claims[0]]
    return Finding(
        first.file,
        first.line,
        check.name,
        f"{check.record_type}/{check.record}: {check.statement}",
        mend=f'mend the entry, or give it accept = {{check = "{check.name}", why = "…"}}',
    )


def _disagreement(conflict: Conflict, decided: Decided, written: Statements) -> Finding:
    path = f"{conflict.record_type}/{conflict.record}/{conflict.field}"
    first, *others = dict.fromkeys(_places(conflict, written))
    also = f"; see also {', '.join(f'{file}:{line}' for file, line in others)}" if others else ""
    what, mend = f"{path}: {conflict.reason.removesuffix('.')}", "read the passages once more"
    if conflict.id in decided:
        what += f"; shown by the rule {decided[conflict.id].rule}"
        mend += f'; to decide it, give an entry prefer = {{field = "{conflict.field}", why = "…"}}'
    return Finding(*first, conflict.kind, what + also, mend=mend)


def _places(conflict: Conflict, written: Statements) -> Iterator[tuple[str, int]]:
    for claim in conflict.claims:
        yield written[claim].file, written[claim].line
