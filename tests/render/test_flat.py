"""Flat tables: rows put together, narrowed, and made safe for spreadsheets."""

import csv
import io
import json
from contextlib import closing

import pytest

from app.model.fields import Column
from app.model.records import RECORD_TYPES, SOURCE
from app.render.flat import BOM, COLUMNS, LAYOUTS, assemble, csv_line, for_excel, only
from tests.client import Client
from tests.workshop import Workshop

COLUMNS_OF_TEXT = [Column("a", "text", ""), Column("b", "number", ""), Column("c", "list", "")]


def read(line: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(line.decode(), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("http://x")'])
def test_formulas_are_defused(text: str) -> None:
    row = for_excel(COLUMNS_OF_TEXT)(csv_line([text, "-5", f"{text} | x"]))
    assert read(row) == [f"'{text}", "-5", f"'{text} | x"]


@pytest.mark.parametrize("text", ["", "a=1", " =1", "6,240", "«=»", "1", 'a "quoted" one', "two\nlines"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    line = csv_line([text, None, "x | y"])
    assert for_excel(COLUMNS_OF_TEXT)(line) == line


def test_columns_are_left_out_of_rows_as_they_are_stored() -> None:
    line = csv_line(["x, y", 5, "a | b"])
    assert only(COLUMNS_OF_TEXT, frozenset("ac"), "csv")(line) == csv_line(["x, y", "a | b"])
    row = b'{"a":"x, y","b":5.10,"c":["a","b"]}'
    assert only(COLUMNS_OF_TEXT, frozenset("b"), "json")(row) == b'{"b":5.10}'
    assert only(COLUMNS_OF_TEXT, frozenset("ca"), "ndjson")(row) == b'{"a":"x, y","c":["a","b"]}'


@pytest.mark.parametrize("sizes", [[], [0], [1], [3, 0, 2], [0, 1], [1, 1, 1]])
def test_batches_make_one_table(sizes: list[int]) -> None:
    rows = [[f'{{"n":{batch}{row}}}'.encode() for row in range(size)] for batch, size in enumerate(sizes, 1)]
    flat = [json.loads(row) for batch in rows for row in batch]
    assert json.loads(b"".join(assemble(LAYOUTS["json"], COLUMNS_OF_TEXT, rows))) == flat
    lines = b"".join(assemble(LAYOUTS["ndjson"], COLUMNS_OF_TEXT, rows)).splitlines()
    assert [json.loads(line) for line in lines] == flat


def test_excel_gets_a_byte_order_mark_and_no_formula(workshop: Workshop) -> None:
    hostile = "=HYPERLINK(1)"
    workshop.document(f"Test data. The state of Ruritania held a plan called {hostile} today.\n")
    entry = f"\n[[policy]]\nid = 'p'\nlabel = '+P'\nquote = '''called {hostile} today'''\nname = '''{hostile}'''\n"
    actor = '\n[[actor]]\nid = "ruritania"\nquote = "state of Ruritania held"\nname = "Ruritania"\n'
    workshop.claims(actor, entry, instead=True)
    workshop.ingest()
    with closing(Client(workshop.settings)) as client:
        plain, excel = client.get("/v1/policies.csv"), client.get("/v1/policies.csv?excel=1")
        assert client.get("/v1/policies.csv?excel=0").content == plain.content
        assert excel.content.startswith(BOM)
        (row,) = csv.DictReader(io.StringIO(excel.content.decode("utf-8-sig"), newline=""))
        assert (row["label"], row["name"], row["id"]) == ("'+P", f"'{hostile}", "p")
        assert f"policy: {hostile}" not in plain.text
        narrow = client.get("/v1/policies.csv?excel=1&fields=name").content
        assert narrow == BOM + f"id,name\r\np,'{hostile}\r\n".encode()


def test_every_column_says_what_it_means() -> None:
    for record_type in RECORD_TYPES:
        columns = COLUMNS[record_type.path]
        assert len({column.name for column in columns}) == len(columns)
        assert all(column.doc for column in columns)


def test_columns_are_only_appended() -> None:
    """What reads a table by places still finds in them what it did."""
    first = "id label title publisher published_start published_end published_precision published_text rank"
    first += " publisher_description missing_content embeds sha256 bytes characters title_citations"
    first += " publisher_citations published_citations rank_citations publisher_description_citations"
    first += " missing_content_citations embeds_citations agreement conflicts alternatives"
    names = [column.name for column in COLUMNS["sources"]]
    assert names[: len(first.split())] == first.split()
    assert sorted(names) == sorted({*names, *(column.name for column in SOURCE.columns)})
