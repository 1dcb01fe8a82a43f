"""Conditional and range requests (RFC 9110, 13 and 14): what their header fields ask for."""

import re
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache

from app.errors import RangeNotSatisfiable

Headers = dict[bytes, bytes]
NAMES = frozenset({b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since", b"range", b"if-range"})
_RANGE = re.compile(rb"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True)
class Validators:
    """What a client can compare its copy by: a strong entity tag, and a time in whole seconds since 1970."""

    etag: bytes
    modified: int

    @property
    def last_modified(self) -> bytes:
        return _http_date(self.modified)


@lru_cache(maxsize=8)
def _http_date(seconds: int) -> bytes:
    return formatdate(seconds, usegmt=True).encode()


def names(tags: bytes, validators: Validators) -> bool:
    """Whether a list of entity tags has this one."""
    return validators.etag in [tag.strip() for tag in tags.split(b",")]


def has_failed(asked: Headers, validators: Validators) -> bool:
    """Whether the client goes on only from a copy that is not this one, so that 412 answers it."""
    if (tags := asked.get(b"if-match")) is not None:
        return not names(tags, validators) and tags.strip() != b"*"
    since = _seconds(asked.get(b"if-unmodified-since"))
    return since is not None and validators.modified > since


def is_unchanged(asked: Headers, validators: Validators | None) -> bool:
    """Whether the client's copy is still good, so that 304 answers it."""
    if validators is None:
        return False
    tags = asked.get(b"if-none-match")
    if tags == validators.etag:  # what browsers and caches send
        return True
    if tags is not None:
        return names(tags.replace(b"W/", b""), validators) or tags.strip() == b"*"
    since = _seconds(asked.get(b"if-modified-since"))
    return since is not None and validators.modified <= since


def _seconds(date: bytes | None) -> float | None:
    """An HTTP date; what is none is not looked at."""
    if date is None:
        return None
    try:
        return parsedate_to_datetime(date.decode("latin-1")).timestamp()
    except (ValueError, OverflowError):
        return None


def wants_range(asked: Headers, validators: Validators) -> bool:
    """Whether a part is asked for, and of this very representation. More than one part at once is not served."""
    if _RANGE.fullmatch(asked.get(b"range", b"").strip()) is None:
        return False
    condition = asked.get(b"if-range", validators.etag).strip()
    return condition in (validators.etag, validators.last_modified)


def span(asked: Headers, length: int) -> tuple[int, int]:
    """First byte and byte after the last of the wanted range. Raises `RangeNotSatisfiable`."""
    found = _RANGE.fullmatch(asked[b"range"].strip())
    first, last = found.groups() if found else (b"", b"")
    if first:
        start, end = int(first), int(last) + 1 if last else length
    else:
        start, end = length - int(last or 0), length
    start, end = max(start, 0), min(end, length)
    if not (first or last) or start >= end:
        raise RangeNotSatisfiable(length)
    return start, end
