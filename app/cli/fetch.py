"""`fetch`: a page of the web as a document, with a draft of its claims file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app.cli import documents
from app.cli.propose import dictionary, write
from app.cli.terminal import AsJson, progress, say, say_json
from app.errors import ChanceryError
from app.ingest.capture import Captured, capture, file_name
from app.ingest.documents import Document
from app.ingest.drafts.draft import Draft, draft
from app.ingest.drafts.writing import toml
from app.settings import from_environment

Url = Annotated[str, typer.Argument(metavar="URL", help="The http or https address of an article.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a draft that is there.")]


class AnotherDocument(ChanceryError):
    """A file of the document's name that holds something else."""


def fetch(url: Url, *, force: Force = False, as_json: AsJson = False) -> int:
    """Capture a page as a document and draft its claims file.

    The article's text is stored in seeds/documents, with a head that has title, publisher, date and address as the page
    states them, so that they can be quoted from the document's own bytes. A draft, as `propose` makes it, is written
    to seeds/drafts; its [document.capture] has the address, the moment, and the extractor with its version.
    A page may have at most 5 redirects and is refused if it is too large, too slow, of another type than HTML or text,
    not decodable, or without an article.

    The exit status is 0 if there is a document and a draft, and 1 if not.

    With --json: `document` and `draft`, the paths; `address`, `title`, `publisher`, `author`, `published`, `language`,
    `retrieved`, `extractor`, `media_type`, `sha256`; `characters`.
    """
    settings = from_environment()
    with progress() as tell:
        tell(f"fetching {url}")
        captured = capture(url)
        tell(f"reading {captured.address}")
        document = Document(file_name(captured), captured.sha256, captured.text.encode(), captured.text)
        proposed = draft(document, dictionary(settings.seeds), captured.language)
    recorded = {name: getattr(captured, name) for name in ("address", "retrieved", "extractor")}
    text = toml(proposed, recorded)
    with _stored(settings.seeds / "documents" / document.source, document.data) as stored:
        written = write(proposed, text, None, settings.seeds, force=force)
    if as_json:
        say_json(_document(captured, stored, written))
    else:
        say("\n".join(_lines(captured, proposed, stored, written)))
    return 0


@contextmanager
def _stored(path: Path, data: bytes) -> Iterator[Path]:
    """Write the document; the same one may be there already, another one may not.

    Where what follows fails, a new one is removed again.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = _create(path, data)
    try:
        yield documents.shown(path)
    except BaseException:
        if new:
            path.unlink()
        raise


def _create(path: Path, data: bytes) -> bool:
    """Whether there was no such file."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError as error:
        if path.is_symlink() or path.read_bytes() != data:
            raise AnotherDocument(f"{path} is there already and holds something else: move it away first") from error
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    return True


def _document(captured: Captured, stored: Path, written: Path) -> dict[str, object]:
    names = (
        "address",
        "title",
        "publisher",
        "author",
        "published",
        "language",
        "retrieved",
        "extractor",
        "media_type",
        "sha256",
    )
    members = {name: getattr(captured, name) for name in names}
    return {"document": str(stored), "draft": str(written), **members, "characters": len(captured.text)}


def _lines(captured: Captured, proposed: Draft, stored: Path, written: Path) -> Iterator[str]:
    yield f"{stored}: {len(captured.text)} characters by {captured.extractor}"
    for name in ("title", "publisher", "published", "language"):
        yield f"  {name}: {getattr(captured, name) or 'the page does not say'}"
    yield f"{written}: {len(proposed.entries)} entries, {len(proposed.names)} names"
    yield "next: read every entry against the document and mend it; remove `review`; move the file into seeds/claims"
