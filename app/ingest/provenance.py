"""Provenance: how a document came here, as `[document.capture]` in its claims file records it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from app.ingest.tables import BadKey, Table

MAX_ADDRESS = 2000
"""Characters of an address at most."""
_PRINTED = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document was taken from, when (ISO 8601, UTC, to the second), and what made the text out of the page.

    None where nobody recorded it. Nothing here is claimed by the document, so no passage proves it.
    """

    address: str | None = None
    retrieved: str | None = None
    extractor: str | None = None


UNRECORDED = Provenance()


def read_provenance(table: Table) -> Provenance:
    """The `[document.capture]` of a `[document]` table; `UNRECORDED` if it has none. Raises `BadKey`."""
    inner = table.inner("capture")
    if inner is None:
        if "capture" in table.data:
            raise BadKey("capture must be a table, [document.capture]")
        return UNRECORDED
    inner.allow("address", "retrieved", "extractor")
    return Provenance(
        _address(inner) if "address" in inner.data else None,
        _moment(inner) if "retrieved" in inner.data else None,
        inner.title("extractor") if "extractor" in inner.data else None,
    )


def _address(table: Table) -> str:
    """An absolute http(s) address that anybody may follow: it is served."""
    address = table.text("address")
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and _PRINTED.fullmatch(address)
    except ValueError:
        whole = False
    if not whole or len(address) > MAX_ADDRESS:
        raise BadKey(
            f"address = «{address[:100]}» is no whole http or https address, in ASCII, "
            f"of at most {MAX_ADDRESS} characters"
        )
    if "@" in parts.netloc:
        raise BadKey("address names a user, and would be served to everybody: leave user and password out")
    return address


def _moment(table: Table) -> str:
    """A moment with its offset, as UTC; TOML's own date-times may stand there too."""
    given = table.data["retrieved"]
    try:
        moment = given if isinstance(given, datetime) else datetime.fromisoformat(table.text("retrieved"))
        if moment.tzinfo is not None:
            return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    except (ValueError, OverflowError):
        pass
    raise BadKey('retrieved in [document.capture] must be a moment with its offset, such as "2030-04-02T08:15:00Z"')
