"""Filters: a selection as SQL over a table called `t`. Names come from the registry, values are always bound."""

from collections.abc import Iterator

from app.model.collections import Collection
from app.model.fields import Column, RecordType
from app.model.holdings import STANDING
from app.model.queries import EVERYTHING, Condition, OperatorName, Selection, days
from app.store.dialect import Bound, Dialect, Where

_OWN_NAMES = {"record": "record_id", "source": "source_id", "check": "name"}
"""Columns of the evidence tables that are called otherwise in SQL."""
_MEMBERS = {
    ("claims", "citations"): ("claim_citations", "claim_id", "citation_id"),
    ("conflicts", "claims"): ("conflict_claims", "conflict_id", "claim_id"),
    ("checks", "claims"): ("check_claims", "check_id", "claim_id"),
}
"""Lists of the evidence are tables of their own, here with owner and member; those of records are JSON arrays."""
UNBOUNDED = "-1e308"
"""Below every figure: where one that is not stated stands in an order."""
_MOST = 9e307
"""What a filter names is bounded by this, so that it is a number in every database and above what is not stated."""
DOUBLE = "DOUBLE PRECISION"
"""Both databases take this for eight bytes; of REAL they think differently."""
_NOT_SELECTABLE = {("conflicts", name) for name in ("shown", "rule", "sources", "statements")}
"""What is looked up elsewhere when a conflict is shown."""


def selectable(collection: Collection) -> tuple[Column, ...]:
    """The columns that can be filtered by."""
    return tuple(column for column in collection.columns if (collection.path, column.name) not in _NOT_SELECTABLE)


def sortable(collection: Collection) -> tuple[Column, ...]:
    """The columns that can be sorted by: those that hold one value."""
    return tuple(column for column in selectable(collection) if column.type != "list")


def key(collection: Collection, column: Column) -> str:
    """What a column is compared and sorted by, never null: what is not stated stands before every value.

    Figures are exact text in the store; as a double each of their 15 digits still counts. The indexes are over
    these very expressions.
    """
    is_record = isinstance(collection, RecordType)
    name = f't."{column.name if is_record else _OWN_NAMES.get(column.name, column.name)}"'
    match column.type:
        case "number" if is_record and not column.certain:
            return f"coalesce(CAST({name} AS {DOUBLE}), {UNBOUNDED})"
        case "text" | "date" if not column.certain:
            return f"coalesce({name}, '')"
        case "number" | "text" | "date" | "list":
            return name


_ALL = Where("TRUE")


def where(dialect: Dialect, collection: Collection, selection: Selection) -> Where:
    """The whole selection as one condition."""
    if selection == EVERYTHING:
        return _ALL
    parts = list(_parts(dialect, collection, selection))
    return Where(" AND ".join(part.sql for part in parts) or "TRUE", tuple(v for part in parts for v in part.values))


def _parts(dialect: Dialect, collection: Collection, selection: Selection) -> Iterator[Where]:
    for condition in selection.conditions:
        yield _condition(dialect, collection, condition)
    if isinstance(collection, RecordType):
        yield from _of_records(dialect, collection, selection)
    elif selection.source is not None:
        table, owner, claim = _MEMBERS[collection.path, "claims"]
        said = f"SELECT source_id FROM {table} JOIN claims ON claims.id = {claim} WHERE {owner} = t.id"
        yield Where(f"? IN ({said})", (selection.source,))


def _of_records(dialect: Dialect, record_type: RecordType, selection: Selection) -> Iterator[Where]:
    field = record_type.dated
    if field is not None and (selection.since or selection.until):
        yield Where(f"t.{field.name}_precision IS NOT NULL")
        if selection.since:
            yield Where(f"coalesce(t.{field.name}_end, '9999-12-31') >= ?", (selection.since,))
        if selection.until:
            yield Where(f"coalesce(t.{field.name}_start, '') <= ?", (selection.until,))
    if selection.agreement is not None:
        standing = f"SELECT number FROM {record_type.table}_{STANDING} WHERE agreement = ?"
        yield Where(f"t.rowid IN ({standing})", (selection.agreement,))
    if selection.source is not None:
        said = f"SELECT record_id FROM claims WHERE source_id = ? AND record_type = '{record_type.name}'"
        yield Where(f"t.id IN ({said})", (selection.source,))
    if selection.words:
        found = dialect.found(selection.words)
        yield Where(
            "t.rowid IN (SELECT record_number FROM search_items JOIN search_index ON search_index.rowid = number "
            f"WHERE {found.sql} AND record_type = '{record_type.name}')",
            found.values,
        )


def _condition(dialect: Dialect, collection: Collection, condition: Condition) -> Where:
    column, operator, values = condition.column, condition.operator, condition.values
    if operator == "isnull":
        return _is_null(dialect, collection, column, wanted=values == ("true",))
    match column.type:
        case "list":
            return _member(dialect, collection, column, operator, values)
        case "date":
            return _dates(key(collection, column), operator, values)
        case "number":
            figures = tuple(map(_figure, values))
            return _compare(key(collection, column), operator, figures, column, f"CAST(? AS {DOUBLE})")
        case "text":
            return _compare(key(collection, column), operator, values, column, "?")


def _is_null(dialect: Dialect, collection: Collection, column: Column, *, wanted: bool) -> Where:
    if column.type == "list":
        members = _members(dialect, collection, column)
        return Where(f"{'NOT ' if wanted else ''}EXISTS ({members})")
    if column.certain:
        return Where("FALSE" if wanted else "TRUE")
    return Where(f"{key(collection, column)} {'=' if wanted else '>'} {_lowest(column)}")


def _figure(literal: str) -> str:
    """A number that every database can read: within bounds, and not so small that it is none."""
    number = float(literal)
    return literal if number and abs(number) <= _MOST else repr(max(-_MOST, min(_MOST, number)))


def _lowest(column: Column) -> str:
    return UNBOUNDED if column.type == "number" else "''"


def _members(dialect: Dialect, collection: Collection, column: Column) -> str:
    if (own := _MEMBERS.get((collection.path, column.name))) is not None:
        table, owner, _ = own
        return f"SELECT 1 FROM {table} WHERE {owner} = t.id"
    return f"SELECT 1 FROM {_listed(dialect, column)}"


def _listed(dialect: Dialect, column: Column) -> str:
    """The members of a record's list, each as `value`."""
    return dialect.members.format(f't."{column.name}"')


def _member(
    dialect: Dialect, collection: Collection, column: Column, operator: OperatorName, values: tuple[str, ...]
) -> Where:
    marks = ", ".join("?" * len(values))
    if (own := _MEMBERS.get((collection.path, column.name))) is not None:
        table, owner, member = own
        found = f"t.id IN (SELECT {owner} FROM {table} WHERE {member} IN ({marks}))"
    else:
        found = f"EXISTS (SELECT 1 FROM {_listed(dialect, column)} WHERE value IN ({marks}))"
    if operator == "ne":
        return Where(f"EXISTS ({_members(dialect, collection, column)}) AND NOT {found}", values)
    return Where(found, values)


def _dates(expression: str, operator: OperatorName, values: tuple[str, ...]) -> Where:
    """ISO days are in order as text; a prefix means all of its days."""
    spans = [span for span in map(days, values) if span is not None]
    first, last = spans[0]
    match operator:
        case "gte":
            return Where(f"{expression} >= ?", (first,))
        case "lt":
            return Where(f"{expression} > '' AND {expression} < ?", (first,))
        case "gt":
            return Where(f"{expression} > ?", (last,))
        case "lte":
            return Where(f"{expression} > '' AND {expression} <= ?", (last,))
        case "ne":
            return Where(f"{expression} > '' AND {expression} NOT BETWEEN ? AND ?", (first, last))
        case "eq" | "in" | "isnull":
            any_of = " OR ".join([f"{expression} BETWEEN ? AND ?"] * len(spans))
            return Where(f"({any_of})", tuple(end for span in spans for end in span))


_SIGNS: dict[OperatorName, str] = {"eq": "=", "ne": "<>", "gte": ">=", "lte": "<=", "gt": ">", "lt": "<"}


def _compare(expression: str, operator: OperatorName, values: Bound, column: Column, mark: str) -> Where:
    if operator == "in":
        return Where(f"{expression} IN ({', '.join([mark] * len(values))})", values)
    may_be_null = operator in ("ne", "lte", "lt") and not column.certain
    stated = f"{expression} > {_lowest(column)} AND " if may_be_null else ""
    return Where(f"{stated}{expression} {_SIGNS[operator]} {mark}", values)


IN_TIME = "coalesce(t.date_start, t.date_end, ''), coalesce(t.date_end, '9999'), t.id"
"""The order of a series: by the first day, the more precise date first."""
_ID = 't."id"'
Order = tuple[tuple[str, bool], ...]
"""Expressions with whether they descend; the last one is the id, which has no equals."""


def order(collection: Collection, selection: Selection) -> Order:
    """What the selection is sorted by; in the end by id, in the direction of the last column: one index serves both."""
    keys = tuple((key(collection, column), descending) for column, descending in selection.sort)
    if any(expression == _ID for expression, _ in keys):
        return keys
    return (*keys, (_ID, keys[-1][1] if keys else False))


def order_sql(by: Order) -> str:
    return ", ".join(f"{expression} DESC" if descending else expression for expression, descending in by)


def after(by: Order, last: Bound) -> Where:
    """What stands after a record with these keys. The first key alone bounds the range that an index has to read."""
    (first, down), *rest = by
    alternatives = [_beyond(first, last[0], down)]
    for n, (expression, descending) in enumerate(rest, 1):
        equal = [Where(f"{each} = ?", (value,)) for (each, _), value in zip(by[:n], last[:n], strict=True)]
        beyond = [*equal, _beyond(expression, last[n], descending)]
        alternatives.append(Where(" AND ".join(p.sql for p in beyond), tuple(v for p in beyond for v in p.values)))
    if not rest:
        return alternatives[0]
    bound = f"{first} {'<=' if down else '>='} ?"
    any_of = " OR ".join(f"({each.sql})" for each in alternatives)
    return Where(f"{bound} AND ({any_of})", (last[0], *(v for each in alternatives for v in each.values)))


def _beyond(expression: str, value: str | float, descending: bool) -> Where:  # noqa: FBT001
    return Where(f"{expression} {'<' if descending else '>'} ?", (value,))
