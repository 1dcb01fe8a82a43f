"""Source documents: read safely, through their declared hash, byte for byte."""

import hashlib
import re
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


_BREAK = re.compile(r"\n[ \t]*(?:\r?\n|[-+*•‣◦▪●○·|][ \t]|#{1,6}[ \t]|\d{1,2}[.)][ \t])")


@dataclass(frozen=True)
class Document:
    """One captured document. Offsets into `text` count Unicode code points."""

    source: str
    sha256: str
    data: bytes
    text: str

    @cached_property
    def folded(self) -> Folded:
        return fold_map(self.text, lines=True)

    @cached_property
    def prose(self) -> str:
        """The folded text with `¶` for each space that stands between paragraphs, items or headings, and for em dashes.

        No quantity, date or hedge reaches from one side of it to the other.
        """
        folded = self.folded
        ends = [*folded.starts[1:], len(self.text)] if folded.starts else []
        return "".join(
            "¶" if (char == " " and self._breaks(start, end)) or (char == "-" and self.text[start] in "—―") else char
            for char, start, end in zip(folded.text, folded.starts, ends, strict=True)
        )

    def _breaks(self, start: int, end: int) -> bool:
        """Whether a paragraph, item or heading begins between these positions of the text."""
        found = _BREAK.search(self.text, start, end + 4)
        return found is not None and found.start() < end


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
