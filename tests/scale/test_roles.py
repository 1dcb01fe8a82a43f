"""docs/roles.sql in a real PostgreSQL: one role publishes, the other one serves and can do nothing else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from app.settings import ROOT
from tests.postgres import NEWEST, VERSIONS, Postgres, postgres
from tests.scale.load import get
from tests.scale.replicas import Replica
from tests.workshop import Workshop

OWNER, READER = "o'wner/%40\\ ü", 'r"eader $1'
"""Passwords that need care wherever they are quoted."""
URL = "postgresql://chancery_{role}@127.0.0.1:{port}/chancery"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres(log_statement="all") as started:
        yield started


@pytest.fixture(scope="module")
def prepared(server: Postgres) -> Postgres:
    run(server).check_returncode()
    return server


def run(server: Postgres) -> "subprocess.CompletedProcess[str]":
    """docs/roles.sql, as its first lines say."""
    psql = [str(VERSIONS[NEWEST] / "psql"), "--no-psqlrc", "--file", str(ROOT / "docs" / "roles.sql")]
    passwords = {"CHANCERY_OWNER_PASSWORD": OWNER, "CHANCERY_READER_PASSWORD": READER, "PGPASSWORD": server.password}
    where = {"PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGUSER": "postgres", "PGCLIENTENCODING": "UTF8"}
    return subprocess.run(psql, env={**os.environ, **passwords, **where}, capture_output=True, text=True, check=False)


def tried(server: Postgres, sql: str, role: str = "reader", database: str = "chancery") -> str:
    """What the server says to a statement: the name of its refusal, or nothing."""
    password = {"reader": READER, "owner": OWNER}[role]
    try:
        with closing(
            psycopg.connect(
                host="127.0.0.1", port=server.port, user=f"chancery_{role}", password=password, dbname=database
            )
        ) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.commit()
            connection.execute(sql.encode())
            connection.rollback()
    except psycopg.Error as error:
        return type(error).__name__
    return ""


def test_publishing_and_serving_need_no_more(prepared: Postgres, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    settings = {"CHANCERY_STORE": str(workshop.settings.store), "CHANCERY_SEEDS": str(workshop.seeds)}
    owner = {"DATABASE_URL": URL.format(role="owner", port=prepared.port), "PGPASSWORD": OWNER}
    command = [sys.executable, "-m", "app.cli", "ingest"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **settings, **owner}, check=True, capture_output=True)
    serving = Replica(
        workshop.settings.store,
        {"DATABASE_URL": URL.format(role="reader", port=prepared.port), "PGPASSWORD": READER},
    )
    try:
        serving.start()
        assert b"A test article" in get(serving.base, "/v1/sources").body
    finally:
        serving.end()
    assert tried(prepared, "INSERT INTO chancery.releases SELECT * FROM chancery.releases") == "InsufficientPrivilege"
    assert tried(prepared, "SELECT * FROM chancery.releases") == ""


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE public.mine (x int)",
        "CREATE TEMPORARY TABLE mine (x int)",
        "CREATE SCHEMA mine",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_open(1, 262144)",
        "SELECT loread(0, 1)",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "ALTER ROLE chancery_reader SUPERUSER",
        "SET ROLE chancery_owner",
        "CREATE ROLE another",
    ],
)
def test_the_reader_may_not(prepared: Postgres, sql: str) -> None:
    assert tried(prepared, sql) == "InsufficientPrivilege"


def test_the_owner_is_no_superuser(prepared: Postgres) -> None:
    assert tried(prepared, "CREATE SCHEMA mine", "owner") == ""
    for sql in ("SELECT pg_read_file('/etc/passwd')", "CREATE ROLE another", "SELECT lo_create(0)"):
        assert tried(prepared, sql, "owner") == "InsufficientPrivilege"


def test_nobody_else_is_let_in(prepared: Postgres) -> None:
    role = prepared.role("stranger")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(prepared.url("chancery", role), connect_timeout=2)


def test_a_second_run_changes_nothing_and_tells_no_password(prepared: Postgres) -> None:
    again = run(prepared)
    assert again.returncode != 0
    assert "already exists" in again.stderr
    log = (prepared.folder / "log").read_text()
    assert "already exists" in log
    assert OWNER not in log
    assert "o''wner" not in log
    assert READER not in log
