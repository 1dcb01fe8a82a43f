"""Flat tables: one row a record, the same columns in the same order in CSV, JSON and NDJSON.

Missing is `null` or an empty cell. In CSV (RFC 4180, UTF-8 without BOM, header always) the members of a list
are separated by ` | `. Columns are only ever appended.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.model.chain import Chain
from app.model.claims import Agreement, Check, Citation, Claim, Conflict, Evidence
from app.model.fields import ColumnType, Kind, RecordType
from app.model.holdings import Cell, Row
from app.model.quantities import literal
from app.model.records import BY_NAME, RESERVE_SNAPSHOT
from app.render.evidence import conflicts
from app.render.values import Json, cell, encode

Format = Literal["csv", "json", "ndjson"]
SEPARATOR = " | "

WORST_FIRST: tuple[Agreement, ...] = ("disputed", "refined", "complementary", "agreed", "single-source", "not-stated")
"""A row's agreement is that of its worst field."""


FlatCell = Cell | Decimal
"""A cell as the store has it, or a number in a column that also holds other values."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name and type, and rows whose cells are texts as the store has them."""

    columns: Sequence[tuple[str, ColumnType]]
    rows: Iterable[Sequence[FlatCell]]


def to_csv(table: Table) -> bytes:
    """RFC 4180: comma, CRLF, quotes only where needed; a null is an empty cell without quotes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([name for name, _ in table.columns])
    types = [type_ for _, type_ in table.columns]
    for row in table.rows:
        writer.writerow([_csv_cell(value, type_) for value, type_ in zip(row, types, strict=True)])
    return out.getvalue().encode()


def _csv_cell(value: FlatCell, type_: ColumnType) -> Cell:
    if isinstance(value, Decimal):
        return literal(value)
    if type_ == "list" and isinstance(value, str):
        return SEPARATOR.join(json.loads(value))
    return value


def to_json(table: Table) -> bytes:
    """A top-level array of objects."""
    return encode(list(_objects(table)))


def to_ndjson(table: Table) -> bytes:
    """One object a line."""
    return b"".join(encode(each) + b"\n" for each in _objects(table))


def _objects(table: Table) -> Iterable[dict[str, Json]]:
    for row in table.rows:
        yield {name: _json_cell(value, type_) for (name, type_), value in zip(table.columns, row, strict=True)}


def _json_cell(value: FlatCell, type_: ColumnType) -> Json:
    return cell(literal(value), "number") if isinstance(value, Decimal) else cell(value, type_)


FORMATS: dict[Format, tuple[str, Callable[[Table], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "json": ("application/json", to_json),
    "ndjson": ("application/x-ndjson", to_ndjson),
}


def records(record_type: RecordType, rows: Iterable[Row], chain: Chain) -> Table:
    """A collection: the record's columns, then for each field the ids of its citations, then how sources stand."""
    own: list[tuple[str, ColumnType]] = [(column.name, column.type) for column in record_type.columns]
    cited: list[tuple[str, ColumnType]] = [(f"{field.name}_citations", "list") for field in record_type.fields]
    tail: list[tuple[str, ColumnType]] = [("agreement", "text"), ("conflicts", "list"), ("alternatives", "list")]
    return Table(
        [*own, *cited, *tail],
        [
            [
                *(row[column.name] for column in record_type.columns),
                *(_cited(row, field.name, chain) for field in record_type.fields),
                *_standing(record_type, row, chain),
                _alternatives(record_type, row, chain),
            ]
            for row in rows
        ],
    )


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
    return json.dumps([f"{c.field}: {c.text or c.value.value} ({c.source})" for c in others], ensure_ascii=False)


_STATED = [
    *("date_start", "date_end", "date_precision", "date_text", "holder", "asset"),
    *("amount", "amount_low", "amount_high", "amount_qualifier", "unit"),
    *("value_usd", "value_usd_low", "value_usd_high", "value_usd_qualifier", "price_usd"),
]
_QUOTED = ["source_id", "quote", "quote_start", "quote_end", "source_sha256", "citation_url"]
_APPENDED = ["price_usd_low", "price_usd_high", "price_usd_qualifier", "valuation_basis"]
_LAST = "alternatives"
_TYPES: dict[str, ColumnType] = {
    **{column.name: column.type for column in RESERVE_SNAPSHOT.columns},
    "conflicts": "list",
    _LAST: "list",
    "quote_start": "number",
    "quote_end": "number",
}
TIMELINE_COLUMNS: tuple[tuple[str, ColumnType], ...] = tuple(
    (name, _TYPES.get(name, "text")) for name in [*_STATED, "agreement", "conflicts", *_QUOTED, "id", *_APPENDED, _LAST]
)


def timeline(rows: Iterable[Row], chain: Chain) -> Table:
    """A series: one row a snapshot, dates first, with the passage that states the amount."""
    return Table(
        TIMELINE_COLUMNS,
        [
            [
                *(row[name] for name in _STATED),
                *_standing(RESERVE_SNAPSHOT, row, chain),
                *_quote(row, chain),
                row["id"],
                *(row[name] for name in _APPENDED),
                _alternatives(RESERVE_SNAPSHOT, row, chain),
            ]
            for row in rows
        ],
    )


def _quote(row: Row, chain: Chain) -> tuple[Cell, ...]:
    """The passage behind the amount; six nulls if no source states one."""
    evidence = chain.evidence.get((str(row["id"]), "amount"))
    if evidence is None:
        return (None,) * 6
    passage = chain.citations[chain.claims[evidence.claims[0][0]].citations[0][0]]
    sha256 = chain.sources[passage.source]["sha256"]
    return passage.source, passage.exact, passage.start, passage.end, sha256, f"/v1/citations/{passage.id}"


_DECIDED: list[tuple[str, ColumnType]] = [("shown", "text"), ("rule", "text")]


def _text_columns(names: str) -> list[tuple[str, ColumnType]]:
    return [(name, "text") for name in names.split()]


def claims(found: Iterable[Claim], _: Chain) -> Table:
    """Claims, with the ids of their citations. Figures are numbers in JSON, other values are text."""
    names = "id record_type record field value low high qualifier unit precision text basis rule reason source"
    return Table(
        [*_text_columns(names), ("citations", "list")],
        [
            [
                *(c.id, c.record_type, c.record, c.field),
                *(_figure(c, end) for end in (c.value.value, c.value.low, c.value.high)),
                *(c.value.qualifier, c.value.unit, c.value.precision, c.text, c.basis, c.rule, c.reason, c.source),
                json.dumps([citation for citation, _ in c.citations]),
            ]
            for c in found
        ],
    )


def _figure(claim: Claim, text: str | None) -> FlatCell:
    field = BY_NAME[claim.record_type].field(claim.field)
    return Decimal(text) if text is not None and field is not None and field.kind is Kind.QUANTITY else text


def citations(found: Iterable[Citation], _: Chain) -> Table:
    """Passages, with offsets in code points and in bytes."""
    numbers: list[tuple[str, ColumnType]] = [(name, "number") for name in ("start", "end", "byte_start", "byte_end")]
    return Table(
        [*_text_columns("id source"), *numbers, *_text_columns("exact prefix suffix")],
        [[c.id, c.source, c.start, c.end, c.byte_start, c.byte_end, c.exact, c.prefix, c.suffix] for c in found],
    )


def conflict_table(found: Iterable[Conflict], chain: Chain) -> Table:
    """Disagreements: who says what is in `reason`; then what is shown all the same, and by which rule."""
    return Table(
        [*_text_columns("id kind record_type record field found_by reason"), ("claims", "list"), *_DECIDED],
        [
            [
                *(c.id, c.kind, c.record_type, c.record, c.field, c.found_by, c.reason, json.dumps(c.claims)),
                *((decision.claims[0][0], decision.rule) if (decision := chain.decisions.get(c.id)) else (None, None)),
            ]
            for c in found
        ],
    )


def check_table(found: Iterable[Check], _: Chain) -> Table:
    """Results of checks, with the ids of the claims that they compared."""
    return Table(
        [*_text_columns("id check record_type record outcome statement accepted_because"), ("claims", "list")],
        [
            [c.id, c.name, c.record_type, c.record, c.outcome, c.statement, c.accepted_because, json.dumps(c.claims)]
            for c in found
        ],
    )
