"""Asides: the passages of a document that were read and set aside, where nothing in them is cited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.model.claims import SetAside
from app.model.coverage import touching
from app.model.passages import Span
from app.render.pages.characters import is_seen

_LONGEST = 160
"""Characters of a passage that its note repeats; some are whole sections."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A passage that was set aside, with the reason; offsets count code points, the end is exclusive."""

    start: int
    end: int
    why: str
    opening: str
    """Its first words, to know it by."""

    @classmethod
    def of(cls, passage: SetAside, text: str) -> "Aside":
        exact = text[passage.start : passage.end]
        opening = exact if len(exact) <= _LONGEST else f"{exact[:_LONGEST].rstrip()}…"
        return cls(passage.start, passage.end, passage.why, opening)

    @property
    def id(self) -> str:
        """What its place in the page is called."""
        return f"aside-{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Shade:
    """A part of an aside in which nothing is cited and that crosses no line."""

    start: int
    end: int
    aside: Aside
    is_first: bool


Shades = Mapping[int, Sequence[Shade]]
"""The shades in each unmarked stretch of a document, by where this begins."""


def shades(text: str, unmarked: Sequence[Span], asides: Sequence[Aside]) -> Shades:
    """What of the asides can be seen in these stretches; of two that overlap, the first has what both are of."""
    found: dict[int, list[Shade]] = {}
    begun: set[str] = set()
    for (start, end), around in zip(unmarked, touching(unmarked, asides), strict=True):
        at = start
        for aside in around:
            first, at_last = max(aside.start, at), min(aside.end, end)
            if first < at_last and is_seen(text[first:at_last]):
                found.setdefault(start, []).append(Shade(first, at_last, aside, aside.id not in begun))
                begun.add(aside.id)
                at = at_last
    return found
