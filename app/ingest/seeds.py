"""The seeds as they stand: read → anchor → derive → resolve → check, with every refusal. Nothing is written here.

Each step notes what it refuses, and a later one makes no sense where an earlier one refused anything:
`parse_files`, `read_statements`, `compare`, `holdings_of`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import CurationError
from app.ingest.build import Records, build_records
from app.ingest.checks import run_checks
from app.ingest.coverage import cover, covering
from app.ingest.derive import Reading
from app.ingest.dictionary import Dictionary, read_dictionary
from app.ingest.disputes import jumps, mark, written
from app.ingest.documents import Document, read_document
from app.ingest.entries import Readings, read_entries
from app.ingest.findings import Findings
from app.ingest.lines import Lines
from app.ingest.progress import Tell, silent
from app.ingest.resolve import Resolved, resolve
from app.ingest.tables import BadKey, BadToml, SeedFile, error_line, read_toml
from app.ingest.words import words_of
from app.model.claims import Check, Citation, Conflict
from app.model.holdings import CoverageCount, Holdings, SourceText


class NotClaims(CurationError):
    code = "no-claims"
    remedy = "seeds/claims holds one .toml file for each document, and nothing else"


FOLLOWS_FROM_DICTIONARY = frozenset(
    {"unknown-entity", "unknown-name", "unknown-phrase", "actor-not-named", "uncovered"}
)
"""Refusals that may be due to a fault in entities or vocabularies; they are not told while one stands there."""


@dataclass(frozen=True, slots=True)
class SeedFiles:
    """The parsed files of a seeds folder; one that does not parse is empty here."""

    folder: Path
    entities: SeedFile
    vocabularies: SeedFile
    disputes: SeedFile
    claims: Sequence[SeedFile]


@dataclass(frozen=True, slots=True)
class Stated:
    """What the claims files state, entry by entry, before it is compared: all that could be read."""

    dictionary: Dictionary = field(default_factory=Dictionary)
    documents: Sequence[tuple[SeedFile, Document]] = ()
    readings: Readings = field(default_factory=Readings)
    coverage: Sequence[CoverageCount] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """What comes of all statements together: what each field shows, where they disagree, what does not add up."""

    resolved: Sequence[Resolved] = ()
    records: Records = field(default_factory=dict)
    conflicts: Sequence[Conflict] = ()
    checks: Sequence[Check] = ()


def parse_files(seeds: Path, findings: Findings) -> SeedFiles:
    """Parse every file of the folder, so that all that do not parse are told at once."""
    entities, vocabularies, disputes = (
        parse_file(seeds, name, findings) for name in ("entities.toml", "vocabularies.toml", "disputes.toml")
    )
    claims = [parse_file(seeds, name, findings) for name in _claims_files(seeds, findings)]
    return SeedFiles(seeds, entities, vocabularies, disputes, claims)


def parse_file(seeds: Path, name: str, findings: Findings) -> SeedFile:
    """A parsed file; a file that does not parse is noted and read as empty, so that the others are still read."""
    try:
        return read_toml(seeds, name)
    except BadToml as error:
        findings.add(name, error_line(error), error)
        return SeedFile(name, {}, Lines(""))


def read_statements(files: SeedFiles, findings: Findings, tell: Tell = silent) -> Stated:
    """Read every entry of the claims files against its document, and count what they leave uncovered."""
    dictionary = read_dictionary(files.entities, files.vocabularies, findings)
    with findings.at(files.disputes.name, 1):
        files.disputes.allow("dispute")
    faulty = bool(findings.all)
    readings, documents = _read(files, dictionary, findings, tell)
    coverage = _coverage(documents, covering(readings.statements), readings, findings)
    if faulty:
        findings.forget(FOLLOWS_FROM_DICTIONARY)
    return Stated(dictionary, documents, readings, coverage)


def compare(files: SeedFiles, stated: Stated, findings: Findings) -> Compared:
    """Resolve, check and build the records. Only when all entries could be read: the rest would be noise."""
    resolved = resolve(stated.readings.statements, findings)
    across = [*jumps(resolved), *written(files.disputes, stated.readings.statements, findings)]
    resolved = mark(resolved, across)
    documents = [document for _, document in stated.documents]
    records = build_records(resolved, documents, stated.readings, stated.dictionary, findings)
    checks = run_checks(resolved, stated.readings, findings)
    return Compared(
        resolved,
        records,
        conflicts=list({c.id: c for c in [*(r.conflict for r in resolved if r.conflict), *across]}.values()),
        checks=list({check.id: check for check in checks}.values()),
    )


def holdings_of(stated: Stated, compared: Compared) -> Holdings:
    """What a store of these seeds holds; nothing of them may be refused."""
    readings = stated.readings
    citations = {c.id: c for statement in readings.statements for c in statement.citations}
    return Holdings(
        documents=[SourceText(d.source, d.sha256, d.data) for _, d in stated.documents],
        records=compared.records,
        citations=list(citations.values()),
        claims=list({s.claim.id: s.claim for s in readings.statements}.values()),
        evidence=[each.evidence for each in compared.resolved],
        conflicts=compared.conflicts,
        checks=compared.checks,
        set_aside=list({(s.source, s.start, s.end): s for s in readings.set_aside}.values()),
        coverage=stated.coverage,
        words=words_of(stated.dictionary),
    )


def _claims_files(seeds: Path, findings: Findings) -> list[str]:
    """The names of the claims files; nothing else may lie in their folder, and it may not be empty."""
    names = [f"claims/{path.name}" for path in sorted(seeds.glob("claims/*")) if not path.name.startswith(".")]
    for name in names:
        if not name.endswith(".toml"):
            findings.add(name, 1, NotClaims(f"{name} is no .toml file"))
    if not names:
        findings.add("claims", 1, NotClaims("there are no claims files: an empty store would be published"))
    return [name for name in names if name.endswith(".toml")]


def _read(
    files: SeedFiles, dictionary: Dictionary, findings: Findings, tell: Tell
) -> tuple[Readings, list[tuple[SeedFile, Document]]]:
    readings = Readings()
    read: list[tuple[SeedFile, Document]] = []
    for number, file in enumerate(files.claims, 1):
        tell(f"reading {file.name}, {number} of {len(files.claims)}")
        with findings.at(file.name, file.lines.table("document")):
            document = _document(files.folder, file, [earlier for _, earlier in read])
            read.append((file, document))
            read_entries(Reading(document, dictionary), file, readings, findings)
    return readings, read


def _document(seeds: Path, file: SeedFile, earlier: Sequence[Document]) -> Document:
    tables = list(file.tables("document"))
    if len(tables) != 1:
        raise BadKey(f"{file.name} needs one [document] table")
    table = tables[0]
    document = read_document(seeds / "documents", table.text("file"), table.slug("id"), table.text("sha256"))
    if any(document.source == other.source or document.sha256 == other.sha256 for other in earlier):
        raise BadKey(f"document {document.source} is already read from another claims file")
    return document


def _coverage(
    read: Sequence[tuple[SeedFile, Document]],
    citations: Sequence[Citation],
    readings: Readings,
    findings: Findings,
) -> list[CoverageCount]:
    """Count every document's sentences; a gap is refused, unless entries of that document were: then it is no news."""
    refused = {finding.file for finding in findings.all}
    counts = []
    for file, document in read:
        count, gaps = cover(document, citations, readings.set_aside)
        counts.append(count)
        for gap in gaps if file.name not in refused else ():
            findings.add(f"documents/{_name_of(file)}", gap.line, gap)
    return counts


def _name_of(file: SeedFile) -> str:
    return next(file.tables("document")).text("file")
