"""Verification: a store proves itself once more, from its own file alone; no seeds, no network, nothing written."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from app.errors import StoreUnusable
from app.ingest.prove import prove
from app.settings import Settings
from app.store.database import INGEST
from app.store.published import publication_of
from app.store.reader import Reader
from app.store.sqlite import STORE_NAME, hash_of


def verify(store: Path) -> list[str]:
    """Every fault, in words, of the published store that a link names, or of any file; empty if it proves itself.

    What is no store is a fault, too: nothing is raised.
    """
    try:
        path = store.resolve(strict=True)
        if not path.is_file():
            return [f"{store} is no file"]
        faults = list(_name_faults(store, path))
    except (OSError, RuntimeError) as error:  # a RuntimeError is a loop of links
        reason = error.strerror if isinstance(error, OSError) else "its links lead round in a circle"
        return [f"{store} cannot be read ({reason})"]
    try:
        with closing(Reader.at(path)) as reader:
            return [*faults, *prove(reader)]
    except StoreUnusable as error:
        return [*faults, str(error)]


def verify_published(settings: Settings) -> tuple[str, list[str]]:
    """What is published, as it is called, and every fault of it. Raises nothing either."""
    if settings.database is None:
        return str(settings.store), verify(settings.store)
    try:
        with closing(publication_of(settings)) as publication:
            reader = publication.reader()
    except StoreUnusable as error:
        return "DATABASE_URL", [str(error)]
    if reader is None:
        return "DATABASE_URL", [f"nothing is published there: {INGEST}"]
    with closing(reader):
        return reader.name, prove(reader)


def _name_faults(store: Path, path: Path) -> Iterator[str]:
    """What is published is named by its bytes; a copy may be called as anybody likes."""
    named = STORE_NAME.fullmatch(path.name)
    if named is None and store.is_symlink():
        yield f"{store} leads to {path.name}, which has not the name of a published store"
    if named is not None and named[1] != (actual := hash_of(path)):
        yield f"{path.name} is not what its name promises: its bytes have SHA-256 {actual}"
