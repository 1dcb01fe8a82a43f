"""Exports: all of it in one file, the same as the tables one by one."""

import hashlib
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from app.ingest.job import Ingested
from app.model.collections import COLLECTIONS
from app.render.flat import COLUMNS
from tests.client import Client
from tests.workshop import SNAPSHOT, Workshop


@pytest.fixture(scope="module")
def archive(client: Client) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(client.get("/v1/export.zip").content))


def test_every_table_is_the_one_at_its_address(client: Client, archive: zipfile.ZipFile) -> None:
    assert archive.testzip() is None
    for collection in COLLECTIONS:
        assert archive.read(f"{collection.path}.csv") == client.get(f"/v1/{collection.path}.csv").content
    assert archive.read("reserve-timelines.csv") == client.get("/v1/reserve-timelines/el-salvador-btc.csv").content


def test_every_document_is_in_it(client: Client, archive: zipfile.ZipFile) -> None:
    for source in client.json("/v1/sources.json"):
        data = archive.read(f"documents/{source['id']}.txt")
        assert hashlib.sha256(data).hexdigest() == source["sha256"]


def test_the_description_is_that_of_the_files(archive: zipfile.ZipFile, published: Ingested) -> None:
    package = json.loads(archive.read("datapackage.json"))
    assert package["version"] == published.digest
    described = {resource["path"]: resource for resource in package["resources"]}
    assert {*described, "datapackage.json"} == set(archive.namelist())
    for path, resource in described.items():
        data = archive.read(path)
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    for collection in COLLECTIONS:
        fields = described[f"{collection.path}.csv"]["schema"]["fields"]
        assert [field["name"] for field in fields] == [column.name for column in COLUMNS[collection.path]]
        assert all(field["description"] for field in fields)


def test_the_same_data_give_the_same_bytes(client: Client, archive: zipfile.ZipFile) -> None:
    again = zipfile.ZipFile(io.BytesIO(client.get("/v1/export.zip?").content))
    assert [info.date_time for info in archive.infolist()] == [info.date_time for info in again.infolist()]
    first = client.request("GET", "/v1/export.zip", headers={"Range": "bytes=0-99"})
    assert first.content == client.get("/v1/export.zip").content[:100]


def test_the_store_outlives_its_name(workshop: Workshop) -> None:
    """A server goes on with the store that it opened, even when publications have removed it from its folder."""
    first = workshop.ingest().store
    data = first.read_bytes()
    with closing(Client(workshop.settings)) as client:
        for label in ("x", "y"):
            workshop.claims(SNAPSHOT.replace('1,300 BTC"\ndate', f'1,300 BTC"\nlabel = "{label}"\ndate'))
            workshop.ingest()
        assert not first.exists()
        assert client.get("/v1/export.sqlite").content == data
        assert client.get("/v1/actors").status_code == 200


def test_the_store_itself(client: Client, published: Ingested, tmp_path: Path) -> None:
    answer = client.get("/v1/export.sqlite")
    assert hashlib.sha256(answer.content).hexdigest() in published.store.name
    assert published.digest[:12] in answer.headers["content-disposition"]
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(answer.content)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT digest FROM dataset").fetchone() == (published.digest,)
        amounts = connection.execute("SELECT amount FROM reserve_snapshots ORDER BY date_start").fetchall()
        assert amounts == [("6000",), ("6158",), ("6228",), ("6240",)]
