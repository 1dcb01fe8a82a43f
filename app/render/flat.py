"""Flat tables: one row a record, the same columns in the same order in CSV, JSON and NDJSON.

Missing is `null` or an empty cell. In CSV (RFC 4180, UTF-8 without BOM, header always) the members of a list
are separated by ` | `. Columns are only ever appended.
"""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

import msgspec

from app.model.chain import Chain
from app.model.claims import AGREEMENTS, WORST_FIRST, Check, Citation, Claim, Conflict, Evidence
from app.model.collections import CHECK_RESULTS, CITATIONS, CLAIMS, COLLECTIONS, CONFLICTS, Collection
from app.model.fields import Column, Kind, RecordType
from app.model.holdings import Cell, Row
from app.model.quantities import literal
from app.model.records import BY_NAME, RECORD_TYPES, RESERVE_SNAPSHOT, SOURCE
from app.render import addresses
from app.render.evidence import conflicts
from app.render.values import Json, cell, encode
from app.render.values import only as members_only

Format = Literal["csv", "json", "ndjson"]
Columns = Sequence[Column]
FlatCell = Cell | Decimal
"""A cell as the store has it, or a number in a column that also holds other values."""
FlatRow = Sequence[FlatCell]
SEPARATOR = " | "
BOM = b"\xef\xbb\xbf"

_STANDING = (
    Column("agreement", "text", "How the sources stand to each other on its worst field.", codes=tuple(AGREEMENTS)),
    Column("conflicts", "list", "The ids of the disagreements that its claims take part in."),
)
_ALTERNATIVES = Column("alternatives", "list", "What other claims say instead, each as `field: words (source)`.")


_LATER: Mapping[str, tuple[str, ...]] = {
    SOURCE.path: ("language", "address", "retrieved", "extractor", "language_citations"),
}
"""Columns that a table has had only since its first version, in the order in which they came: they stand at its end."""


def _made(record_type: RecordType) -> tuple[Column, ...]:
    """The columns of a record's row, as the registry has them."""
    cited = (
        Column(f"{field.name}_citations", "list", f"The ids of the passages behind `{field.name}`.")
        for field in record_type.fields
    )
    return (*record_type.columns, *cited, *(replace(c, certain=True) for c in (*_STANDING, _ALTERNATIVES)))


def _record_columns(record_type: RecordType) -> tuple[Column, ...]:
    made, later = _made(record_type), _LATER.get(record_type.path, ())
    columns = {column.name: column for column in made}
    return (*(column for column in made if column.name not in later), *(columns[name] for name in later))


def _columns_of(collection: Collection) -> tuple[Column, ...]:
    return _record_columns(collection) if isinstance(collection, RecordType) else collection.columns


COLUMNS: Mapping[str, tuple[Column, ...]] = {each.path: _columns_of(each) for each in COLLECTIONS}
"""The columns of every collection's flat table, by its path."""
_PLACES: Mapping[str, tuple[int, ...]] = {
    each.path: tuple(_made(each).index(column) for column in COLUMNS[each.path]) for each in RECORD_TYPES
}
"""Where the cells of a table's columns stand in a row as it is made, by the record type's path."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a flat format is put together from its rows."""

    media_type: str
    head: Callable[[Columns], bytes]
    row: Callable[[Columns, FlatRow], bytes]
    between: bytes
    tail: bytes
    after_each: bytes = b""


class _Echo:
    """A file that hands back what is written to it, as the writer's own result."""

    def write(self, line: str) -> str:
        return line


csv.field_size_limit(sys.maxsize)  # a cell is as long as its passage
_writer: Any = csv.writer(_Echo(), lineterminator="\r\n")


def csv_line(cells: Iterable[object]) -> bytes:
    """RFC 4180: comma, CRLF, quotes only where needed; a null is an empty cell without quotes."""
    line: str = _writer.writerow(cells)
    return line.encode()


def _csv_head(columns: Columns) -> bytes:
    return csv_line(column.name for column in columns)


def _csv_row(columns: Columns, row: FlatRow) -> bytes:
    return csv_line(_csv_cell(value, column) for value, column in zip(row, columns, strict=True))


def _csv_cell(value: FlatCell, column: Column) -> Cell:
    if isinstance(value, Decimal):
        return literal(value)
    if column.type == "list" and isinstance(value, str):
        return SEPARATOR.join(_texts.decode(value))
    return value


def _json_row(columns: Columns, row: FlatRow) -> bytes:
    return encode({column.name: _json_cell(value, column) for column, value in zip(columns, row, strict=True)})


def _json_cell(value: FlatCell, column: Column) -> Json:
    return cell(literal(value), "number") if isinstance(value, Decimal) else cell(value, column.type)


LAYOUTS: Mapping[Format, Layout] = {
    "csv": Layout("text/csv; charset=utf-8", _csv_head, _csv_row, b"", b""),
    "json": Layout("application/json", lambda _: b"[", _json_row, b",", b"]"),
    "ndjson": Layout("application/x-ndjson", lambda _: b"", _json_row, b"", b"", after_each=b"\n"),
}


def assemble(layout: Layout, columns: Columns, batches: Iterable[Sequence[bytes]]) -> Iterator[bytes]:
    """The whole table from batches of its rows: head, rows, tail; a chunk a batch, so that nothing is copied twice."""
    between = layout.after_each + layout.between
    before = layout.head(columns)
    waiting: list[bytes] = []
    for batch in batches:
        if batch:
            if waiting:
                waiting[-1] += between
                yield between.join(waiting)
            waiting = [before + batch[0], *batch[1:]]
            before = b""
    if waiting:
        waiting[-1] += layout.after_each + layout.tail
        yield between.join(waiting)
    else:
        yield before + layout.tail


def only(columns: Columns, names: frozenset[str], format: Format) -> Callable[[bytes], bytes]:
    """What leaves of a row the columns of these names."""
    if format == "csv":
        places = [n for n, column in enumerate(columns) if column.name in names]
        return lambda row: csv_line([cells[n] for cells in [_cells(row)] for n in places])
    return lambda row: members_only(row, names)


def for_excel(columns: Columns) -> Callable[[bytes], bytes]:
    """What puts an apostrophe before each cell of a CSV row that a spreadsheet would run as a formula."""
    numbers = [column.type == "number" for column in columns]

    def defused(row: bytes) -> bytes:
        cells = zip(_cells(row), numbers, strict=True)
        return csv_line(f"'{text}" if text.startswith(FORMULA) and not number else text for text, number in cells)

    return defused


FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet takes for a formula."""
_texts = msgspec.json.Decoder(list[str])


def _cells(row: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(row.decode(), newline="")))


def records(record_type: RecordType, rows: Iterable[Row], chain: Chain) -> Iterator[FlatRow]:
    """A collection: the record's columns, then for each field the ids of its citations, then how sources stand."""
    for row in rows:
        cells = [
            *(row[column.name] for column in record_type.columns),
            *(_cited(row, field.name, chain) for field in record_type.fields),
            *_standing(record_type, row, chain),
            _alternatives(record_type, row, chain),
        ]
        yield [cells[place] for place in _PLACES[record_type.path]]


def _cited(row: Row, field: str, chain: Chain) -> str:
    evidence = chain.evidence.get((str(row["id"]), field))
    shown = [chain.claims[claim] for claim, place, _ in evidence.claims if place != "alternative"] if evidence else []
    return json.dumps(list(dict.fromkeys(citation for claim in shown for citation, _ in claim.citations)))


def _proofs(record_type: RecordType, row: Row, chain: Chain) -> list[Evidence]:
    """The evidence of a record's stated fields, in the order of the registry."""
    found = (chain.evidence.get((str(row["id"]), field.name)) for field in record_type.fields)
    return [evidence for evidence in found if evidence is not None]


def _standing(record_type: RecordType, row: Row, chain: Chain) -> tuple[str, str]:
    """The worst agreement of a record's fields, and all conflicts that its claims take part in."""
    proofs = _proofs(record_type, row, chain)
    found = {proof.agreement for proof in proofs} | {"not-stated"}
    worst = next(agreement for agreement in WORST_FIRST if agreement in found)
    disputes = dict.fromkeys(conflict for proof in proofs for conflict in conflicts(proof, chain))
    return worst, json.dumps(list(disputes))


def _alternatives(record_type: RecordType, row: Row, chain: Chain) -> str:
    """What other claims say instead of what is shown, each as `field: words (source)`."""
    others = [
        chain.claims[claim]
        for proof in _proofs(record_type, row, chain)
        for claim, place, _ in proof.claims
        if place == "alternative"
    ]
    return json.dumps([f"{claim.field}: {_said(claim)}" for claim in others], ensure_ascii=False)


def _said(claim: Claim) -> str:
    """A claim's words, or its value where it has none, and who says so."""
    return f"{claim.words} ({claim.source})"


_STATED = [
    *("date_start", "date_end", "date_precision", "date_text", "holder", "asset"),
    *("amount", "amount_low", "amount_high", "amount_qualifier", "unit"),
    *("value_usd", "value_usd_low", "value_usd_high", "value_usd_qualifier", "price_usd"),
]
_APPENDED = ["price_usd_low", "price_usd_high", "price_usd_qualifier", "valuation_basis"]
_QUOTED = (
    Column("source_id", "text", "The source that states the amount.", refers="sources"),
    Column("quote", "text", "The passage that states the amount, in the document's own characters."),
    Column("quote_start", "number", "Its first code point."),
    Column("quote_end", "number", "The code point after its last."),
    Column("source_sha256", "text", "SHA-256 of the document's bytes."),
    Column("citation_url", "text", "Where the passage can be read in its document."),
)
_OF_SNAPSHOT = {column.name: column for column in COLUMNS[RESERVE_SNAPSHOT.path]}
TIMELINE_COLUMNS: tuple[Column, ...] = (
    *(_OF_SNAPSHOT[name] for name in (*_STATED, "agreement", "conflicts")),
    *_QUOTED,
    *(_OF_SNAPSHOT[name] for name in ("id", *_APPENDED, "alternatives")),
    Column("proof_url", "text", "Where the passage proves itself again."),
)


def timeline(rows: Iterable[Row], chain: Chain) -> Iterator[FlatRow]:
    """A series: one row a snapshot, dates first, with the passage that states the amount."""
    for row in rows:
        *quoted, proof = _quote(row, chain)
        yield [
            *(row[name] for name in _STATED),
            *_standing(RESERVE_SNAPSHOT, row, chain),
            *quoted,
            row["id"],
            *(row[name] for name in _APPENDED),
            _alternatives(RESERVE_SNAPSHOT, row, chain),
            proof,
        ]


def _quote(row: Row, chain: Chain) -> tuple[Cell, ...]:
    """The passage behind the amount, where it can be read and where it proves itself; nulls if no source states one."""
    evidence = chain.evidence.get((str(row["id"]), "amount"))
    if evidence is None:
        return (None,) * 7
    passage = chain.citations[chain.claims[evidence.claims[0][0]].citations[0][0]]
    sha256, read = chain.sources[passage.source]["sha256"], addresses.of_passage(passage.source, passage.id)
    proof = addresses.of_proof(passage.id)
    return passage.source, passage.exact, passage.start, passage.end, sha256, read, proof


def claims(found: Iterable[Claim], _: Chain) -> Iterator[FlatRow]:
    """Claims, with the ids of their citations. Figures are numbers in JSON, other values are text."""
    for c in found:
        yield [
            *(c.id, c.record_type, c.record, c.field),
            *(_figure(c, end) for end in (c.value.value, c.value.low, c.value.high)),
            *(c.value.qualifier, c.value.unit, c.value.precision, c.text, c.basis, c.rule, c.reason, c.source),
            json.dumps([citation for citation, _ in c.citations]),
        ]


def _figure(claim: Claim, text: str | None) -> FlatCell:
    field = BY_NAME[claim.record_type].field(claim.field)
    return Decimal(text) if text is not None and field is not None and field.kind is Kind.QUANTITY else text


def citations(found: Iterable[Citation], _: Chain) -> Iterator[FlatRow]:
    """Passages, with offsets in code points and in bytes."""
    for c in found:
        yield [c.id, c.source, c.start, c.end, c.byte_start, c.byte_end, c.exact, c.prefix, c.suffix]


def conflict_table(found: Iterable[Conflict], chain: Chain) -> Iterator[FlatRow]:
    """Disagreements: who says what is in `reason`; then what is shown all the same, and by which rule."""
    for c in found:
        decision = chain.decisions.get(c.id)
        yield [
            *(c.id, c.kind, c.record_type, c.record, c.field, c.found_by, c.reason, json.dumps(c.claims)),
            *((decision.claims[0][0], decision.rule) if decision else (None, None)),
            json.dumps(sorted({chain.claims[claim].source for claim in c.claims})),
            json.dumps([_said(chain.claims[claim]) for claim in c.claims], ensure_ascii=False),
        ]


def check_table(found: Iterable[Check], _: Chain) -> Iterator[FlatRow]:
    """Results of checks, with the ids of the claims that they compared."""
    for c in found:
        about = (c.id, c.name, c.record_type, c.record)
        yield [*about, c.outcome, c.statement, c.accepted_because, json.dumps(c.claims)]


TABLES: Mapping[str, Callable[..., Iterator[FlatRow]]] = {
    CLAIMS.path: claims,
    CITATIONS.path: citations,
    CONFLICTS.path: conflict_table,
    CHECK_RESULTS.path: check_table,
}
"""How the rows of the evidence are made, by the collection's path."""
