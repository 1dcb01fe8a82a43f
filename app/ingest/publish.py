"""Publication: a proved store takes the place of the old one, atomically, or not at all.

Stores are named by the SHA-256 of their bytes and never changed. One symbolic link names the current one;
renaming a new link over it is the whole switch (POSIX rename is atomic). The store before is kept.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import ChanceryError
from app.store.connection import STORE_NAME


class AnotherIngestion(ChanceryError):
    """Two ingestions may not publish to one place at once."""


class NotALink(ChanceryError):
    """What lies where the link to the store should be must not be overwritten."""


@contextmanager
def workspace(link: Path) -> Iterator[Path]:
    """A path to build a new store at, beside the published ones; whatever is left there is removed at the end.

    Holds a lock for the time being, so that a second ingestion is refused by name instead of mixing in.
    """
    if link.exists() and not link.is_symlink():
        raise NotALink(f"{link} is no link to a store but something else, and is left alone: set CHANCERY_STORE")
    link.parent.mkdir(parents=True, exist_ok=True)
    with (link.parent / ".ingest.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherIngestion(
                f"another ingestion is at work in {link.parent}: wait for it, then run again"
            ) from error
        candidate = link.parent / ".candidate.db"
        _remove(candidate)
        try:
            yield candidate
        finally:
            _remove(candidate)


def _remove(candidate: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        candidate.with_name(candidate.name + suffix).unlink(missing_ok=True)


def name_by_content(candidate: Path) -> Path:
    """Give a finished store its name, durably: fsync of the file before the rename, of the folder after it."""
    _sync(candidate)
    with candidate.open("rb") as file:
        named = candidate.with_name(f"chancery-{hashlib.file_digest(file, 'sha256').hexdigest()}.db")
    candidate.chmod(0o444)
    candidate.rename(named)
    _sync(named.parent)
    return named


def switch(link: Path, store: Path) -> None:
    """Make the link name this store; then remove older ones, but not the one it named before."""
    before = link.readlink().name if link.is_symlink() else None
    if before == store.name:
        return
    fresh = link.with_name(f"{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(store.name)
    fresh.rename(link)
    _sync(link.parent)
    for path in link.parent.iterdir():
        if STORE_NAME.fullmatch(path.name) and path.name not in (before, store.name):
            path.unlink()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
