"""The ingestion job: read → anchor → derive → resolve → check → build → prove → publish, all or nothing."""

from dataclasses import dataclass
from pathlib import Path

from app.errors import Finding, IngestionRefused
from app.ingest.dictionary import Dictionary
from app.ingest.findings import Findings
from app.ingest.progress import Tell, silent
from app.ingest.prove import prove
from app.ingest.publish import name_by_content, switch, workspace
from app.ingest.seeds import compare, holdings_of, parse_files, read_statements
from app.ingest.verify import verify
from app.model.holdings import Holdings
from app.render.representations import represent
from app.settings import Settings
from app.store.published import publish_in
from app.store.reader import Reader
from app.store.writer import create_store


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a run published: where, under which name, the digest of its data, its content."""

    folder: Path
    name: str
    """That of a file in the folder, or of a schema in the database."""
    digest: str
    holdings: Holdings

    @property
    def store(self) -> Path:
        """The file that was published; in a database there is none."""
        return self.folder / self.name


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
        if settings.database is not None:
            tell("publishing it in the database")
            name = publish_in(settings.database, candidate, _require_proved)
        else:
            store = name_by_content(candidate)
            switch(settings.store, store)
            name = store.name
    return Ingested(settings.store.parent, name, digest, holdings)


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
    _refuse(candidate.name, verify(candidate))


def _require_proved(reader: Reader) -> None:
    """The same of what a database holds."""
    _refuse("DATABASE_URL", prove(reader))


def _refuse(what: str, faults: list[str]) -> None:
    if faults:
        raise IngestionRefused([Finding(what, 1, "not-proved", fault, mend=_UNPROVED) for fault in faults])


_UNPROVED = "nothing was published; see to the disk, then ingest again; refused once more, it is the program"
