"""The ingestion job: read → anchor → derive → resolve → check → build → prove → publish, all or nothing."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.errors import Finding, IngestionRefused
from app.ingest.dictionary import Dictionary
from app.ingest.findings import Findings
from app.ingest.progress import Tell, silent
from app.ingest.prove import prove
from app.ingest.publish import name_by_content, switch, workspace
from app.ingest.seeds import compare, holdings_of, parse_files, read_statements
from app.model.holdings import Holdings
from app.render.representations import represent
from app.settings import Settings
from app.store.reader import Reader
from app.store.writer import create_store


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a run published: the store, the digest of its data, its content."""

    store: Path
    digest: str
    holdings: Holdings


def ingest(settings: Settings, tell: Tell = silent) -> Ingested:
    """Read the seeds, build a new store, prove it and publish it.

    Raises `IngestionRefused` with every finding, `OSError` if the disk fails; then the old store stands untouched.
    """
    holdings, _ = read_seeds(settings.seeds, tell)
    with workspace(settings.store) as candidate:
        tell("building the store")
        digest = create_store(candidate, [(holdings, represent(holdings))])
        tell("proving the store")
        _prove(candidate)
        store = name_by_content(candidate)
        switch(settings.store, store)
    return Ingested(store, digest, holdings)


def read_seeds(seeds: Path, tell: Tell = silent) -> tuple[Holdings, Dictionary]:
    """Everything that the seeds state, resolved and checked; raises `IngestionRefused` with every finding."""
    findings = Findings()
    files = parse_files(seeds, findings)
    findings.refuse()
    stated = read_statements(files, findings, tell)
    findings.refuse()
    compared = compare(files, stated, findings)
    findings.refuse()
    return holdings_of(stated, compared), stated.dictionary


def _prove(candidate: Path) -> None:
    """Refuse a store that does not prove itself, before anything points at it."""
    with closing(Reader.at(candidate)) as reader:
        faults = prove(reader)
    if faults:
        raise IngestionRefused([Finding(candidate.name, 1, "not-proved", fault) for fault in faults])
