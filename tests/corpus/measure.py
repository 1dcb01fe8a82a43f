"""How much of a corpus is derived, found and rightly found: `python -m tests.corpus.measure [folder]`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import CurationError
from app.ingest.dictionary import Dictionary, Entity
from app.ingest.drafts.names import names
from app.ingest.mentions import Mention, coins, dates, quantities
from app.model.dates import Dated
from app.model.folding import fold
from app.model.quantities import Quantity
from app.model.wording.dates.reading import parse_date
from app.model.wording.quantities.reading import parse_quantity
from tests.corpus.marks import FOLDER, Marked, corpus, marked, stated


@dataclass
class Count:
    """How many of how many."""

    good: int = 0
    all: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, good: bool, what: str) -> None:
        self.good, self.all = self.good + good, self.all + 1
        if not good:
            self.missed.append(what)

    @property
    def share(self) -> float:
        return self.good / self.all if self.all else 1.0


MEASURES = (
    *("derived quantities", "found quantities", "right quantities", "derived dates", "found dates", "right dates"),
    *("found entities", "right entities", "right kinds of entities", "near names linked"),
)


def measure(folder: Path = FOLDER) -> dict[str, Count]:
    """Every measure over the documents of a folder.

    Derived: the marked words by themselves read as marked (words of table cells, which need their table, left out).
    Found: the mark is among what is found in the whole document, with the marked value. Right: what is found is marked.
    """
    counts = {name: Count() for name in MEASURES}
    for each in corpus(folder):
        _quantities(each, counts)
        _dates(each, counts)
        _entities(each, counts)
    return counts


def _quantities(each: Marked, counts: dict[str, Count]) -> None:
    found = [m for m in quantities(each.document, {}, each.locale) if isinstance(m.value, Quantity)]
    signed = [(m, stated(m.value)) for m in found if isinstance(m.value, Quantity)]
    right: set[int] = set()
    for mark in each.each("quantity"):
        start, end = each.place(mark)
        what = f"{each.name}: {mark['text']}"
        if not mark.get("inferred"):
            counts["derived quantities"].add(_reads(each, mark["text"]) == marked(mark), what)
        hits = [at for at, (m, said) in enumerate(signed) if _meets(m, start, end) and said == marked(mark)]
        counts["found quantities"].add(bool(hits), what)
        right |= set(hits)
    for at, mention in enumerate(found):
        counts["right quantities"].add(at in right, f"{each.name}: {_words(each, mention)}")


def _reads(each: Marked, text: str) -> object:
    try:
        return stated(parse_quantity(text, coins(each.document), each.locale))
    except CurationError:
        return None


def _dates(each: Marked, counts: dict[str, Count]) -> None:
    found = [m for m in dates(each.document, each.published, each.locale) if isinstance(m.value, Dated)]
    right: set[int] = set()
    for mark in each.each("date"):
        start, end = each.place(mark)
        what, wanted = f"{each.name}: {mark['text']}", (mark["edtf"], mark["precision"])
        counts["derived dates"].add(_when(each, mark["text"]) == wanted, what)
        hits = [at for at, m in enumerate(found) if _meets(m, start, end) and _dated(m) == wanted]
        counts["found dates"].add(bool(hits), what)
        right |= set(hits)
    for at, mention in enumerate(found):
        counts["right dates"].add(at in right, f"{each.name}: {_words(each, mention)}")


def _when(each: Marked, text: str) -> object:
    try:
        when = parse_date(text, each.published, locale=each.locale).when
    except CurationError:
        return None
    return when.edtf, when.precision


def _dated(mention: Mention) -> object:
    return (mention.value.when.edtf, mention.value.when.precision) if isinstance(mention.value, Dated) else None


def _entities(each: Marked, counts: dict[str, Count]) -> None:
    known = Dictionary({entity.id: entity for entity in _known(each)})
    found = names(each.document, known, each.locale)
    spelled = {each.document.folded.text[at.start : at.end]: one for one in found for at in one.at}
    spelled |= {fold(one.name): one for one in found}
    marks = {fold(mark["name"]): mark for mark in each.each("entity")}
    for name, mark in marks.items():
        one = spelled.get(name)
        counts["found entities"].add(one is not None, f"{each.name}: {name}")
        if one is not None:
            counts["right kinds of entities"].add(one.kind == mark["kind"], f"{each.name}: {name} is no {one.kind}")
        if one is not None and "near" in mark:
            counts["near names linked"].add(one.entity is not None, f"{each.name}: {name}")
    for one in found:
        said = {fold(one.name), *(each.document.folded.text[at.start : at.end] for at in one.at)}
        counts["right entities"].add(bool(said & marks.keys()), f"{each.name}: {one.name}")


def _known(each: Marked) -> Iterator[Entity]:
    for line in each.marks.get("entities_known", []):
        identifier, kind, *spellings = (part.strip() for part in line.split("|"))
        yield Entity(identifier, kind, spellings[0], tuple(spellings), ())


def _meets(mention: Mention, start: int, end: int) -> bool:
    return mention.span.start < end and start < mention.span.end


def _words(each: Marked, mention: Mention) -> str:
    return each.document.folded.text[mention.span.start : mention.span.end]


if __name__ == "__main__":
    for name, count in measure(*map(Path, sys.argv[1:2])).items():
        print(f"{name:24} {count.good:4} of {count.all:4}  {count.share:6.1%}")
        if "-v" in sys.argv:
            print("".join(f"    {each}\n" for each in count.missed), end="")
