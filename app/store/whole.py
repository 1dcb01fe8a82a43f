"""A whole store, as it was handed to the writer."""

from app.model.holdings import Holdings
from app.model.records import RECORD_TYPES, SOURCE
from app.store.reader import Reader


def holdings(reader: Reader) -> Holdings:
    """Everything that a store holds; what follows from it is left out."""
    documents = (reader.document(source) for source in reader.ids(SOURCE.table))
    return Holdings(
        documents=[document for document in documents if document is not None],
        records={record_type.name: reader.records(record_type) for record_type in RECORD_TYPES},
        citations=reader.citations_page(),
        claims=reader.claims_page(),
        evidence=[each for kind in RECORD_TYPES for each in reader.evidence(kind.name).values()],
        conflicts=reader.conflicts_page(),
        checks=reader.checks_page(),
        set_aside=reader.set_aside(),
        coverage=reader.coverage(),
        words=reader.words(),
    )
