"""The ingestion job: read → anchor → derive → resolve → check → build → prove → publish, all or nothing."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.errors import CurationError, Finding, IngestionRefused
from app.ingest.build import build_records
from app.ingest.checks import run_checks
from app.ingest.coverage import cover
from app.ingest.derive import Reading
from app.ingest.dictionary import Dictionary, read_dictionary
from app.ingest.disputes import jumps, mark, written
from app.ingest.documents import Document, read_document
from app.ingest.entries import Readings, read_entries
from app.ingest.findings import Findings
from app.ingest.lines import Lines
from app.ingest.prove import prove
from app.ingest.publish import name_by_content, switch, workspace
from app.ingest.resolve import resolve
from app.ingest.tables import BadKey, BadToml, SeedFile, error_line, read_toml
from app.model.claims import Citation
from app.model.holdings import CoverageCount, Holdings, SourceText
from app.render.representations import represent
from app.settings import Settings
from app.store.reader import Reader
from app.store.writer import create_store


class NotClaims(CurationError):
    code = "no-claims"
    remedy = "seeds/claims holds one .toml file for each document, and nothing else"


FOLLOWS_FROM_DICTIONARY = frozenset(
    {"unknown-entity", "unknown-name", "unknown-phrase", "actor-not-named", "uncovered"}
)
"""Refusals that may be due to a fault in entities or vocabularies; they are not told while one stands there."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a run published: the store, the digest of its data, its content."""

    store: Path
    digest: str
    holdings: Holdings


def ingest(settings: Settings) -> Ingested:
    """Read the seeds, build a new store, prove it and publish it.

    Raises `IngestionRefused` with every finding, `OSError` if the disk fails; then the old store stands untouched.
    """
    holdings, dictionary = read_seeds(settings.seeds)
    with workspace(settings.store) as candidate:
        digest = create_store(candidate, [(holdings, represent(holdings))])
        _prove(candidate, dictionary)
        store = name_by_content(candidate)
        switch(settings.store, store)
    return Ingested(store, digest, holdings)


def _prove(candidate: Path, dictionary: Dictionary) -> None:
    """Refuse a store that does not prove itself, before anything points at it."""
    with closing(Reader.at(candidate)) as reader:
        faults = prove(reader, dictionary)
    if faults:
        raise IngestionRefused([Finding(candidate.name, 1, "not-proved", fault) for fault in faults])


def read_seeds(seeds: Path) -> tuple[Holdings, Dictionary]:
    """Everything that the seeds state, resolved and checked; nothing is written."""
    findings = Findings()
    entities, vocabularies, disputes = (
        _file(seeds, name, findings) for name in ("entities.toml", "vocabularies.toml", "disputes.toml")
    )
    files = [_file(seeds, name, findings) for name in _claims_files(seeds, findings)]
    findings.refuse()
    dictionary = read_dictionary(entities, vocabularies, findings)
    with findings.at(disputes.name, 1):
        disputes.allow("dispute")
    faulty = bool(findings.all)
    readings, read = _read(seeds, files, dictionary, findings)
    documents = [document for _, document in read]
    citations = {c.id: c for statement in readings.statements for c in statement.citations}
    coverage = _coverage(read, [s.citations[0] for s in readings.statements], readings, findings)
    if faulty:
        findings.forget(FOLLOWS_FROM_DICTIONARY)
    # Whether records are whole is looked at only when all entries could be read: the rest would be noise.
    findings.refuse()
    resolved = resolve(readings.statements, findings)
    across = [*jumps(resolved), *written(disputes, readings.statements, findings)]
    resolved = mark(resolved, across)
    records = build_records(resolved, documents, readings, dictionary, findings)
    checks = run_checks(resolved, readings, findings)
    findings.refuse()
    holdings = Holdings(
        documents=[SourceText(d.source, d.sha256, d.data) for d in documents],
        records=records,
        citations=list(citations.values()),
        claims=list({s.claim.id: s.claim for s in readings.statements}.values()),
        evidence=[each.evidence for each in resolved],
        conflicts=list({c.id: c for c in [*(r.conflict for r in resolved if r.conflict), *across]}.values()),
        checks=list({check.id: check for check in checks}.values()),
        set_aside=list({(s.source, s.start, s.end): s for s in readings.set_aside}.values()),
        coverage=coverage,
    )
    return holdings, dictionary


def _claims_files(seeds: Path, findings: Findings) -> list[str]:
    """The names of the claims files; nothing else may lie in their folder, and it may not be empty."""
    names = [f"claims/{path.name}" for path in sorted(seeds.glob("claims/*")) if not path.name.startswith(".")]
    for name in names:
        if not name.endswith(".toml"):
            findings.add(name, 1, NotClaims(f"{name} is no .toml file"))
    if not names:
        findings.add("claims", 1, NotClaims("there are no claims files: an empty store would be published"))
    return [name for name in names if name.endswith(".toml")]


def _file(seeds: Path, name: str, findings: Findings) -> SeedFile:
    """A parsed file; a file that does not parse is noted and read as empty, so that the others are still read."""
    try:
        return read_toml(seeds, name)
    except BadToml as error:
        findings.add(name, error_line(error), error)
        return SeedFile(name, {}, Lines(""))


def _read(
    seeds: Path, files: Sequence[SeedFile], dictionary: Dictionary, findings: Findings
) -> tuple[Readings, list[tuple[SeedFile, Document]]]:
    readings = Readings()
    read: list[tuple[SeedFile, Document]] = []
    for file in files:
        with findings.at(file.name, file.lines.table("document")):
            document = _document(seeds, file, [earlier for _, earlier in read])
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
