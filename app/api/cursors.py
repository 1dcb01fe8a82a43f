"""Cursors: opaque places in a list, good for that list with those filters in that order only."""

import base64
import binascii
import hashlib
from functools import lru_cache

from app.api.parameters import CURSOR, LIMIT, VIEW, Given
from app.api.queries import canonical
from app.errors import BadValue

_PLACE = frozenset({LIMIT.name, CURSOR.name, VIEW.name, "fields"})
"""What a list may be asked for differently from page to page."""


def _fingerprint(path: str, given: Given) -> str:
    return _hashed(path, canonical({name: value for name, value in given.items() if name not in _PLACE}))


@lru_cache(maxsize=1000)
def _hashed(path: str, same: str) -> str:
    return hashlib.sha256(f"{path}?{same}".encode()).hexdigest()[:10]


def cursor_of(path: str, given: Given, place: str) -> str:
    """The opaque cursor that continues this list after this place."""
    return base64.urlsafe_b64encode(f"{_fingerprint(path, given)} {place}".encode()).decode().rstrip("=")


def place(path: str, given: Given) -> str | None:
    """The place that a cursor continues after; None without a cursor."""
    cursor = given.get(CURSOR.name)
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        fingerprint, _, after = base64.b64decode(padded, altchars=b"-_", validate=True).decode().partition(" ")
    except (binascii.Error, ValueError):
        fingerprint, after = "", ""
    if fingerprint != _fingerprint(path, given) or not after:
        raise stale()
    return after


def stale() -> BadValue:
    """The refusal of a cursor that leads nowhere."""
    return BadValue(
        "«cursor» is not one that this list, with these filters and this order, gave out; follow `page.next`.",
        parameter=CURSOR.name,
    )
