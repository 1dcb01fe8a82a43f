"""Analysts: pandas, polars, DuckDB, R and Frictionless read the tables as they are."""

import csv
import io
import json
import re
import sqlite3
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import EXAMPLES
from tests.programs import run

TIMELINE = "/v1/reserve-timelines/el-salvador-btc"
TABLES = ["actors", "events", "reserve-snapshots", "policies", "indicators", "sources"]
TABLES += ["claims", "citations", "conflicts", "checks"]
ADDRESSES = [*(f"/v1/{table}" for table in TABLES), TIMELINE]
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url) as response:
        return bytes(response.read())


@pytest.mark.parametrize("name", ["pandas_timeline.py", "polars_timeline.py"])
def test_a_timeline_by_its_address(name: str, examples: Path, server: str) -> None:
    printed = run(["python", name, server], examples)
    assert all(amount in printed for amount in ("6000", "6158", "6228", "6240"))
    assert "6,240\u202fBTC" in printed


def test_duckdb_reads_downloaded_tables(examples: Path, server: str) -> None:
    (examples / "snapshots.csv").write_bytes(fetch(f"{server}/v1/reserve-snapshots.csv"))
    (examples / "conflicts.ndjson").write_bytes(fetch(f"{server}/v1/conflicts.ndjson"))
    printed = run(["python", "duckdb_tables.py", "snapshots.csv", "conflicts.ndjson"], examples)
    assert printed.splitlines()[0].startswith("2025-07-17 | 6240 | amount | conflict | ")


def test_the_sqlite_export_is_a_store_to_query(tmp_path: Path, server: str) -> None:
    (tmp_path / "export.sqlite").write_bytes(fetch(f"{server}/v1/export.sqlite"))
    store = sqlite3.connect(tmp_path / "export.sqlite")
    try:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        amounts = store.execute("SELECT CAST(amount AS REAL) FROM reserve_snapshots ORDER BY date_start").fetchall()
    finally:
        store.close()
    assert amounts == [(6000,), (6158,), (6228,), (6240,)]


def test_the_export_is_as_its_description_says(tmp_path: Path, server: str) -> None:
    (tmp_path / "export.zip").write_bytes(fetch(f"{server}/v1/export.zip"))
    run(["python", "-m", "zipfile", "-e", "export.zip", "export"], tmp_path)
    command = ["python", str(EXAMPLES / "frictionless_export.py"), "export/datapackage.json"]
    assert run(command, tmp_path) == "13 resources, 0 errors\n"


@pytest.mark.parametrize("address", ADDRESSES)
def test_r_reads_the_csv(address: str, server: str) -> None:
    """`read.csv(na.strings = "")`: names that stay as they are, rows of one length, and columns that convert whole.

    R turns a column into numbers if all its cells are, so a column of numbers must not have a word in it.
    """
    header, *rows = csv.reader(io.StringIO(fetch(f"{server}{address}.csv").decode()))
    assert len(set(header)) == len(header)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in header)
    assert {len(row) for row in rows} == {len(header)}
    numeric = numbers(json.loads(fetch(f"{server}{address}.json")))
    for name, cells in zip(header, zip(*rows, strict=True), strict=True):
        assert not {"NA", "NULL", "NaN", "null", "None"} & set(cells), name
        if name in numeric:
            assert all(NUMBER.fullmatch(cell) for cell in cells if cell), name


def numbers(rows: list[dict[str, Any]]) -> set[str]:
    """The columns whose values are numbers wherever there is one."""
    given = {name: [row[name] for row in rows if row[name] is not None] for name in rows[0]}
    return {name for name, values in given.items() if values and all(isinstance(each, int | float) for each in values)}


@pytest.mark.parametrize("address", ADDRESSES)
def test_jsonlite_makes_a_data_frame(address: str, server: str) -> None:
    """`jsonlite::fromJSON` simplifies objects with the same names to a data frame; a list of words is a list column."""
    rows = json.loads(fetch(f"{server}{address}.json"))
    assert len({tuple(row) for row in rows}) == 1
    for row in rows:
        for name, value in row.items():
            assert not isinstance(value, dict), name
            assert not isinstance(value, list) or all(isinstance(each, str) for each in value), name


def test_the_r_example_names_columns_that_are_there(server: str) -> None:
    script = (EXAMPLES / "read_timeline.R").read_text()
    names = set(json.loads(fetch(f"{server}{TIMELINE}.json"))[0])
    chosen = {name for group in re.findall(r", c\((.*?)\)\]", script) for name in re.findall(r'"(\w+)"', group)}
    chosen |= set(re.findall(r"(?:timeline|rows)\$(\w+)", script)) | set(re.findall(r"(\w+) = \"Date\"", script))
    assert chosen
    assert chosen <= names
    assert set(re.findall(r"paste0\(url, \"(\.\w+)\"\)", script)) == {".csv", ".json"}
