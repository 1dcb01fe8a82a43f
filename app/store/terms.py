"""Terms: what a text is cut into to be found. Both databases have one tokenizer, that of SQLite's full text.

PostgreSQL is told of each item the terms that it has, those of its label a second time with a mark, and in one line
the terms in their order, for words that are several terms.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from app.model.queries import MAX_WORD

SEARCH_INDEX = "fts5(label, text, content='', columnsize=0, tokenize='unicode61 remove_diacritics 2')"
"""How the full text is declared: nothing of it can be read back but which word stands where."""
LABEL = "label:"
"""The mark of a term in a label; no term has a colon."""
_INSTANCES = "SELECT doc, col, term FROM {} ORDER BY doc, col, offset"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the full text: its number, the terms of its label, and all of them in their order."""

    number: int
    label: tuple[str, ...]
    terms: tuple[str, ...]

    @property
    def findable(self) -> list[str]:
        """Each term once, and those of the label with their mark as well."""
        return sorted({*self.terms, *(f"{LABEL}{term}" for term in self.label if term)} - {""})


def phrase(terms: Iterable[str]) -> str:
    """Terms in their order, so that some that follow one another are found in it."""
    return f" {' '.join(terms)} "


@lru_cache(maxsize=1000)
def terms(text: str) -> tuple[str, ...]:
    """The terms of a text, in its order."""
    with closing(sqlite3.connect(":memory:")) as connection:
        _read(connection, "again", [(1, "", text)])
        return tuple(term for _, _, term in connection.execute(_INSTANCES.format("again_terms")))


def terms_of(meant: Iterable[tuple[int, str, str]]) -> Iterator[Item]:
    """The terms of texts, each with its number, label and text; by number."""
    with closing(sqlite3.connect(":memory:")) as connection:
        _read(connection, "again", meant)
        yield from _grouped(connection.execute(_INSTANCES.format("again_terms")))


def terms_in(store: Path) -> Iterator[Item]:
    """The terms that the full text of a SQLite store holds, by number."""
    with closing(sqlite3.connect(":memory:", uri=True)) as connection:
        connection.execute("ATTACH ? AS store", (read_only(store),))
        connection.execute("CREATE VIRTUAL TABLE temp.stored USING fts5vocab(store, search_index, instance)")
        yield from _grouped(connection.execute(_INSTANCES.format("stored")))


def read_only(path: Path) -> str:
    """The address by which SQLite opens a store: nobody writes to it, so neither locks nor a journal are looked for."""
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def _read(connection: sqlite3.Connection, name: str, meant: Iterable[tuple[int, str, str]]) -> None:
    connection.execute(f"CREATE VIRTUAL TABLE {name} USING {SEARCH_INDEX}")
    connection.executemany(f"INSERT INTO {name}(rowid, label, text) VALUES (?, ?, ?)", meant)
    connection.execute(f"CREATE VIRTUAL TABLE temp.{name}_terms USING fts5vocab(main, {name}, instance)")


def _grouped(rows: Iterable[tuple[int, str, str]]) -> Iterator[Item]:
    """An empty term between label and text keeps a phrase from running from one into the other.

    What is longer than any word that can be looked for is never found, and leaves an empty term in its place.
    """
    for number, found in groupby(rows, lambda row: row[0]):
        parts: dict[str, list[str]] = {"label": [], "text": []}
        for _, column, term in found:
            parts[column].append(term if len(term) <= MAX_WORD else "")
        yield Item(number, tuple(parts["label"]), (*parts["label"], "", *parts["text"]))
