"""Names: whom a document names. Known ones by exact alias; others as candidates with a kind, near names as a hint.

Nothing here links: a candidate becomes an entity when a curator writes it into `entities.toml`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.errors import nearest
from app.ingest.anchor import Span, everywhere, mentions
from app.ingest.dictionary import Dictionary, Entity
from app.ingest.documents import Document
from app.ingest.drafts.candidates import candidates, masthead
from app.model.folding import fold
from app.model.wording.locales import Locale

_MOST = 400
"""Candidates of one document; a page of tags and links has more."""
_LONG = 5
"""Characters of a name that may be a part of another one by more than chance."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a document: the entity that it links to, or a candidate's kind and the nearest known name."""

    name: str
    kind: str
    at: tuple[Span, ...]
    entity: str | None
    near: str | None


def names(document: Document, dictionary: Dictionary, locale: Locale) -> list[Named]:
    """Everybody whom the document names, in the order of first mention.

    A known name inside a longer one links to nobody: `Electrica Nacional del Este` may be another company.
    """
    known = list(_known(document, dictionary))
    aliases = {fold(name): entity.id for entity in dictionary.entities.values() for name in entity.names}
    found, kinds = _found(document, locale, aliases, _Spans(span for named in known for span in named.at))
    kept = _whole(found, kinds)[:_MOST]
    longer = _Spans(span for name in kept for span in found[name])
    linked = [each for named in known if (each := _outside(named, longer)) is not None]
    others = [Named(name, kinds[name], tuple(found[name]), None, _near(name, aliases)) for name in kept]
    return sorted([*linked, *others], key=lambda named: named.at[0].start)


class _Spans:
    """Spans to ask whether they hold another one."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans, key=lambda span: (span.start, span.end))
        self.starts = [span.start for span in ordered]
        self.ends: list[int] = []
        for span in ordered:
            self.ends.append(max(span.end, self.ends[-1] if self.ends else 0))

    def hold(self, span: Span) -> bool:
        at = bisect_right(self.starts, span.start)
        return at > 0 and self.ends[at - 1] >= span.end


def _found(
    document: Document, locale: Locale, aliases: Mapping[str, str], known: _Spans
) -> tuple[dict[str, list[Span]], dict[str, str]]:
    """Where each candidate stands, and its kind where it is first told."""
    found: dict[str, list[Span]] = {}
    kinds: dict[str, str] = {}
    head = masthead(document)
    listed = [(document.folded.text[head.start : head.end], head, "organisation")] if head else []
    for name, span, kind in [*listed, *candidates(document, locale)]:
        inside = head is not None and span in head and span != head
        if name not in aliases and not inside and not known.hold(span):
            found.setdefault(name, []).append(span)
            kinds.setdefault(name, kind)
    return {name: at for name, at in found.items() if _is_likely(name, at, document)}, kinds


def _near(name: str, aliases: Mapping[str, str]) -> str | None:
    """The entity with the nearest name: as a hint to look, never as a link."""
    inside = next((alias for alias in aliases if len(alias) > _LONG and (alias in name or name in alias)), None)
    return aliases.get(nearest(name, aliases) or inside or "")


def _outside(named: Named, longer: _Spans) -> Named | None:
    """A known actor without the mentions that are a part of somebody else's name; states are named there, too."""
    at = tuple(span for span in named.at if named.kind == "state" or not longer.hold(span))
    return replace(named, at=at) if at else None


def _is_likely(name: str, at: Sequence[Span], document: Document) -> bool:
    """An acronym once, or one that stands for the name before it in parentheses, is no candidate of its own."""
    text = document.prose
    if not re.fullmatch(r"[A-Z][A-Z&.]{1,6}", name):
        return True
    explained = any(span.start and text[span.start - 1] in '(“"' for span in at)
    return len(at) > 1 and not explained


def _known(document: Document, dictionary: Dictionary) -> Iterator[Named]:
    whole = everywhere(document)
    for entity in dictionary.entities.values():
        longer = _Spans(span for name in dictionary.longer_names(entity) for span in mentions(document, name, whole))
        at = [span for name in entity.names for span in mentions(document, name, whole)]
        at = sorted((span for span in at if not longer.hold(span)), key=lambda span: span.start)
        if at:
            yield Named(_longest(entity, at, document), entity.kind, tuple(at), entity.id, None)


def _longest(entity: Entity, at: Sequence[Span], document: Document) -> str:
    """The longest of its names that stands there; as the dictionary lists it."""
    said = max((document.folded.text[span.start : span.end] for span in at), key=len)
    return next((name for name in entity.names if fold(name) == said), said)


def _whole(found: Mapping[str, Sequence[Span]], kinds: Mapping[str, str]) -> list[str]:
    """Without those that are a part of another one's name: `Benegas` beside `Rodrigo Benegas`."""
    parts: set[str] = set()
    for name in found:
        tokens = name.split()[:12]
        pieces = (
            " ".join(tokens[first:last]) for first in range(len(tokens)) for last in range(first + 1, len(tokens) + 1)
        )
        parts |= {piece for piece in pieces if piece != name}
    return [name for name in found if kinds[name] == "state" or name not in parts]
