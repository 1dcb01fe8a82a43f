"""Reading files of the seeds folder: regular ones, of bounded size, and nothing that a link leads to."""

import os
import stat
from pathlib import Path

MAX_BYTES = 5_000_000


class NotReadable(Exception):
    """Why a file is not read, in words."""


def read_regular(path: Path) -> bytes:
    """The bytes of a regular file; raises `NotReadable` for links, pipes, folders and what is too large."""
    try:
        if path.is_symlink():
            raise NotReadable("it is a link; put the file itself there")
        # Without O_NONBLOCK a named pipe would hang the run.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            return _read(descriptor)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise NotReadable(error.strerror or str(error) if isinstance(error, OSError) else str(error)) from error


def _read(descriptor: int) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise NotReadable("it is not a regular file")
    if status.st_size > MAX_BYTES:
        raise NotReadable(f"it has {status.st_size} bytes, at most {MAX_BYTES} are read")
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        data = file.read(status.st_size + 1)
    if len(data) != status.st_size:
        raise NotReadable("it changes while it is read")
    return data
