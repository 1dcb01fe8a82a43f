"""Capture: a page of the web as a document of this store, with a head in which it says what it is.

The same page makes the same bytes, whoever captures it and whenever: the moment of the capture is told beside the text.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from urllib.parse import urlsplit

import httpx

from app.ingest.charsets import decode
from app.ingest.download import DEFAULTS, Limits, TooLarge, download
from app.ingest.files import MAX_BYTES
from app.ingest.metadata import Metadata, language_tag
from app.ingest.pages import EmptyPage, Page, read_page

_HTML = ("text/html", "application/xhtml+xml")
_SLUG = 60
"""Characters of a title in a file's name at most."""


def utc_now() -> datetime:
    """The moment, by this machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Captured:
    """A document made of what an address served. None is what the page does not state of itself."""

    text: str
    """The document: `Title: …`, `Publisher: …`, `Published: …` and `Address: …`, if known; an empty line; the body."""
    address: str
    """Where it was served after all redirects, without a fragment."""
    title: str | None
    publisher: str | None
    author: str | None
    published: str | None
    """The day that the page's metadata gives, in ISO 8601."""
    language: str | None
    """A BCP 47 tag."""
    retrieved: str
    """When it was read: ISO 8601, UTC, to the second."""
    extractor: str
    """What made the text out of the page, with its version, or `none`."""
    media_type: str
    sha256: str
    """Of the text's bytes in UTF-8."""


def capture(
    url: str,
    limits: Limits = DEFAULTS,
    client: httpx.Client | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Captured:
    """Make a document of what an address serves; raises a `CurationError` whose code begins with `fetch-`."""
    got = download(url, limits, client)
    retrieved = clock().astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    markup = got.media_type in _HTML
    content = _unix(decode(got.data, got.charset, markup=markup))
    page = read_page(content, limits.least_characters) if markup else _plain(content)
    text = f"{_head(page.metadata, got.address)}\n\n{page.body}\n"
    data = text.encode()
    if len(data) > MAX_BYTES:
        raise TooLarge(f"the text of «{got.address}» has {len(data)} bytes, a document has at most {MAX_BYTES}")
    return Captured(
        text=text,
        address=got.address,
        title=page.metadata.title,
        publisher=page.metadata.publisher,
        author=page.metadata.author,
        published=page.metadata.published,
        language=page.metadata.language or language_tag(got.language),
        retrieved=retrieved,
        extractor=f"trafilatura {version('trafilatura')}" if markup else "none",
        media_type=got.media_type,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def file_name(captured: Captured) -> str:
    """A name for the document's file, in letters that every system knows: of its title or its host, and of its hash."""
    host = urlsplit(captured.address).hostname or ""
    slug = _slug(captured.title or "") or _slug(host.removeprefix("www.")) or "document"
    return f"{slug}_{captured.sha256[:8]}.txt"


def _plain(text: str) -> Page:
    if not text.strip():
        raise EmptyPage("the text is empty")
    return Page(text.strip("\n"), Metadata())


def _head(stated: Metadata, address: str) -> str:
    lines = {"Title": stated.title, "Publisher": stated.publisher, "Published": stated.published, "Address": address}
    return "\n".join(f"{name}: {said}" for name, said in lines.items() if said)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"['`]", "", plain)
    slug = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    return slug if len(slug) <= _SLUG else slug[:_SLUG].rpartition("-")[0] or slug[:_SLUG]
