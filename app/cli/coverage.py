"""`coverage`: a document, sentence by sentence, with what was made of each."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.cli import documents
from app.cli.terminal import AsJson, progress, say, say_json
from app.errors import CurationError
from app.ingest.curated import Curated, covered, curated
from app.ingest.documents import Document
from app.ingest.findings import Findings, finding_of
from app.ingest.progress import Tell
from app.ingest.seeds import SeedFiles, parse_files
from app.ingest.tables import SeedFile
from app.model.coverage import Sentence, numbered, tally
from app.settings import from_environment

Target = Annotated[
    str,
    typer.Argument(
        metavar="DOCUMENT",
        help="The id of a source, its claims file, or its document: a path, or a name in seeds/documents.",
    ),
]


def coverage(target: Target, *, as_json: AsJson = False) -> int:
    """Show what was made of every sentence of a document.

    Whether it is cited, set aside with a reason, silent, or a gap, with its line. A sentence is silent if it holds no
    number, date, role or status verb. A gap is one that does and that no entry takes a value from or sets aside; a
    figure outside of every such passage is one as well. A document without a claims file has nothing but silent
    sentences and gaps. A claims file may lie anywhere, as a draft does.

    The exit status is 0 if there is no gap, and 1 if there is one, or if entries of the claims file are refused: these
    cite nothing, and are told first.

    With --json: `document`, `source` and `claims`, the last two null without a claims file; `counts` of `sentences`,
    `cited`, `set_aside`, `silent` and `gap`; `sentences`, each {line, start, end, text, state, citations, why,
    uncovered}; `gaps` and `refusals`, each a list of {file, line, code, what, nearest, mend}.
    """
    with progress() as tell:
        claims, found = look(from_environment().seeds, target, tell)
    if as_json:
        say_json(_document(claims, found))
    else:
        say("\n".join(_lines(claims, found)))
    return int(bool(found.gaps or found.refusals))


def look(seeds: Path, target: str, tell: Tell) -> tuple[SeedFile | None, Curated]:
    """The document that is meant, with the claims file that curates it, if there is one."""
    findings = Findings()
    files = parse_files(seeds, findings)
    claims = documents.claims_file(files, target, findings)
    if claims is None:
        path = _path(files, target, findings)
        claims = documents.curating(files, path)
        if claims is None:
            return None, _uncurated(path)
    needed = {claims.name, files.entities.name, files.vocabularies.name}
    if refusals := [each for each in findings.ordered() if each.file in needed]:
        return claims, Curated(claims.name, None, refusals=refusals)
    return claims, curated(files, claims, tell)


def _path(files: SeedFiles, target: str, findings: Findings) -> Path:
    try:
        return documents.locate(target, files.folder / "documents", documents.names(files))
    except documents.NoSuchFile:
        findings.refuse()  # a claims file that does not parse may be the one that is meant
        raise


def _uncurated(path: Path) -> Curated:
    try:
        return covered(str(path), documents.read(path))
    except CurationError as error:
        return Curated(str(path), None, refusals=[finding_of(str(path), 1, error)])


def _document(claims: SeedFile | None, found: Curated) -> dict[str, object]:
    counts = {state.replace("-", "_"): count for state, count in tally(found.sentences).items()}
    return {
        "document": found.name if found.document else None,
        "source": found.document.source if found.document and claims else None,
        "claims": claims.name if claims else None,
        "counts": {"sentences": len(found.sentences), **counts},
        "sentences": [_members(found.document, *each) for each in numbered(found.sentences, found.document.text)]
        if found.document
        else [],
        "gaps": [asdict(each) for each in found.gaps],
        "refusals": [asdict(each) for each in found.refusals],
    }


def _members(document: Document, line: int, each: Sentence) -> dict[str, object]:
    return {
        "line": line,
        "start": each.start,
        "end": each.end,
        "text": document.text[each.start : each.end],
        "state": each.state,
        "citations": [*each.citations],
        "why": "; ".join(each.reasons) or None,
        "uncovered": [document.text[slice(*figure)] for figure in each.uncovered],
    }


def _lines(claims: SeedFile | None, found: Curated) -> Iterator[str]:
    yield from map(str, found.refusals)
    if found.document is None:
        return
    whose = f"source {found.document.source}, {claims.name}" if claims else "no claims file is about it"
    yield f"{found.name}: {whose}"
    for line, each in numbered(found.sentences, found.document.text):
        members = _members(found.document, line, each)
        why = f"  ({members['why']})" if each.state == "set-aside" else ""
        yield f"{line:>5}  {each.state.upper() if each.state == 'gap' else each.state:<9}  {members['text']}{why}"
        if each.state != "gap" and each.uncovered:
            figures = ", ".join(found.document.text[slice(*figure)] for figure in each.uncovered)
            yield f"{line:>5}  {'GAP':<9}  no value takes {figures}"
    counts = ", ".join(f"{count} {state}" for state, count in tally(found.sentences).items() if state != "gap")
    yield f"{len(found.sentences)} sentences: {counts}, {len(found.gaps)} gaps"
