"""What is published: the SQLite file that a link leads to, or a schema of PostgreSQL."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from app.errors import StoreUnusable
from app.settings import Settings
from app.store.database import INGEST, PATIENCE
from app.store.editions import GRACE, LENT, Edition, Publication, Store
from app.store.reader import Reader
from app.store.sqlite import STORE_NAME, reason, verified

__all__ = ["GRACE", "LENT", "Edition", "Link", "Publication", "Store", "publication_of", "publish_in"]

_QUICK_PAGES, _LENT_PAGES = 256, 64
"""Mebibytes of pages that a reader keeps at most: the one that is asked first, and each of the others."""


def publication_of(settings: Settings) -> Publication:
    """Where these settings say that stores are published."""
    if settings.database is None:
        return Link(settings.store)
    from app.store.releases import Releases  # noqa: PLC0415  (nobody else has to wait until the driver is loaded)

    return Releases(settings.database)


def publish_in(database: str, store: Path, prove: Callable[[Reader], None]) -> str:
    """Publish a SQLite store in the database at this address, as `app.store.loading.publish` says."""
    from app.store.loading import publish  # noqa: PLC0415

    return publish(database, store, prove)


class Link:
    """Stores are files named by their SHA-256; one link names the current one."""

    def __init__(self, link: Path) -> None:
        self._link = link

    def current(self) -> Edition:
        """The link's target, and the link's own time: it is made anew by each publication. Raises `StoreUnusable`."""
        try:
            before = self._link.lstat()
            path = self._link.resolve(strict=True)
            after = self._link.lstat()
        except (OSError, RuntimeError) as error:  # a RuntimeError is a loop of links
            raise StoreUnusable(f"{self._link} cannot be read ({reason(error)}): {INGEST}") from error
        if (before.st_ino, before.st_mtime_ns) != (after.st_ino, after.st_mtime_ns):
            return self.current()  # it was renamed over between the two looks
        if not path.is_file():
            raise StoreUnusable(f"{self._link} cannot be read (it is no file): {INGEST}")
        if STORE_NAME.fullmatch(path.name) is None:
            raise StoreUnusable(f"{self._link} leads to {path.name}, which is no published store: {INGEST}")
        return Edition(path.name, after.st_mtime, after.st_mtime + GRACE)

    def open(self, edition: Edition) -> Store:
        """All readers at once, over the file hashed once: two publications later it has no name any more."""
        path = verified(self._link, edition.name)
        with ExitStack() as opened:
            quick = Reader.at(path, PATIENCE, _QUICK_PAGES)
            opened.callback(quick.close)
            readers = [quick]
            for _ in range(LENT):
                readers.append(Reader.at(path, PATIENCE, _LENT_PAGES))
                opened.callback(readers[-1].close)
            opened.pop_all()
            return Store(edition, quick, tuple(readers[1:]))

    def reader(self) -> Reader | None:
        """Of the file that the link leads to; None if there is no link."""
        if not self._link.is_symlink() and not self._link.exists():
            return None
        return Reader.open(self._link, patience=None)

    def close(self) -> None:
        """Nothing is kept open."""
