"""The data package: every table as CSV, every document, and what they are, as one zip file.

`datapackage.json` follows Frictionless Data Package (specs.frictionlessdata.io) version 1. The same data give the
same bytes: entries have no time of their own.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from typing_extensions import Buffer

from app.model.collections import RECORDS
from app.model.fields import Column
from app.model.holdings import SourceText
from app.render.flat import LAYOUTS, assemble

LICENCE = (
    "Facts and figures are free to use; cite the source of each. Passages are quoted, and documents kept, to prove "
    "them: the rights in the documents stay with their authors. Ids, labels and interpretations are editorial."
)
_TYPES = {"text": "string", "number": "number", "date": "date", "list": "string"}
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can state; it means none."""


@dataclass(frozen=True, slots=True)
class PackagedTable:
    """One table: what it is called and means, its columns, and its rows as CSV."""

    name: str
    doc: str
    columns: Sequence[Column]
    batches: Iterable[Sequence[bytes]]


class _Sink(io.RawIOBase):
    """A file that cannot be rewound: what was written is taken away piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Buffer, /) -> int:
        self._pieces.append(bytes(piece))
        return len(self._pieces[-1])

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def package(dataset: str, tables: Iterable[PackagedTable], documents: Iterable[SourceText]) -> Iterator[bytes]:
    """The zip file, piece by piece."""
    sink = _Sink()
    resources: list[dict[str, Any]] = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            pieces = assemble(LAYOUTS["csv"], table.columns, table.batches)
            path = f"{table.name}.csv"
            measured = yield from _entry(archive, sink, path, pieces)
            resources.append({**_described(table), "path": path, **measured})
        for document in documents:
            path = f"documents/{document.source}.txt"
            measured = yield from _entry(archive, sink, path, [document.data])
            about = {"name": f"document-{document.source}", "format": "txt", "mediatype": "text/plain"}
            resources.append({**about, "encoding": "utf-8", "path": path, **measured})
        body = json.dumps(_package(dataset, resources), ensure_ascii=False, indent=1).encode()
        yield from _entry(archive, sink, "datapackage.json", [body])
    yield sink.take()


def _entry(
    archive: zipfile.ZipFile, sink: _Sink, name: str, pieces: Iterable[bytes]
) -> Generator[bytes, None, dict[str, Any]]:
    """Write one file; comes to its length and hash."""
    info = zipfile.ZipInfo(name, _FIRST_DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    total, length = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as entry:
        for piece in pieces:
            entry.write(piece)
            total.update(piece)
            length += len(piece)
            yield sink.take()
    return {"bytes": length, "hash": f"sha256:{total.hexdigest()}"}


def _package(dataset: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": "chancery",
        "title": "Chancery: states, their Bitcoin reserves and their crypto policy, each field with its citation",
        "description": LICENCE,
        "version": dataset,
        "resources": resources,
    }


def _described(table: PackagedTable) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": "id",
    }
    keys = [
        {"fields": column.name, "reference": {"resource": column.refers, "fields": "id"}}
        for column in table.columns
        if column.refers not in (None, RECORDS) and column.type != "list"
    ]
    if keys:
        schema["foreignKeys"] = keys
    about = {"profile": "tabular-data-resource", "name": table.name, "description": table.doc, "format": "csv"}
    return {**about, "mediatype": "text/csv", "encoding": "utf-8", "schema": schema}


def _field(column: Column) -> dict[str, Any]:
    # A text may be empty, which CSV cannot tell from missing; nothing else that is certain can.
    never_empty = column.type in ("number", "date") or column.codes or column.refers or column.name == "id"
    constraints: dict[str, Any] = {"required": True} if column.certain and never_empty and column.type != "list" else {}
    if column.codes:
        constraints["enum"] = list(column.codes)
    about = {"name": column.name, "type": _TYPES[column.type], "description": column.doc}
    return {**about, "constraints": constraints} if constraints else about
