"""Metadata: what a page states of itself, word by word, and nothing that it does not state.

This is read here and not by trafilatura and htmldate, which complete it: a day for a month, the host for a publisher,
`Iproup` for `iProUP`. What is quoted from a document must be what its publisher wrote.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_TITLE = ("og:title", "citation_title", "dc.title", "dcterms.title")
_PUBLISHER = ("citation_publisher", "dc.publisher", "dcterms.publisher", "publisher", "og:site_name")
_AUTHOR = ("citation_author", "author", "dc.creator", "dcterms.creator", "article:author")
_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "citation_publication_date",
    "dcterms.issued",
    "dc.date.issued",
)
_DATED = ("pubdate", "publishdate", "publish_date", "date", "dc.date", "dcterms.date", "citation_date")
_ARTICLES = ("article", "posting", "report")
_PAGES = ("page",)
"""How the types of schema.org end that are articles, and those that hold one."""
_DAY = re.compile(r"(\d{4})([-/])(\d{2})\2(\d{2})(?:[T ].*)?")
_LETTERS = {2: str.upper, 4: str.title}
"""How a region and a script are written in a language tag."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is stated of a document; None is not stated."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    """Several are separated by `; `."""
    published: str | None = None
    """The day in ISO 8601, as it is written: in the time zone of the publisher."""
    language: str | None = None
    """A BCP 47 tag."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """The metadata of a page: `meta` elements by their name, and the nodes of its linked data (JSON-LD)."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    nodes: list[dict[str, object]] = field(default_factory=list)

    def meta(self, names: Iterable[str]) -> list[str]:
        """The contents of the first of these names that has any."""
        return next((self.metas[name] for name in names if name in self.metas), [])

    def node(self, types: tuple[str, ...], key: str) -> list[object]:
        """What the nodes of these types say under this key."""
        found = (each.get(key) for each in self.nodes if _type(each).endswith(types))
        return [value for value in found if value]


def read_metadata(tree: "HtmlElement") -> Metadata:
    """What a parsed page states of itself."""
    stated = _stated(tree)
    return Metadata(_title(tree, stated), _publisher(stated), _author(stated), _published(stated), _language(tree))


def language_tag(text: str | None) -> str | None:
    """A BCP 47 tag in its usual letters (`es-SV`); None for no tag, or for several."""
    tag = (text or "").strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        return None
    first, *rest = tag.lower().split("-")
    return "-".join([first, *(_LETTERS.get(len(each), str)(each) for each in rest)])


def one_line(text: object) -> str | None:
    """A text without line breaks, control characters and what HTML escapes in it; None if nothing is left."""
    if not isinstance(text, str):
        return None
    kept = (char for char in unescape(text) if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs"))
    return " ".join("".join(kept).split()) or None


def _stated(tree: "HtmlElement") -> _Stated:
    stated = _Stated()
    for element in tree.iter("meta", "time"):
        content = one_line(element.get("content") or element.get("datetime"))
        for attribute in ("property", "name", "itemprop"):
            if content and (name := element.get(attribute)):
                stated.metas.setdefault(name.lower(), []).append(content)
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            stated.nodes.extend(_parsed(script.text or ""))
    return stated


def _parsed(text: str) -> list[dict[str, object]]:
    """The nodes of linked data; none if it does not parse, or nests so deep that reading it would fail."""
    try:
        return list(_nodes(json.loads(text, strict=False)))
    except (ValueError, RecursionError):
        return []


def _nodes(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, list):
        for each in value:
            yield from _nodes(each)
    elif isinstance(value, dict):
        yield value
        yield from _nodes(value.get("@graph"))


def _type(node: dict[str, object]) -> str:
    kinds = node.get("@type")
    kind = kinds[0] if isinstance(kinds, list) and kinds else kinds
    return kind.lower() if isinstance(kind, str) else ""


def _title(tree: "HtmlElement", stated: _Stated) -> str | None:
    headlines = tree.findall(".//h1")
    shown = [headlines[0].text_content()] if len(headlines) == 1 else []
    said: list[object] = [*stated.meta(_TITLE), *stated.node(_ARTICLES, "headline"), *shown, tree.findtext(".//title")]
    return next(filter(None, map(one_line, said)), None)


def _publisher(stated: _Stated) -> str | None:
    said = [name for each in stated.node(_ARTICLES + _PAGES, "publisher") for name in _names(each, stated.nodes)]
    return next((each for each in [*said, *stated.meta(_PUBLISHER)] if not each.startswith("http")), None)


def _author(stated: _Stated) -> str | None:
    said = [name for each in stated.node(_ARTICLES, "author") for name in _names(each, stated.nodes)]
    names = [each for each in said or stated.meta(_AUTHOR) if not each.startswith("http")]
    return "; ".join(dict.fromkeys(names)) or None


def _names(value: object, nodes: list[dict[str, object]]) -> Iterator[str]:
    """The names in linked data: of a text, of a node, of a node that stands elsewhere under its `@id`, of several."""
    if isinstance(value, list):
        for each in value:
            yield from _names(each, nodes)
        return
    if isinstance(value, dict):
        known = value.get("@id")
        there = next((each for each in nodes if known and each.get("@id") == known and "name" in each), value)
        value = value.get("name", there.get("name"))
    if (name := one_line(value)) is not None:
        yield name


def _published(stated: _Stated) -> str | None:
    """The day of publication, from the most explicit statement that gives a day; None if it gives two of them."""
    for said in (
        stated.meta(_PUBLISHED[:1]),
        stated.node(_ARTICLES, "datePublished"),
        stated.meta(_PUBLISHED[1:]),
        stated.node(_PAGES, "datePublished"),
        stated.meta(_DATED),
    ):
        days = set(filter(None, map(_day, said)))
        if days:
            return days.pop() if len(days) == 1 else None
    return None


def _day(text: object) -> str | None:
    """The day that a date or time in ISO 8601 begins with, as it is written; None for a month or a year alone."""
    found = _DAY.fullmatch((one_line(text) or "").strip())
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[3]), int(found[4])).isoformat()
    except ValueError:
        return None


def _language(tree: "HtmlElement") -> str | None:
    said = [tree.get("lang"), tree.get("xml:lang")]
    said += [
        meta.get("content")
        for meta in tree.iter("meta")
        if (meta.get("http-equiv") or "").lower() == "content-language"
    ]
    return next(filter(None, map(language_tag, said)), None)
