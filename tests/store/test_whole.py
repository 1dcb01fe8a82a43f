"""A whole store: what is read out of it is what was handed to the writer."""

from app.ingest.job import Ingested
from app.model.holdings import Holdings
from app.model.records import RECORD_TYPES
from app.store.reader import Reader
from app.store.whole import holdings


def _parts(held: Holdings) -> dict[str, list[object]]:
    """Each part in an order of its own, for a store keeps none."""
    parts = {name: getattr(held, name) for name in Holdings.__dataclass_fields__ if name != "records"}
    sortable = {name: sorted(part, key=repr) for name, part in parts.items()}
    rows = [sorted((dict(row) for row in held.records[kind.name]), key=repr) for kind in RECORD_TYPES]
    return {**sortable, "records": list(rows)}


def test_what_was_written_is_what_is_read(published: Ingested, reader: Reader) -> None:
    assert _parts(holdings(reader)) == _parts(published.holdings)
    assert all(_parts(published.holdings).values())
