"""The proof: whatever is changed in a built store, it is found."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.ingest.dictionary import read_dictionary
from app.ingest.findings import Findings
from app.ingest.job import Ingested
from app.ingest.prove import prove
from app.ingest.tables import read_toml
from app.settings import ROOT
from app.store.reader import Reader

SEEDS = ROOT / "seeds"
DICTIONARY = read_dictionary(read_toml(SEEDS, "entities.toml"), read_toml(SEEDS, "vocabularies.toml"), Findings())
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
    "UPDATE reserve_snapshots_rendered SET plain = replace(plain, '6240', '6241')": "in another form than its claims",
    "UPDATE reserve_snapshots_points SET point_csv = replace(point_csv, '6240', '6241')": "in another form",
    "UPDATE policies_cited SET evidence = replace(evidence, 'single-source', 'agreed')": "in another form",
    "UPDATE actors_cited SET passages = replace(passages, 'Bukele', 'Bukela')": "in another form",
    "UPDATE actors_rendered SET number = -number": "in another form than its claims",
    "UPDATE timelines SET snapshots = 5": "not those of the snapshots",
    "UPDATE search_items SET body = replace(body, 'Forging', 'forging')": "does not read so",
    "UPDATE checks SET statement = 'fine'": "digest",
}


def _copy(published: Ingested, folder: Path, sql: str) -> Path:
    path = folder / "changed.db"
    path.write_bytes(published.store.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(sql).rowcount > 0
        connection.commit()
    return path


def test_the_published_store_is_proved(reader: Reader) -> None:
    assert prove(reader, DICTIONARY) == []


@pytest.mark.parametrize("sql", TAMPERING)
def test_every_change_is_found(published: Ingested, tmp_path: Path, sql: str) -> None:
    path = _copy(published, tmp_path, sql)
    with closing(Reader.at(path)) as changed:
        faults = prove(changed, DICTIONARY)
    assert any(TAMPERING[sql] in fault for fault in faults), faults
