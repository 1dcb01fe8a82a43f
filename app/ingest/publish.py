"""Publication: a proved store takes the place of the old one, atomically, or not at all.

Stores are named by the SHA-256 of their bytes and never changed. One symbolic link names the current one;
renaming a new link over it is the whole switch (POSIX rename is atomic). The store before is kept.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import AnotherIngestion, ChanceryError, StoreNotWritten
from app.store.sqlite import STORE_NAME, hash_of


class NotALink(ChanceryError):
    """What lies where the link to the store should be must not be overwritten."""


class NotTidied(ChanceryError):
    """The new store is published, but may not outlast a power cut, or litter is left beside it."""


@contextmanager
def workspace(link: Path) -> Iterator[Path]:
    """A path to build a new store at, beside the published ones; whatever is left there is removed at the end.

    Holds a lock for the time being, so that a second ingestion is refused by name instead of mixing in.
    """
    with _told(link):
        if link.exists() and not link.is_symlink():
            raise NotALink(f"{link} is no link to a store but something else, and is left alone: set CHANCERY_STORE")
        link.parent.mkdir(parents=True, exist_ok=True)
        with _locked(link.parent):
            candidate = link.parent / ".candidate.db"
            _remove(candidate)
            try:
                yield candidate
            finally:
                _remove(candidate)


@contextmanager
def _told(link: Path) -> Iterator[None]:
    """What the system refuses is told with place and remedy, and whether the new store is published all the same."""
    before = _named(link)
    try:
        yield
    except (OSError, KeyboardInterrupt) as error:
        folder, published = link.parent, _named(link) not in (before, None)
        if isinstance(error, KeyboardInterrupt):
            if not published:
                raise
            raise NotTidied("it was interrupted, but the new store is published; ingest again to tidy up") from error
        remedy = f"See that {folder} is there, has room and may be written, then ingest again"
        what = f"{error.filename or folder}: {error.strerror or error}"
        if published:
            raise NotTidied(f"{what}; yet the new store is published. {remedy}") from error
        raise StoreNotWritten(f"{what}; nothing was published. {remedy}") from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / ".ingest.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherIngestion(f"another ingestion is at work in {folder}: wait for it, then run again") from error
        yield


def _remove(candidate: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        candidate.with_name(candidate.name + suffix).unlink(missing_ok=True)


def name_by_content(candidate: Path) -> Path:
    """Give a finished store its name, durably: fsync of the file before the rename, of the folder after it."""
    candidate.chmod(0o444)
    _sync(candidate)
    named = candidate.with_name(f"chancery-{hash_of(candidate)}.db")
    candidate.rename(named)
    _sync(named.parent)
    return named


def switch(link: Path, store: Path) -> None:
    """Make the link name this store; then remove all others but the one that was published before it."""
    before = _named(link)
    fresh = link.with_name(f"{link.name}.new")
    fresh.unlink(missing_ok=True)
    if before != store.name:
        fresh.symlink_to(store.name)
        fresh.rename(link)
        _sync(link.parent)
    else:
        before = _before(link)
    for path in _stores(link.parent):
        if path.name not in (before, store.name):
            path.unlink()


def _named(link: Path) -> str | None:
    return link.readlink().name if link.is_symlink() else None


def _before(link: Path) -> str | None:
    """The newest other store that is not younger than the link: those that a killed run left were never published."""
    published, name = link.lstat().st_mtime_ns, _named(link)
    made = {path.name: path.stat().st_mtime_ns for path in _stores(link.parent) if path.name != name}
    return max((each for each in made if made[each] <= published), key=made.__getitem__, default=None)


def _stores(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if STORE_NAME.fullmatch(path.name)]


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
