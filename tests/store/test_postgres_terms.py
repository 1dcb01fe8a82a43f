"""Full text: PostgreSQL finds what SQLite finds, whatever letters a text is written in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.model.queries import MAX_WORD, NotWords, words
from app.store.dialect import POSTGRES, SQLITE, Dialect
from app.store.session import numbered
from app.store.terms import SEARCH_INDEX, Item, phrase, terms, terms_of
from tests.postgres import Postgres

Pair = tuple[str, str]
LETTERS = st.one_of(
    st.sampled_from(
        " .,'\"-_/\\{}%$ab1½²éÉßﬁİıſKÅ中文字ไทยक्षि\u0301\u0345\u200d\u00ad\ue000\U0001f600\U00010400\u0378"
    ),
    st.characters(blacklist_categories=("Cs", "Cc")),
)
TEXTS = st.text(LETTERS, max_size=60)


@pytest.fixture(scope="module")
def postgres(database_server: Postgres) -> Iterator["psycopg.Connection[tuple[int]]"]:
    """A session with a table as the migrations make it."""
    with closing(psycopg.connect(database_server.url(), autocommit=True)) as connection:
        connection.execute("CREATE TEMPORARY TABLE search_index (term varchar, rowid int)")
        connection.execute("CREATE TEMPORARY TABLE search_texts (rowid int, label varchar, terms varchar)")
        yield connection


def _conditions(dialect: Dialect, asked: tuple[str, ...]) -> list[tuple[str, tuple[str | float, ...]]]:
    wanted = (dialect.found(asked), dialect.titled(asked), dialect.not_titled(asked))
    return [(f"SELECT rowid FROM search_index WHERE {each.sql} ORDER BY rowid", each.values) for each in wanted]


def _in_sqlite(items: list[Pair], asked: tuple[str, ...]) -> list[list[tuple[int]]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE search_index USING {SEARCH_INDEX}")
        rows = [(number, *item) for number, item in enumerate(items, 1)]
        connection.executemany("INSERT INTO search_index(rowid, label, text) VALUES (?, ?, ?)", rows)
        return [connection.execute(sql, values).fetchall() for sql, values in _conditions(SQLITE, asked)]


def _in_postgres(
    connection: "psycopg.Connection[tuple[int]]", items: list[Pair], asked: tuple[str, ...]
) -> list[list[tuple[int]]]:
    connection.execute("TRUNCATE search_index, search_texts")
    read = list(terms_of((number, *item) for number, item in enumerate(items, 1)))
    with connection.cursor() as cursor:
        with cursor.copy("COPY search_index FROM STDIN") as copy:
            for term, number in ((term, item.number) for item in read for term in item.findable):
                copy.write_row((term, number))
        with cursor.copy("COPY search_texts FROM STDIN") as copy:
            for item in read:
                copy.write_row((item.number, phrase(item.label), phrase(item.terms)))
    raw = psycopg.RawCursor(connection)
    return [raw.execute(numbered(sql).encode(), values).fetchall() for sql, values in _conditions(POSTGRES, asked)]


@settings(max_examples=300)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6), st.lists(TEXTS, min_size=1, max_size=3), st.data())
@example([("6,239 BTC", "6 239"), ("a 6", "239"), ("6.239", "x"), ("6 240", "6 239 6,239")], ["6,239", "btc"], None)
@example([("", "x" * 60 + " y"), ("x" * 60, "z y"), ("y " + "x" * 41 + " z", "")], ["y", "y.z"], None)
@example([("Café", "CAFE\u0301"), ("cafe", "ĆAFÉ"), ("ca fe", "")], ["cafe", "CAFÉ"], None)
@example([("\u0378", "a \u0378 b"), ("", "½ 1⁄2")], ["½", "\u0378", "a"], None)
def test_what_is_found(
    postgres: "psycopg.Connection[tuple[int]]", items: list[Pair], asked: list[str], data: st.DataObject | None
) -> None:
    """By words of the texts themselves, and by others; in the label, elsewhere, as a phrase of one word."""
    held = [word for item in items for text in item for word in text.split() if len(word) <= MAX_WORD]
    if data is not None and held:
        asked = [*asked[:1], *data.draw(st.lists(st.sampled_from(held), max_size=2))]
    for each in (" ".join(asked), *asked):
        try:
            read = words(each)
        except NotWords:
            continue
        assert _in_postgres(postgres, items, read) == _in_sqlite(items, read)


def test_terms_are_those_of_the_full_text_of_sqlite() -> None:
    assert terms("The «Énergie» of 6,239 BTC, co-operation") == (
        "the",
        "energie",
        "of",
        "6",
        "239",
        "btc",
        "co",
        "operation",
    )
    assert terms("…!") == ()


def test_a_word_that_nobody_can_look_for_keeps_its_place() -> None:
    """So that what stands before and after it is no phrase; it may be longer than an index takes."""
    (item,) = terms_of([(7, "a", "b " + "x" * 5000 + " c")])
    assert item == Item(7, ("a",), ("a", "", "b", "", "c"))
    assert item.findable == ["a", "b", "c", "label:a"]
