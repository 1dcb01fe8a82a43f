"""Representations: they stay as they are until their version is raised, and follow from the claims alone."""

import hashlib
from contextlib import closing

from app.ingest.job import Ingested
from app.model.holdings import RENDERING
from app.model.records import RECORD_TYPES
from app.render.representations import represent
from app.store.reader import Reader
from tests.workshop import Workshop

SEEN = (3, "09c02a60cf38093d95b59498cbea969f5dd74390cbdd5c7e8b7fd9a163ccc34a")
"""The version of the representations, and the SHA-256 of those of the invented document."""


def test_other_bytes_need_another_version(workshop: Workshop) -> None:
    """When a representation changes, raise `RENDERING`: stores with the old ones are then refused. Then mend this."""
    looks = represent(workshop.ingest().holdings)
    total = hashlib.sha256()
    for name, rendered in looks.rendered.items():
        for each in rendered:
            total.update(b"\0".join([name.encode(), each.record.encode(), *each.bodies.values()]))
    for found in looks.findable:
        total.update(found.body)
    assert (RENDERING, total.hexdigest()) == SEEN


def test_what_is_stored_is_what_was_made(published: Ingested) -> None:
    looks = represent(published.holdings)
    with closing(Reader.at(published.store)) as reader:
        for record_type in RECORD_TYPES:
            assert reader.renderings(record_type) == looks.rendered[record_type.name]
        assert reader.timelines() == looks.timelines


def test_every_sentence_and_every_record_can_be_found(published: Ingested) -> None:
    looks = represent(published.holdings)
    records = [each for each in looks.findable if each.record_type]
    assert len(records) == sum(len(rows) for rows in published.holdings.records.values())
    sentences = sum(count.sentences for count in published.holdings.coverage)
    assert len(looks.findable) - len(records) == sentences
