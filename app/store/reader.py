"""The reader: the records of one store and the chain of evidence behind them."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from app.model.claims import SetAside
from app.model.fields import RecordType
from app.model.holdings import CoverageCount, Rendering, Row, SourceText, Timeline, Word, forms_of
from app.model.queries import Selection
from app.model.records import BY_NAME, RECORD_TYPES, RESERVE_SNAPSHOT, SOURCE
from app.store import filters
from app.store.asking import as_json
from app.store.database import PATIENCE
from app.store.evidence import EvidenceReader
from app.store.sqlite import PAGES, SqliteDatabase, verified

Hit = tuple[int, int, bytes]
"""The place of what was found, in two numbers, and what is shown."""
SearchItem = tuple[int, str | None, str | None, bytes]


class Reader(EvidenceReader):
    """Read access to one published store, for one thread at a time."""

    @classmethod
    def open(cls, link: Path, patience: float | None = PATIENCE) -> Self:
        """Open the SQLite store that a link names, after proving that its bytes are the ones its name promises."""
        return cls.at(verified(link), patience)

    @classmethod
    def at(cls, path: Path, patience: float | None = None, pages: int = PAGES) -> Self:
        """Open a SQLite store by its path; only its schema is looked at."""
        return cls(SqliteDatabase.at(path, patience, pages))

    # Records

    def records(self, record_type: RecordType) -> list[Row]:
        """The plain values of all records, by id."""
        return self._rows(record_type, "ORDER BY id")

    def _rows(self, record_type: RecordType, tail: str, *values: str) -> list[Row]:
        names = [column.name for column in record_type.columns]
        columns = ", ".join(f'"{name}"' for name in names)
        rows = self._all(f"SELECT {columns} FROM {record_type.table} {tail}", *values)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def rendered(
        self, record_type: RecordType, forms: Sequence[str], selection: Selection, after: str | None, limit: int
    ) -> list[Any]:
        """Of the selected records, from the first one after this id on: the id and these representations."""
        tail, values = self._tail(record_type, selection, after, limit)
        return self._all(
            f"SELECT {', '.join(['t.id', *forms])} FROM {self._with_forms(record_type, forms)} {tail}", *values
        )

    def one(self, record_type: RecordType, identifier: str, forms: Sequence[str]) -> Any:
        """These representations of one record; None if there is no such record."""
        sql = f"SELECT {', '.join(forms)} FROM {self._with_forms(record_type, forms)} WHERE t.id = ?"
        return next(iter(self._all(sql, identifier)), None)

    def points(self, series: Timeline, forms: Sequence[str], selection: Selection) -> list[Any]:
        """Of the snapshots of a series, in the order of their dates, the more precise date first."""
        where = filters.where(self._dialect, RESERVE_SNAPSHOT, selection)
        return self._all(
            f"SELECT {', '.join(forms)} FROM {self._with_forms(RESERVE_SNAPSHOT, forms)} "
            f"WHERE t.holder = ? AND t.asset = ? AND {where.sql} ORDER BY {filters.IN_TIME}",
            *(series.holder, series.asset, *where.values),
        )

    def renderings(self, record_type: RecordType) -> list[Rendering]:
        """All representations as they are stored, by the id of the record in whose row they are."""
        tables = forms_of(record_type)
        forms = [form for each in tables.values() for form in each]
        owners = ", ".join(f"{name}.id" for name in tables)
        columns = ", ".join(["t.id", owners, "agreement", *forms])
        sql = f"SELECT {columns} FROM {_joined(record_type.name, tuple(forms), 'LEFT JOIN')} ORDER BY 1"
        found = []
        for own, *rest in self._all(sql):
            owned = all(owner == own for owner in rest[: len(tables)])
            agreement, *bodies = rest[len(tables) :]
            found.append(Rendering(own, agreement, dict(zip(forms, bodies, strict=True)) if owned else {}))
        return found

    def _with_forms(self, record_type: RecordType, forms: Sequence[str]) -> str:
        """A record's table with those that hold these representations, to be read in this order."""
        return _joined(record_type.name, tuple(forms), self._dialect.join)

    def timelines(self) -> list[Timeline]:
        """Every series."""
        return [Timeline(*row) for row in self._all(f"{_SERIES} ORDER BY id")]

    def timeline(self, identifier: str) -> Timeline | None:
        return next((Timeline(*row) for row in self._all(f"{_SERIES} WHERE id = ?", identifier)), None)

    # Search

    def search(self, words: tuple[str, ...], after: tuple[int, int] | None, limit: int) -> list[Hit]:
        """What holds all of these words: first what has them in its label, then the rest, records before passages.

        Each with its place, (0, number) or (1, number), after which the next page goes on.
        """
        tiers = (self._dialect.titled(words), self._dialect.not_titled(words))
        found: list[Hit] = []
        for tier, wanted in enumerate(tiers):
            first = after[1] if after is not None and after[0] == tier else 0
            if (after is None or after[0] <= tier) and len(found) < limit:
                beyond = self._dialect.beyond
                rows = self._all(
                    f"SELECT number, body FROM search_index {self._dialect.join} search_items "
                    f"ON number = search_index.rowid WHERE {wanted.sql} AND {beyond} "
                    "ORDER BY search_index.rowid LIMIT ?",
                    *(*wanted.values, *[first] * beyond.count("?"), limit - len(found)),
                )
                found += [(tier, number, body) for number, body in rows]
        return found

    def search_items(self) -> list[SearchItem]:
        """What a search can find: number, type and id of a record (of a passage neither), and what is shown."""
        owners = " UNION ALL ".join(
            f"SELECT '{record_type.name}' AS type, rowid AS place, id FROM {record_type.table}"
            for record_type in RECORD_TYPES
        )
        return self._all(
            "SELECT number, record_type, id, body FROM search_items "
            f"LEFT JOIN ({owners}) AS owners ON type = record_type AND place = record_number ORDER BY number"
        )

    # Documents

    def sources(self, ids: Iterable[str]) -> dict[str, Row]:
        rows = self._rows(SOURCE, f"WHERE id {self._given} ORDER BY id", as_json(ids))
        return {str(row["id"]): row for row in rows}

    def document(self, source: str) -> SourceText | None:
        row = self._all("SELECT source_id, sha256, data FROM documents WHERE source_id = ?", source)
        return SourceText(*row[0]) if row else None

    def coverage(self, source: str | None = None) -> list[CoverageCount]:
        """How many sentences were cited, set aside or silent: of one document, or of each."""
        where, values = _of(source)
        sql = f"SELECT source_id, sentences, cited, set_aside, silent FROM coverage {where} ORDER BY 1"
        return [CoverageCount(*row) for row in self._all(sql, *values)]

    def set_aside(self, source: str | None = None) -> list[SetAside]:
        """What was set aside of one document, or of all of them."""
        where, values = _of(source)
        sql = f'SELECT source_id, start, "end", why FROM set_aside {where} ORDER BY 1, 2, 3'
        return [SetAside(*row) for row in self._all(sql, *values)]

    def words(self) -> list[Word]:
        """The dictionary that the documents were read by."""
        return [Word(*row) for row in self._all("SELECT scope, word, meaning FROM words ORDER BY 1, 2, 3")]


def _of(source: str | None) -> tuple[str, tuple[str, ...]]:
    """What confines a table to one document, with its value; nothing, if all are wanted."""
    return ("WHERE source_id = ?", (source,)) if source is not None else ("", ())


_SERIES = "SELECT id, label, holder, asset, snapshots FROM timelines"


@lru_cache(maxsize=100)
def _joined(name: str, forms: tuple[str, ...], join: str) -> str:
    record_type = BY_NAME[name]
    tables = (name for name, held in forms_of(record_type).items() if any(form in held for form in forms))
    joined = (f"{join} {record_type.table}_{name} AS {name} ON {name}.number = t.rowid" for name in tables)
    return f"{record_type.table} AS t {' '.join(joined)}"
