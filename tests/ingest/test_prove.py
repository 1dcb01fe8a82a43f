"""The proof: whatever is changed in a built store, it is found."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.ingest.job import Ingested
from app.ingest.prove import prove
from app.model.records import RESERVE_SNAPSHOT
from app.store.reader import Reader
from tests.workshop import DOCUMENT, Workshop

AMOUNT = (
    "WHERE record_id = 'el-salvador-btc-2025-07-17' AND field = 'amount' AND value = '6240' AND qualifier = 'exact'"
)
# what is changed: the fault that must be named
TAMPERING = {
    "UPDATE reserve_snapshots SET amount = '6241' WHERE amount = '6240'": "its cells are not what its claim states",
    "UPDATE reserve_snapshots SET price_usd = '1', price_usd_low = '1', price_usd_high = '1', "
    "price_usd_qualifier = 'exact' WHERE amount = '6240'": "its cells are not what its claim states",
    "UPDATE actors SET mandate = '[]' WHERE mandate IS NOT NULL": "its cells are not what its claim states",
    f"UPDATE claims SET value = '6241' {AMOUNT}": "does not say 6241",
    f"UPDATE claims SET qualifier = 'approximately' {AMOUNT}": "does not say 6240",
    "UPDATE claims SET value = '2025-07-18' WHERE value = '2025-07-17' AND text = 'July 17, 2025'": "does not say",
    "UPDATE claims SET value = 'Chivo wallet' WHERE value = 'Chivo Wallet'": "does not say Chivo wallet",
    "UPDATE claims SET basis = 'verbatim' WHERE value = 'pakistan' AND basis = 'normalised'": "does not say pakistan",
    "UPDATE claims SET value = 'paused' WHERE value = 'planned'": "does not say paused",
    "UPDATE claims SET value = 'el-salvador' WHERE value = 'pakistan' AND basis = 'normalised'": "does not say el-salv",
    "UPDATE claims SET low = '2025-07-01' WHERE value = '2025-07-17' AND text = 'July 17, 2025'": "does not say 2025",
    "UPDATE claims SET text = 'July 4, 1776' WHERE text = 'July 17, 2025'": "does not say 2025-07-17",
    "UPDATE claims SET source_id = 'crypto-alliance' WHERE source_id <> 'crypto-alliance'": "another source",
    "UPDATE claims SET reason = 'because' WHERE reason IS NOT NULL": "what its id was made of",
    "UPDATE sources SET bytes = bytes + 1": "length on record",
    "UPDATE sources SET characters = 5": "length on record",
    "UPDATE claim_citations SET citation_id = (SELECT id FROM citations LIMIT 1) WHERE position = 0": "does not say",
    "UPDATE claims SET rule = NULL WHERE rule = 'named-before-the-quote'": "inferred by no rule",
    "DELETE FROM claim_citations": "no passage holds its value",
    "UPDATE citations SET start = start + 1": "does not read so",
    "UPDATE citations SET byte_end = byte_end + 1": "does not read so",
    "UPDATE citations SET exact = '6,241 BTC' WHERE exact LIKE '6,240_BTC'": "does not read so",
    "UPDATE citations SET prefix = 'x' || prefix": "does not read so",
    "UPDATE documents SET data = CAST(replace(CAST(data AS TEXT), '6,240', '6,241') AS BLOB)": "do not have the hash",
    "DELETE FROM documents": "its bytes are missing",
    "DELETE FROM evidence WHERE field = 'amount'": "its cells are not what its claim states",
    "UPDATE evidence_claims SET place = 'alternative' WHERE field = 'amount'": "cells are not what its claim states",
    "UPDATE evidence SET record_id = 'nowhere' WHERE field = 'price_usd'": "a record that does not exist",
    "UPDATE evidence_claims SET claim_id = (SELECT id FROM claims WHERE field = 'price_usd') "
    "WHERE field = 'amount'": "its cells are not what its claim states",
    "DELETE FROM actors WHERE id = 'nayib-bukele'": "evidence for a record that does not exist",
    "DELETE FROM actors WHERE id = 'pakistan'": "foreign key",
    "DELETE FROM evidence_claims WHERE place = 'corroborating'": "stands on no field",
    "UPDATE claims SET value = 'nobody' WHERE field = 'participants'": "names no actor",
    "UPDATE dataset SET digest = 'x'": "digest",
    "UPDATE reserve_snapshots_rendered SET plain = CAST(replace(plain, '6240', '6241') AS BLOB)": "another form",
    "UPDATE reserve_snapshots_points SET point_csv = CAST(replace(point_csv, '6240', '6241') AS BLOB)": "another form",
    "UPDATE policies_cited SET evidence = CAST(replace(evidence, 'single-source', 'agreed') AS BLOB)": "another form",
    "UPDATE actors_cited SET passages = CAST(replace(passages, 'Bukele', 'Bukela') AS BLOB)": "another form",
    "UPDATE actors_cited SET passages = CAST(passages AS TEXT)": "9 cells of actors_cited.passages are no blob",
    "UPDATE actors_rendered SET number = -number": "in another form than its claims",
    "UPDATE timelines SET snapshots = 5": "not those of the snapshots",
    "UPDATE search_items SET body = CAST(replace(body, 'Forging', 'forging') AS BLOB)": "missing in what it finds",
    "UPDATE search_items SET body = CAST(replace(body, '/v1/', '/v2/') AS BLOB) WHERE number = 1": "items [1] are none",
    "UPDATE search_items SET record_number = record_number + 1 WHERE record_type = 'event'": "missing in what it finds",
    "DELETE FROM search_items WHERE number = 7": "search: 1 records or passages are missing",
    "INSERT INTO search_items SELECT 9999, NULL, NULL, CAST('{}' AS BLOB)": "items [9999] are none",
    "INSERT INTO search_index(rowid, label, text) VALUES (3, '', 'nowhere')": "has «nowhere» for item 3, which nothing",
    "INSERT INTO search_index(search_index) VALUES ('delete-all')": "which is not in it",
    "DROP INDEX ix_claims_said": "schema: ix_claims_said is not what the migrations make",
    "CREATE VIEW more AS SELECT 1": "schema: more is not what the migrations make",
    "UPDATE checks SET statement = 'fine'": "digest",
    "UPDATE sources SET address = 'https://example.org'": "digest",
    "UPDATE words SET meaning = 'nayib-bukele' WHERE word = 'Pakistan'": "does not say pakistan",
    "DELETE FROM words WHERE scope = 'name' AND word = 'El Salvador'": "does not say el-salvador",
    "UPDATE words SET meaning = 'paused' WHERE word = 'plans to'": "does not say planned",
    "UPDATE words SET meaning = 'coins' WHERE scope = 'unit'": "does not say",
    "UPDATE words SET meaning = 'nobody' WHERE word = 'Chivo Wallet' AND scope = 'name'": "cannot mean «nobody»",
    "UPDATE words SET scope = 'policy.nothing' WHERE word = 'plans to'": "cannot mean «planned» as",
    "UPDATE words SET meaning = 'planet' WHERE scope = 'kind' AND word = 'pakistan'": "cannot mean «planet» as kind",
    "DELETE FROM words WHERE scope = 'kind' AND word = 'pakistan'": "«Pakistan» cannot mean «pakistan» as name",
    "UPDATE sources SET language = 'x-unheard'": "does not say",
    "UPDATE sources SET language = NULL": "its cells are not what its claim states",
    "UPDATE claims SET record_type = 'nothing' WHERE field = 'amount'": "cannot be read to the end (KeyError",
}


def _copy(published: Ingested, folder: Path, sql: str) -> Path:
    path = folder / "changed.db"
    path.write_bytes(published.store.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(sql).rowcount != 0
        connection.commit()
    return path


def test_the_published_store_is_proved(reader: Reader) -> None:
    assert prove(reader) == []


@pytest.mark.parametrize("sql", TAMPERING)
def test_every_change_is_found(published: Ingested, tmp_path: Path, sql: str) -> None:
    path = _copy(published, tmp_path, sql)
    with closing(Reader.at(path)) as changed:
        faults = prove(changed)
    assert any(TAMPERING[sql] in fault for fault in faults), faults


SPANISH = """Datos de prueba: la reserva de Ruritania

El 20 de marzo de 2030 el Estado de Ruritania tenía 1.300 BTC.
"""
ENTRIES = """
language  = {{value = "es-ES", why = "test", quote = "Datos de prueba"}}

[[actor]]
id    = "ruritania"
quote = "el Estado de Ruritania"
kind  = {{value = "state", why = "the text says so"}}
name  = "Ruritania"

[[reserve_snapshot]]
holder = "ruritania"
quote  = "El 20 de marzo de 2030 el Estado de Ruritania tenía 1.300 BTC"
date   = "El 20 de marzo de 2030"
amount = "1.300 BTC"
"""


def test_claims_are_derived_in_the_language_of_their_source(workshop: Workshop, tmp_path: Path) -> None:
    """1.300 is thirteen hundred in Spain; in an English document it would be something else, or nothing.

    The document's own date is read in it too, wherever in the file the language stands.
    """
    workshop.document(SPANISH)
    head = re.sub("published = .*", 'published = "20 de marzo de 2030"', DOCUMENT)
    workshop.claims(head=head + ENTRIES, instead=True)
    published = workshop.ingest()
    with closing(Reader.at(published.store)) as reader:
        assert prove(reader) == []
        assert [row["amount"] for row in reader.records(RESERVE_SNAPSHOT)] == ["1300"]
    with closing(Reader.at(_copy(published, tmp_path, "UPDATE sources SET language = 'en'"))) as changed:
        faults = prove(changed)
    assert any("«1.300 BTC» does not say 1300" in fault for fault in faults), faults
