"""The corpus: invented documents of many styles, their facts marked by hand before anything parsed them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.ingest.documents import Document
from app.model.dates import When, parse_edtf
from app.model.folding import fold
from app.model.quantities import Quantity, literal
from app.model.wording.locales import Locale, locale_of

FOLDER = Path(__file__).parent

Signature = tuple[str | None, ...]


@dataclass(frozen=True)
class Marked:
    """One document with its marks. Offsets are those of its folded text."""

    name: str
    document: Document
    marks: Mapping[str, Any]

    @property
    def locale(self) -> Locale:
        return locale_of(self.marks.get("language"), self.document.text)

    @property
    def published(self) -> When | None:
        return parse_edtf(self.marks["published"]) if "published" in self.marks else None

    def each(self, kind: str) -> list[dict[str, Any]]:
        """The marks of a kind: quantity, date, entity, record, refused."""
        return list(self.marks.get(kind, []))

    def place(self, mark: Mapping[str, Any]) -> tuple[int, int]:
        """Where a mark stands; -1 if its words are not there."""
        words, at = fold(mark["text"]).strip(), -1
        for _ in range(mark.get("occurrence", 1)):
            at = self.document.folded.text.find(words, at + 1)
        return at, at + len(words)


def corpus(folder: Path = FOLDER) -> list[Marked]:
    """Every document of a folder with its marks, by name."""
    return [_marked(path) for path in sorted(folder.glob("*.toml"))]


def _marked(path: Path) -> Marked:
    data = path.with_suffix(".txt").read_bytes()
    return Marked(path.stem, Document(path.stem, "0" * 64, data, data.decode()), tomllib.loads(path.read_text()))


def stated(quantity: Quantity) -> Signature:
    """What counts in a comparison: figure or ends, hedge, unit."""
    ends = (None, None) if quantity.value is not None else (quantity.low, quantity.high)
    figures = (quantity.value, *ends)
    return (*(None if each is None else literal(each) for each in figures), quantity.qualifier, quantity.unit)


def marked(mark: Mapping[str, Any]) -> Signature:
    """The same of a mark."""
    ends = (None, None) if "value" in mark else (mark.get("low"), mark.get("high"))
    figures = (mark.get("value"), *ends)
    return (*(None if each is None else literal(Decimal(each)) for each in figures), mark["qualifier"], mark["unit"])
