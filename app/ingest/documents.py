"""Source documents: read safely, through their declared hash, byte for byte."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.errors import CurationError
from app.ingest.files import NotReadable, read_regular
from app.model.folding import Folded, fold_map


class DocumentError(CurationError):
    code = "unreadable-document"
    remedy = "put a regular file, UTF-8, into seeds/documents and name it in [document].file"


class DocumentChanged(DocumentError):
    code = "document-changed"
    remedy = (
        "restore the captured bytes; if the new text is meant, read it again, prove its claims and give the new hash"
    )


class NotUtf8(DocumentError):
    code = "not-utf8"
    remedy = "capture the document again as UTF-8; offsets and quotes need one known encoding"


@dataclass(frozen=True)
class Document:
    """One captured document. Offsets into `text` count Unicode code points."""

    source: str
    sha256: str
    data: bytes
    text: str

    @cached_property
    def folded(self) -> Folded:
        return fold_map(self.text)


def read_document(folder: Path, name: str, source: str, sha256: str) -> Document:
    """Read a declared document: a regular file of the folder itself, no link, of the declared hash."""
    if Path(name).name != name or name in (".", ".."):
        raise DocumentError(f"«{name}» is not the name of a file in {folder.name}/")
    try:
        data = read_regular(folder / name)
    except NotReadable as error:
        raise DocumentError(f"{name} cannot be read: {error}") from error
    actual = hashlib.sha256(data).hexdigest()
    if actual != sha256:
        raise DocumentChanged(f"{name} has SHA-256 {actual}, declared is {sha256}: every claim on it is void")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotUtf8(f"{name} is not UTF-8: {error.reason} at byte {error.start}") from error
    if "\0" in text:
        raise DocumentError(f"{name} has a NUL character at byte {data.index(0)}")
    return Document(source, sha256, data, text)
