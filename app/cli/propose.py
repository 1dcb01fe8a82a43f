"""`propose`: a draft of the claims file of a document."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.cli import documents
from app.cli.terminal import AsJson, progress, say, say_json
from app.errors import ChanceryError
from app.ingest.dictionary import Dictionary, read_dictionary
from app.ingest.drafts.draft import Draft, draft
from app.ingest.drafts.entry import Entry
from app.ingest.drafts.names import Named
from app.ingest.drafts.writing import toml
from app.ingest.findings import Findings
from app.ingest.mentions import Mention
from app.ingest.seeds import parse_files
from app.model.dates import Dated
from app.model.quantities import Quantity, literal
from app.settings import from_environment

File = Annotated[str, typer.Argument(metavar="FILE", help="Path of a document, or its name in seeds/documents.")]
To = Annotated[Path | None, typer.Option("--to", help="Where to write the draft; seeds/drafts/<id>.toml if left out.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a draft that is there.")]


class DraftThere(ChanceryError):
    """A draft that somebody may have begun to mend."""


class DraftInClaims(ChanceryError):
    """Nothing unread may lie where the ingestion looks."""


def propose(file: File, *, to: To = None, force: Force = False, as_json: AsJson = False) -> int:
    """Draft the claims file of a document.

    Every quantity and date that the grammars find becomes a value of an entry, with its sentence or clause as the
    quote, and is derived once as an ingestion would; what an ingestion would refuse is a comment that says why. Holders
    and reasons that no rule can know are "?". Known names are linked by exact alias; others are listed as candidates
    with a kind, and with the known name that they are like. The draft is marked `review = "open"` and lies outside
    seeds/claims: read every entry, mend it, remove the mark, then move the file there.

    The exit status is 0 if there is a draft. A draft that is already there is not written over without --force.

    With --json: nothing is written. `document`, `sha256`, `language`, `published`; `quantities`, each {text, start,
    end, value, low, high, qualifier, unit, rule, refusal}; `dates`, each {text, start, end, edtf, precision, rule,
    refusal}; `names`, each {name, kind, entity, near, at}; `entries`, each {table, quote, occurrence, values, notes};
    `silent`, sentences without a value that may hold a fact; `left`, how many sentences of a long document were left
    out. Offsets count code points of the document, ends exclusive.
    """
    settings = from_environment()
    path = documents.locate(file, settings.seeds / "documents")
    with progress() as tell:
        tell(f"reading {path}")
        proposed = draft(documents.read(path), dictionary(settings.seeds))
    if as_json:
        say_json(document(proposed))
        return 0
    written = write(proposed, toml(proposed), to, settings.seeds, force=force)
    say("\n".join(_lines(proposed, written)))
    return 0


def dictionary(seeds: Path) -> Dictionary:
    """The entities and vocabularies of the seeds; raises `IngestionRefused` if they are faulty."""
    findings = Findings()
    files = parse_files(seeds, findings)
    needed = (files.entities.name, files.vocabularies.name)
    # A claims file that does not parse is not asked.
    findings.all = [each for each in findings.all if each.file in needed]
    known = read_dictionary(files.entities, files.vocabularies, findings)
    findings.refuse()
    return known


def write(proposed: Draft, text: str, to: Path | None, seeds: Path, *, force: bool) -> Path:
    """Write a draft where no ingestion looks, and over nothing that is there."""
    path = to or seeds / "drafts" / f"{proposed.head.id}.toml"
    if path.resolve().parent == (seeds / "claims").resolve():
        raise DraftInClaims(f"{path}: a draft may not lie in seeds/claims before it is read; leave --to out")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL), 0o644)
    except FileExistsError as error:
        raise DraftThere(f"{path} is there already: --force writes over it, --to writes elsewhere") from error
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return documents.shown(path)


def _lines(proposed: Draft, written: Path) -> Iterator[str]:
    read = [sum(each.value is not None for each in found) for found in (proposed.quantities, proposed.dates)]
    known = sum(named.entity is not None for named in proposed.names)
    notes, silent = sum(len(entry.notes) for entry in proposed.entries), len(proposed.silent)
    yield f"{written}: {len(proposed.entries)} entries of {read[0]} quantities and {read[1]} dates"
    yield f"  {known} known names, {len(proposed.names) - known} candidates for seeds/entities.toml"
    yield f"  {notes} notes, as comments; {silent} sentences to state or set aside; {proposed.left} left out"
    yield "next: read every entry against the document and mend it; remove `review`; move the file into seeds/claims;"
    yield "      then `check`, `coverage`, `diff` and `ingest`"


def document(proposed: Draft) -> dict[str, object]:
    """A draft as one JSON document."""
    published = proposed.reading.published
    return {
        "document": proposed.document.source,
        "sha256": proposed.document.sha256,
        "language": proposed.head.language.words,
        "published": published.edtf if published else None,
        "quantities": [_quantity(proposed, each) for each in proposed.quantities],
        "dates": [_date(proposed, each) for each in proposed.dates],
        "names": [_name(proposed, each) for each in proposed.names],
        "entries": [_entry(each) for each in proposed.entries],
        "silent": [each.quote for each in proposed.silent],
        "left": proposed.left,
    }


def _place(proposed: Draft, each: Mention) -> dict[str, object]:
    start, end = proposed.document.folded.original(each.span.start, each.span.end)
    text = proposed.document.folded.text[each.span.start : each.span.end]
    return {"text": text, "start": start, "end": end}


def _quantity(proposed: Draft, each: Mention) -> dict[str, object]:
    read = each.value if isinstance(each.value, Quantity) else None
    figures = (read.value, read.low, read.high) if read else (None, None, None)
    value, low, high = (None if figure is None else literal(figure) for figure in figures)
    said = {"value": value, "low": low, "high": high, "qualifier": read and read.qualifier, "unit": read and read.unit}
    return {**_place(proposed, each), **said, "rule": each.rule, "refusal": _refusal(each)}


def _date(proposed: Draft, each: Mention) -> dict[str, object]:
    read = each.value.when if isinstance(each.value, Dated) else None
    said = {"edtf": read and read.edtf, "precision": read and read.precision}
    return {**_place(proposed, each), **said, "rule": each.rule, "refusal": _refusal(each)}


def _name(proposed: Draft, each: Named) -> dict[str, object]:
    at = [proposed.document.folded.original(span.start, span.end) for span in each.at]
    return {"name": each.name, "kind": each.kind, "entity": each.entity, "near": each.near, "at": at}


def _refusal(each: Mention) -> str | None:
    return str(each.refusal) if each.refusal else None


def _entry(each: Entry) -> dict[str, object]:
    values: dict[str, object] = {name: asdict(value) for name, value in each.values.items()}
    lists: dict[str, Sequence[str]] = dict(each.lists)
    return {
        "table": each.table,
        "quote": each.quote,
        "occurrence": each.occurrence,
        "values": {**values, **lists},
        "notes": each.notes,
    }
