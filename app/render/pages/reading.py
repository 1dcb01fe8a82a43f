"""The reader's page: a document exactly as it was captured, with its cited passages marked.

A passage is a `mark` with the id of its citation, so that the citation's address lands on it. Passages that lie within
each other are nested; one that crosses another, or a line, is in pieces: the first has the id, the others its class.
Every piece of marked text is a link to the note of the narrowest passage that it belongs to. What was set aside is such
a link too, to the note with the reason, but only where nothing is cited: there the marks are as if it were not there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.model.claims import Citation, Place, SetAside
from app.model.holdings import CoverageCount, Row
from app.model.passages import Span
from app.render import addresses
from app.render.pages.asides import Aside, Shade, Shades, shades
from app.render.pages.characters import escaped, is_seen
from app.render.pages.template import page
from app.render.words import interval, text_of

_HIT = 6
"""Characters from which on a text is surely wide enough to be pointed at: 24 pixels (WCAG 2.2, 2.5.8)."""
_NAMED = 4
"""Fields that a mark names itself; its note has all."""
_STANDING: Mapping[Place, str] = {
    "shown": "shown in",
    "corroborating": "agrees with what is shown in",
    "alternative": "stands beside what is shown in",
}


@dataclass(frozen=True, slots=True)
class Supported:
    """One claim that a passage supports: of which field of which record it is, and whether that shows it."""

    label: str
    href: str
    field: str
    words: str
    place: Place
    is_context: bool
    conflicts: tuple[tuple[str, str], ...]
    """Id and reason of the disagreements that it is part of."""

    @property
    def standing(self) -> str:
        """How the record takes it."""
        return "context of" if self.is_context else _STANDING[self.place]


@dataclass(frozen=True, slots=True)
class Note:
    """A passage with all that it supports."""

    citation: Citation
    supports: tuple[Supported, ...]

    @property
    def is_disputed(self) -> bool:
        return any(each.conflicts for each in self.supports)

    @property
    def names(self) -> str:
        """The fields that it supports, each with its record, and whether it is part of a disagreement."""
        fields = list(dict.fromkeys(f"{each.field} of {each.label}" for each in self.supports))
        more = [f"{len(fields) - _NAMED} more"] if len(fields) > _NAMED else []
        return "; ".join([*fields[:_NAMED], *more, *(["disputed"] if self.is_disputed else [])])


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a passage that crosses neither a line nor another passage."""

    start: int
    end: int
    note: Note
    is_first: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document, its end included, with the pieces of passages in it."""

    start: int
    end: int
    pieces: Sequence[Piece]

    @property
    def unmarked(self) -> Iterator[Span]:
        """The stretches outside of all pieces."""
        at = self.start
        for piece in self.pieces:
            if at < piece.start:
                yield at, piece.start
            at = max(at, piece.end)
        if at < self.end:
            yield at, self.end


def lines(text: str, notes: Sequence[Note]) -> list[Line]:
    """The lines of a document; `notes` are in the order in which their passages begin."""
    found: list[Line] = []
    start, waiting = 0, 0
    reaching: list[Note] = []
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        while waiting < len(notes) and notes[waiting].citation.start < end:
            reaching.append(notes[waiting])
            waiting += 1
        found.append(Line(start, end, nested(_within(note, start, end) for note in reaching)))
        reaching = [note for note in reaching if note.citation.end > end]
        start = end
    return found


def _within(note: Note, start: int, end: int) -> Piece:
    """What of a passage stands between these offsets."""
    first, last = max(note.citation.start, start), min(note.citation.end, end)
    return Piece(first, last, note, first == note.citation.start)


def nested(pieces: Iterable[Piece]) -> list[Piece]:
    """Pieces in the order in which they begin, the longest first, cut so that none crosses another."""
    waiting = sorted(pieces, key=lambda each: (-each.start, each.end))
    found: list[Piece] = []
    around: list[int] = []
    while waiting:
        piece = waiting.pop()
        while around and around[-1] <= piece.start:
            around.pop()
        if around and piece.end > around[-1]:
            rest = Piece(around[-1], piece.end, piece.note, is_first=False)
            piece = Piece(piece.start, around[-1], piece.note, piece.is_first)
            waiting.append(rest)
            waiting.sort(key=lambda each: (-each.start, each.end))
        around.append(piece.end)
        found.append(piece)
    return found


def document(text: str, cut: Iterable[Line], shaded: Shades) -> Markup:
    """The document's text, every character of it and no other, line by line, with its passages marked."""
    parts = (f'<div class="line" dir="auto">{_marked(text, line, shaded)}</div>' for line in cut)
    return Markup("".join(parts))  # noqa: S704  (all text in it was escaped)


def _marked(text: str, line: Line, shaded: Shades) -> str:
    """A line of the document as HTML."""
    parts: list[str] = []
    around: list[Piece] = []
    at = line.start
    for piece in (*line.pieces, None):
        until = line.end if piece is None else piece.start
        while around and around[-1].end <= until:
            inner = around.pop()
            parts += [_linked(text[at : inner.end], inner), "</mark>"]
            at = inner.end
        parts.append(_linked(text[at:until], around[-1]) if around else _plain(text, at, until, shaded.get(at, ())))
        at = until
        if piece is not None:
            parts.append(_open(piece))
            around.append(piece)
    return "".join(parts)


def _open(piece: Piece) -> str:
    citation = piece.note.citation.id
    named = f'id="{citation}" ' if piece.is_first else ""
    return f'<mark {named}class="{citation}{" disputed" if piece.note.is_disputed else ""}">'


def _linked(text: str, piece: Piece) -> str:
    """Marked text, which leads to its note."""
    if not is_seen(text):
        return escaped(text)
    return f'<a href="#note-{piece.note.citation.id}" title="{Markup.escape(piece.note.names)}">{escaped(text)}</a>'


def _plain(text: str, start: int, end: int, shaded: Iterable[Shade]) -> str:
    """Unmarked text, with what is set aside in it."""
    parts: list[str] = []
    at = start
    for shade in shaded if start < end else ():  # at an empty stretch, those of the next line begin as well
        parts += [escaped(text[at : shade.start]), _dotted(text[shade.start : shade.end], shade)]
        at = shade.end
    return "".join((*parts, escaped(text[at:end])))


def _dotted(text: str, shade: Shade) -> str:
    """A text that is set aside, which leads to its note if it is long enough to be hit."""
    tag, leads = ("a", f' href="#note-{shade.aside.id}"') if len(text) >= _HIT else ("span", "")
    named = f' id="{shade.aside.id}"' if shade.is_first else ""
    about = f'class="aside {shade.aside.id}" title="Set aside: {Markup.escape(shade.aside.why)}"'
    return f"<{tag}{named} {about}{leads}>{escaped(text)}</{tag}>"


def highlights(cut: Iterable[Line], shaded: Shades) -> str:
    """Rules that light up all pieces of a passage that is in pieces, when it is what an address leads to."""
    broken = {piece.note.citation.id for line in cut for piece in line.pieces if not piece.is_first}
    broken |= {shade.aside.id for found in shaded.values() for shade in found if not shade.is_first}
    rule = "#document:has(#{0}:target) .{0}{{background:var(--found);color:var(--ink)}}"
    return "".join(rule.format(each) for each in sorted(broken))


@dataclass(frozen=True, slots=True)
class Read:
    """A document as its page shows it: its record and text, its notes, what was set aside, and what that comes to."""

    source: Row
    text: str
    notes: Sequence[Note]
    set_aside: Sequence[SetAside]
    counts: CoverageCount


def read(shown: Read, *, origin: str) -> tuple[bytes, str]:
    """The whole page, and the style sheet of its own in it."""
    cut = lines(shown.text, shown.notes)
    asides = [Aside.of(each, shown.text) for each in shown.set_aside]
    shaded = shades(shown.text, [stretch for line in cut for stretch in line.unmarked], asides)
    own_style = highlights(cut, shaded)
    source = shown.source
    made = page(
        "reader.html",
        source=source,
        document=document(shown.text, cut, shaded),
        notes=shown.notes,
        asides=asides,
        seen={shade.aside.id for found in shaded.values() for shade in found},
        counts=shown.counts,
        coverage=addresses.of_coverage(str(source["id"])),
        own_style=Markup(own_style),  # noqa: S704  (made of ids)
        published=interval(text_of(source["published_start"]), text_of(source["published_end"])),
        origin=origin,
    )
    return made, own_style
