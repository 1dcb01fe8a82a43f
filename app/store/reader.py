"""The reader: the records of one store and the chain of evidence behind them."""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from app.errors import NoSuchPlace
from app.model.claims import Check, Citation, Claim, Conflict, Evidence, EvidenceClaim, SetAside, Support
from app.model.collections import CHECK_RESULTS, CITATIONS, CLAIMS, CONFLICTS, Collection
from app.model.fields import RecordType, Value
from app.model.holdings import CoverageCount, Rendering, Row, SourceText, Timeline, Word, forms_of
from app.model.queries import EVERYTHING, Selection
from app.model.records import BY_NAME, OF_THE_WHOLE, RECORD_TYPES, RESERVE_SNAPSHOT, SOURCE
from app.store import filters
from app.store.connection import Connection, as_json
from app.store.faults import faults, search_faults

_GIVEN = "(SELECT value FROM json_each(?))"
_REMEMBERED = 1000
"""How many counts are remembered: the data never change, so neither do they."""
_NEAR = 25
"""How many ids are looked at for the nearest one to an id that does not exist."""


class Reader(Connection):
    """Read access to one published store."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._counts: dict[tuple[object, ...], int] = {}

    def faults(self) -> Iterator[str]:
        """What is wrong with the store as a database, whatever it says; this takes its time."""
        self._until = math.inf
        yield from faults(self._connection, self.digest)

    def search_faults(self, meant: Iterable[tuple[int, str, str]]) -> Iterator[str]:
        """Whether the full text holds these texts (number, label, text), and no others."""
        return search_faults(self.path, meant)

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
        return self._all(f"SELECT {', '.join(['t.id', *forms])} FROM {_with_forms(record_type, forms)} {tail}", *values)

    def one(self, record_type: RecordType, identifier: str, forms: Sequence[str]) -> Any:
        """These representations of one record; None if there is no such record."""
        sql = f"SELECT {', '.join(forms)} FROM {_with_forms(record_type, forms)} WHERE t.id = ?"
        return next(iter(self._all(sql, identifier)), None)

    def points(self, series: Timeline, forms: Sequence[str], selection: Selection) -> list[Any]:
        """Of the snapshots of a series, in the order of their dates, the more precise date first."""
        where = filters.where(RESERVE_SNAPSHOT, selection)
        return self._all(
            f"SELECT {', '.join(forms)} FROM {_with_forms(RESERVE_SNAPSHOT, forms)} "
            f"WHERE t.holder = ? AND t.asset = ? AND {where.sql} ORDER BY {filters.IN_TIME}",
            *(series.holder, series.asset, *where.values),
        )

    def renderings(self, record_type: RecordType) -> list[Rendering]:
        """All representations as they are stored, by the id of the record in whose row they are."""
        tables = forms_of(record_type)
        forms = [form for each in tables.values() for form in each]
        owners = ", ".join(f"{name}.id" for name in tables)
        columns = ", ".join(["t.id", owners, "agreement", *forms])
        sql = f"SELECT {columns} FROM {_with_forms(record_type, forms, 'LEFT JOIN')} ORDER BY 1"
        found = []
        for own, *rest in self._all(sql):
            owned = all(owner == own for owner in rest[: len(tables)])
            agreement, *bodies = rest[len(tables) :]
            found.append(Rendering(own, agreement, dict(zip(forms, bodies, strict=True)) if owned else {}))
        return found

    def timelines(self) -> list[Timeline]:
        """Every series."""
        return [Timeline(*row) for row in self._all(f"{_SERIES} ORDER BY id")]

    def timeline(self, identifier: str) -> Timeline | None:
        return next((Timeline(*row) for row in self._all(f"{_SERIES} WHERE id = ?", identifier)), None)

    def _tail(self, collection: Collection, selection: Selection, after: str | None, limit: int) -> tuple[str, Any]:
        """WHERE, ORDER BY and LIMIT of a page, with their values. Raises `NoSuchPlace`."""
        by = filters.order(collection, selection)
        parts = [filters.where(collection, selection)]
        if after is not None:
            parts.append(filters.after(by, self._keys(collection, by, after)))
        sql = " AND ".join(part.sql for part in parts)
        values = [value for part in parts for value in part.values]
        return f"WHERE {sql} ORDER BY {filters.order_sql(by)} LIMIT ?", (*values, limit)

    def _keys(self, collection: Collection, by: filters.Order, identifier: str) -> filters.Bound:
        """What a record is sorted by."""
        if len(by) == 1:
            return (identifier,)
        columns = ", ".join(expression for expression, _ in by)
        found = self._all(f"SELECT {columns} FROM {collection.table} AS t WHERE t.id = ?", identifier)
        if not found:
            raise NoSuchPlace(f"there is no {identifier} any more")
        keys: filters.Bound = found[0]
        return keys

    def near(self, table: str, identifier: str) -> list[str]:
        """Some ids of a table, among them those before and after this one: somebody may have meant one of them."""
        return [
            row[0]
            for row in self._all(
                f"SELECT * FROM (SELECT id FROM {table} WHERE id >= ? ORDER BY id LIMIT {_NEAR}) UNION ALL "
                f"SELECT * FROM (SELECT id FROM {table} WHERE id < ? ORDER BY id DESC LIMIT {_NEAR})",
                *(identifier, identifier),
            )
        ]

    def has(self, table: str, identifier: str) -> bool:
        return bool(self._all(f"SELECT 1 FROM {table} WHERE id = ?", identifier))

    def labels(self, table: str, ids: Iterable[str]) -> dict[str, str]:
        """id → label, for records of one table."""
        return dict(self._all(f"SELECT id, label FROM {table} WHERE id IN {_GIVEN}", as_json(ids)))

    def ids(self, table: str) -> list[str]:
        """Every id of a table."""
        return [row[0] for row in self._all(f"SELECT id FROM {table} ORDER BY id")]

    def count(self, collection: Collection, selection: Selection = EVERYTHING) -> int:
        """How many there are in all; remembered, for they stay as many."""
        where = filters.where(collection, selection)
        asked = (collection.table, where.sql, *where.values)
        if asked not in self._counts:
            if len(self._counts) >= _REMEMBERED:
                self._counts.clear()
            self._counts[asked] = self._one(
                f"SELECT count(*) FROM {collection.table} AS t WHERE {where.sql}", *where.values
            )
        return self._counts[asked]

    # Search

    def search(self, words: tuple[str, ...], after: tuple[int, int] | None, limit: int) -> list[tuple[int, int, bytes]]:
        """What holds all of these words: first what has them in its label, then the rest, records before passages.

        Each with its place, (0, number) or (1, number), after which the next page goes on.
        """
        expression = filters.match(words)
        tiers = (f"label : ({expression})", f"({expression}) NOT label : ({expression})")
        found: list[tuple[int, int, bytes]] = []
        for tier, wanted in enumerate(tiers):
            first = after[1] if after is not None and after[0] == tier else 0
            if (after is None or after[0] <= tier) and len(found) < limit:
                rows = self._all(
                    "SELECT number, body FROM search_index CROSS JOIN search_items ON number = search_index.rowid "
                    "WHERE search_index MATCH ? AND search_index.rowid > ? ORDER BY search_index.rowid LIMIT ?",
                    *(wanted, first, limit - len(found)),
                )
                found += [(tier, number, body) for number, body in rows]
        return found

    def search_items(self) -> list[tuple[int, str | None, str | None, bytes]]:
        """What a search can find: number, type and id of a record (of a passage neither), and what is shown."""
        owners = " UNION ALL ".join(
            f"SELECT '{record_type.name}' AS type, rowid AS place, id FROM {record_type.table}"
            for record_type in RECORD_TYPES
        )
        return self._all(
            "SELECT number, record_type, id, body FROM search_items "
            f"LEFT JOIN ({owners}) ON type = record_type AND place = record_number ORDER BY number"
        )

    # The chain of evidence

    def evidence(self, record_type: str, records: Iterable[str] | None = None) -> dict[tuple[str, str], Evidence]:
        """(record, field) → evidence, for these records of one type or for all of them."""
        if records is None:
            found = self._evidence("record_type = ?", record_type)
        else:
            found = self._evidence(f"record_type = ? AND record_id IN {_GIVEN}", record_type, as_json(records))
        return {(evidence.record, evidence.field): evidence for evidence in found}

    def decisions(self, conflicts: Iterable[str]) -> dict[str, Evidence]:
        """conflict → the evidence of the field that it is about, for conflicts within one field."""
        found = self._evidence(f"conflict_id IN {_GIVEN}", as_json(conflicts))
        return {evidence.conflict: evidence for evidence in found if evidence.conflict is not None}

    def _evidence(self, where: str, *values: str) -> list[Evidence]:
        claims: dict[tuple[str, ...], list[EvidenceClaim]] = {}
        for *key, claim, place, verdict in self._all(
            "SELECT record_type, record_id, field, claim_id, place, verdict FROM evidence_claims "
            f"JOIN evidence USING (record_type, record_id, field) WHERE {where} ORDER BY 1, 2, 3, position",
            *values,
        ):
            claims.setdefault(tuple(key), []).append((claim, place, verdict))
        names = "record_type, record_id, field, agreement, rule, decided_by, reason, conflict_id"
        rows = self._all(f"SELECT {names} FROM evidence WHERE {where}", *values)
        return [Evidence(*(*row, tuple(claims.get(row[:3], ())))) for row in rows]

    def claims(self, ids: Iterable[str]) -> dict[str, Claim]:
        return {claim.id: claim for claim in self._claims(f"WHERE id IN {_GIVEN}", as_json(ids))}

    def claims_page(self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = -1) -> list[Claim]:
        tail, values = self._tail(CLAIMS, selection, after, limit)
        return self._claims(tail, *values)

    def _claims(self, tail: str, *values: str | float) -> list[Claim]:
        rows = self._all(
            "SELECT id, record_type, record_id, field, source_id, value, low, high, qualifier, unit, precision, "
            f"text, basis, rule, reason FROM claims AS t {tail}",
            *values,
        )
        supports: dict[str, list[tuple[str, Support]]] = {}
        for claim, citation, support in self._all(
            "SELECT claim_id, citation_id, support FROM claim_citations "
            f"WHERE claim_id IN {_GIVEN} ORDER BY claim_id, position",
            as_json(row[0] for row in rows),
        ):
            supports.setdefault(claim, []).append((citation, support))
        return [Claim(*(*row[:5], Value(*row[5:11]), *row[11:], tuple(supports.get(row[0], ())))) for row in rows]

    def citations(self, ids: Iterable[str]) -> dict[str, Citation]:
        found = self._citations(f"WHERE id IN {_GIVEN} ORDER BY source_id, start, id", as_json(ids))
        return {citation.id: citation for citation in found}

    def citations_page(
        self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = -1
    ) -> list[Citation]:
        tail, values = self._tail(CITATIONS, selection, after, limit)
        return self._citations(tail, *values)

    def _citations(self, tail: str, *values: str | float) -> list[Citation]:
        names = 'id, source_id, start, "end", byte_start, byte_end, exact, prefix, suffix'
        return [Citation(*row) for row in self._all(f"SELECT {names} FROM citations AS t {tail}", *values)]

    def valued(self, source: str) -> list[Citation]:
        """The passages of a document that values are taken from.

        Not those that only give context to one, nor what a curator reads of the document as a whole.
        """
        whole = ", ".join(f"'{record_type}/{field}'" for record_type, field in sorted(OF_THE_WHOLE))
        value = (
            "SELECT 1 FROM claim_citations AS s JOIN claims AS c ON c.id = s.claim_id WHERE s.citation_id = t.id"
            f" AND s.support = 'value' AND c.record_type || '/' || c.field NOT IN ({whole})"
        )
        return self._citations(f"WHERE source_id = ? AND EXISTS ({value}) ORDER BY start, id", source)

    def conflicts(self, ids: Iterable[str]) -> list[Conflict]:
        return self._conflicts(f"WHERE id IN {_GIVEN} ORDER BY id", as_json(ids))

    def conflicts_page(
        self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = -1
    ) -> list[Conflict]:
        tail, values = self._tail(CONFLICTS, selection, after, limit)
        return self._conflicts(tail, *values)

    def _conflicts(self, tail: str, *values: str | float) -> list[Conflict]:
        rows = self._all(
            f"SELECT id, kind, record_type, record_id, field, found_by, reason FROM conflicts AS t {tail}", *values
        )
        ids = as_json(row[0] for row in rows)
        where = f"WHERE conflict_id IN {_GIVEN} ORDER BY conflict_id, position"
        claims = self._grouped(f"SELECT conflict_id, claim_id FROM conflict_claims {where}", ids)
        pairs = self._grouped(f"SELECT conflict_id, claim_a, claim_b, verdict FROM conflict_pairs {where}", ids)
        return [
            Conflict(*(*row, tuple(each[0] for each in claims.get(row[0], ())), tuple(pairs.get(row[0], ()))))
            for row in rows
        ]

    def conflicts_of(self, claims: Iterable[str]) -> dict[str, list[str]]:
        """claim → the conflicts that it takes part in."""
        return self._by_claim("conflict_claims", "conflict_id", claims)

    def checks_of(self, claims: Iterable[str]) -> dict[str, list[str]]:
        """claim → the checks that compared it."""
        return self._by_claim("check_claims", "check_id", claims)

    def _by_claim(self, table: str, column: str, claims: Iterable[str]) -> dict[str, list[str]]:
        sql = f"SELECT claim_id, {column} FROM {table} WHERE claim_id IN {_GIVEN} ORDER BY 1, 2"
        return {claim: [row[0] for row in rows] for claim, rows in self._grouped(sql, as_json(claims)).items()}

    def checks(self, ids: Iterable[str]) -> list[Check]:
        return self._checks(f"WHERE id IN {_GIVEN} ORDER BY id", as_json(ids))

    def checks_page(self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = -1) -> list[Check]:
        tail, values = self._tail(CHECK_RESULTS, selection, after, limit)
        return self._checks(tail, *values)

    def _checks(self, tail: str, *values: str | float) -> list[Check]:
        names = "id, name, record_type, record_id, outcome, statement, accepted_because"
        rows = self._all(f"SELECT {names} FROM checks AS t {tail}", *values)
        sql = f"SELECT check_id, claim_id FROM check_claims WHERE check_id IN {_GIVEN} ORDER BY 1, position"
        claims = self._grouped(sql, as_json(row[0] for row in rows))
        return [Check(*(*row, tuple(each[0] for each in claims.get(row[0], ())))) for row in rows]

    def citing(self, citation: str) -> list[str]:
        """The claims that quote a passage."""
        return [
            row[0]
            for row in self._all(
                "SELECT DISTINCT claim_id FROM claim_citations WHERE citation_id = ? ORDER BY 1", citation
            )
        ]

    # Documents

    def sources(self, ids: Iterable[str]) -> dict[str, Row]:
        rows = self._rows(SOURCE, f"WHERE id IN {_GIVEN} ORDER BY id", as_json(ids))
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


def _with_forms(record_type: RecordType, forms: Sequence[str], join: str = "CROSS JOIN") -> str:
    """A record's table with those that hold these representations; what is cross joined is read in this order."""
    return _joined(record_type.name, tuple(forms), join)


@lru_cache(maxsize=100)
def _joined(name: str, forms: tuple[str, ...], join: str) -> str:
    record_type = BY_NAME[name]
    tables = (name for name, held in forms_of(record_type).items() if any(form in held for form in forms))
    joined = (f"{join} {record_type.table}_{name} AS {name} ON {name}.number = t.rowid" for name in tables)
    return f"{record_type.table} AS t {' '.join(joined)}"
