"""`ingest`, `verify` and `diff` with DATABASE_URL: what is published in the database proves itself, or says why not."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.cli import main
from app.ingest.job import Ingested
from app.settings import ROOT
from app.store.loading import publish
from app.store.releases import Releases
from tests.postgres import Postgres
from tests.workshop import SNAPSHOT, Workshop


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store."""
    return Workshop(tmp_path_factory.mktemp("built")).ingest().store


@pytest.fixture(scope="module")
def whole(database_server: Postgres, built: Path) -> Iterator[str]:
    """A database in which it is published, to be copied."""
    with database_server.database() as name:
        publish(database_server.url(name), built, lambda reader: None)
        yield name


@pytest.fixture
def database(database_server: Postgres, whole: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A copy of it, which DATABASE_URL names."""
    with database_server.database(like=whole) as name:
        monkeypatch.setenv("DATABASE_URL", database_server.url(name))
        yield name


@pytest.fixture
def schema(database_server: Postgres, database: str) -> str:
    with closing(Releases(database_server.url(database))) as releases:
        return releases.current().name


def verified(capsys: pytest.CaptureFixture[str]) -> tuple[int, str, list[str]]:
    status = main(["verify", "--json"])
    printed = capsys.readouterr()
    assert printed.err == ""
    document = json.loads(printed.out)
    assert document["proved"] == (not document["faults"]) == (status == 0)
    return status, document["store"], document["faults"]


def test_what_is_published(database: str, schema: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    assert capsys.readouterr().out == f"{schema}: proved\n"
    assert verified(capsys) == (0, schema, [])


def test_a_file_is_proved_beside_it(database: str, built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is named is what is proved."""
    assert main(["verify", str(built)]) == 0
    assert capsys.readouterr().out == f"{built}: proved\n"


def test_a_role_that_may_only_read_can_prove_it(
    database_server: Postgres,
    database: str,
    schema: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_server.url(database, database_server.role("reading")))
    assert verified(capsys) == (0, schema, [])


DAMAGES = {
    "a cell": ("UPDATE reserve_snapshots SET amount = '1301'", "amount: its cells are not what its claim states"),
    "a cell, and the digest": (
        "UPDATE reserve_snapshots SET amount = '1301'",
        "the digest of the rows is not the digest",
    ),
    "a representation": ("UPDATE actors_rendered SET plain = 'x'", "actor ruritania: it is stored in another form"),
    "a document": ("UPDATE documents SET data = data || 'x'", "its bytes do not have the hash on record"),
    "a passage": ("UPDATE citations SET exact = 'another'", "does not read so at"),
    "a row": ("DELETE FROM set_aside", "the digest of the rows is not the digest on record"),
    "a timeline": ("DELETE FROM timelines", "timelines: they are not those of the snapshots"),
    "what can be found": ("DELETE FROM search_items WHERE number = 1", "search: 1 records or passages are missing"),
    "a term": ("INSERT INTO search_index VALUES ('more', 2)", "the full text of item 2 is not that"),
    "a term less": ("DELETE FROM search_index WHERE rowid = 1", "the full text of item 1 is not that"),
    "an order of terms": (
        "UPDATE search_texts SET terms = ' x ' WHERE rowid = 2",
        "the full text of item 2 is not that",
    ),
    "an item of the full text": ("DELETE FROM search_texts WHERE rowid = 1", "the full text of item 1 is not that"),
    "one item more": ("INSERT INTO search_texts VALUES (99, ' ', ' x ')", "the full text of item 99 is not that"),
    "an index": ("DROP INDEX ix_claims_said", "schema: index ix_claims_said is not what the migrations make"),
    "an index that is spoilt": (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_claims_said'::regclass",
        "schema: index ix_claims_said is not",
    ),
    "a table more": ("CREATE TABLE more (x int)", "schema: table more is not what the migrations make"),
    "a table less": ("DROP TABLE words", "schema: table words is not what the migrations make"),
    "a column": ("ALTER TABLE words ADD COLUMN more text", "schema: column words.more is not"),
    "a type": ("ALTER TABLE coverage ALTER COLUMN cited TYPE bigint", "schema: column coverage.cited is not"),
    "an order": (
        'ALTER TABLE words ALTER COLUMN word TYPE varchar COLLATE "POSIX"',
        "schema: column words.word is not",
    ),
    "a check": ("ALTER TABLE claims DROP CONSTRAINT ck_claims_basis", "constraint claims.ck_claims_basis is not"),
    "a trigger": (
        "CREATE TRIGGER odd BEFORE UPDATE ON words FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "schema: table words is not",
    ),
    "a view in place of a table": (
        "ALTER TABLE timelines RENAME TO lines; CREATE VIEW timelines AS SELECT * FROM lines",
        "schema: table timelines is not",
    ),
    "a reference to nothing": (
        "SET session_replication_role = replica; DELETE FROM timelines; UPDATE reserve_snapshots SET holder = 'nobody'",
        "foreign key: 1 rows of reserve_snapshots refer to one of actors that is not there",
    ),
    "the export": ("UPDATE store_pieces SET data = data || 'x' WHERE number = 1", "export: its bytes have SHA-256"),
    "no export": ("DELETE FROM store_pieces", "export: its bytes have SHA-256"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damage_is_said(
    database_server: Postgres, database: str, schema: str, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sql, says = DAMAGES[damage]
    database_server.query(f"SET search_path = {schema}; {sql}", database)
    status, name, faults = verified(capsys)
    assert (status, name) == (1, schema)
    assert any(says in fault for fault in faults), faults


@pytest.mark.parametrize(("what", "says"), [("nothing", "is no store of Chancery"), ("seeds", "it holds other data")])
def test_an_export_of_another_store(
    database_server: Postgres,
    database: str,
    schema: str,
    published: Ingested,
    what: str,
    says: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Even if the schema is called by its bytes."""
    data = b"no store at all" if what == "nothing" else published.store.read_bytes()
    renamed = f"chancery_1_{hashlib.sha256(data).hexdigest()[:16]}"
    database_server.query(
        f"TRUNCATE {schema}.store_pieces; INSERT INTO {schema}.store_pieces VALUES (1, '\\x{data.hex()}');"
        f"ALTER SCHEMA {schema} RENAME TO {renamed}; UPDATE chancery.releases SET schema = '{renamed}'",
        database,
    )
    status, name, faults = verified(capsys)
    assert (status, name) == (1, renamed)
    assert any("export: " in fault and says in fault for fault in faults), faults


def test_nothing_is_published(
    database_server: Postgres, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with database_server.database() as name:
        monkeypatch.setenv("DATABASE_URL", database_server.url(name))
        status, told, faults = verified(capsys)
        assert (status, told) == (1, "DATABASE_URL")
        assert "nothing is published" in faults[0]


def test_a_role_without_temporary_tables(
    database_server: Postgres,
    database: str,
    schema: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The schema cannot be held against the migrations: that is said, and the rest is proved all the same."""
    database_server.query(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC", database)
    monkeypatch.setenv("DATABASE_URL", database_server.url(database, database_server.role("reading")))
    status, name, (fault,) = verified(capsys)
    assert (status, name) == (1, schema)
    assert fault == "schema: it cannot be held against the migrations: GRANT its role TEMPORARY on the database"


def test_ingest_and_diff(
    workshop: Workshop, database_server: Postgres, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The seeds are published there, and what would change is told against what is published there."""
    monkeypatch.setenv("CHANCERY_STORE", str(workshop.settings.store))
    monkeypatch.setenv("CHANCERY_SEEDS", str(workshop.seeds))
    with database_server.database() as name:
        monkeypatch.setenv("DATABASE_URL", database_server.url(name))
        assert main(["diff", "--exit-code"]) == 1
        assert main(["ingest"]) == 0
        assert "published data set" in capsys.readouterr().out
        assert workshop.published() == {}, "there is no file beside it"
        assert main(["diff", "--exit-code"]) == 0
        workshop.claims(SNAPSHOT.replace('1,300 BTC"\ndate', '1,300 BTC"\nlabel = "another"\ndate'))
        assert main(["diff", "--exit-code"]) == 1
        assert main(["verify"]) == 0


def test_a_process_of_its_own(workshop: Workshop, database_server: Postgres) -> None:
    """That fails with one line, and without the password."""
    environment = {
        **os.environ,
        "CHANCERY_STORE": str(workshop.settings.store),
        "CHANCERY_SEEDS": str(workshop.seeds),
        "DATABASE_URL": database_server.url(password="a-wrong-one"),
    }
    command = [sys.executable, "-m", "app.cli", "ingest"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "its user or its password is refused" in done.stderr
    assert "a-wrong-one" not in done.stderr
    assert workshop.published() == {}
