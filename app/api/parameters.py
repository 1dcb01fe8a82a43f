"""Query parameters: what each is called, what it means and which values it can have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.model.claims import AGREEMENTS
from app.model.collections import COLLECTIONS, Collection
from app.model.fields import Column, RecordType
from app.model.queries import MAX_WORD, MAX_WORDS, OPERATORS, OperatorName
from app.store.filters import selectable, sortable

MAX_LIMIT = 500
MAX_URL = 2048
MAX_TEXT = 1000
MAX_SORTS = 3
MAX_MEMBERS = 50
DEFAULT_LIMIT = 50

Given = Mapping[str, str]
"""The parameters of one request, by name."""
Schema = dict[str, Any]
Comparison = tuple[Column, OperatorName]

TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT, "pattern": r"^[^\x00-\x1f\x7f-\x9f]+$"}
_TEXTS: Schema = {**TEXT, "pattern": r"^[^,\x00-\x1f\x7f-\x9f]+(,[^,\x00-\x1f\x7f-\x9f]+)*$"}
_IDS: Schema = {**TEXT, "pattern": "^[a-z0-9_-]+$"}
_NUMBER = r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?"
_ANY_DAY = (
    "[12][0-9]{3}(-(0[1-9]|1[0-2])|-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
    "|-(0[13-9]|1[0-2])-(29|30)|-(0[13578]|1[02])-31)?"
)
_DAY: Schema = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "pattern": "^[12][0-9]{3}-(0[1-9]|1[0-2])$"},
        {"type": "string", "pattern": "^[12][0-9]{3}$"},
    ]
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter, as OpenAPI describes it."""

    name: str
    doc: str
    schema: Schema
    required: bool = False

    def described(self) -> Schema:
        """The Parameter Object. Lists are written with commas, so they are plain strings."""
        found = {"name": self.name, "in": "query", "required": self.required}
        return {**found, "description": self.doc, "schema": self.schema}


LIMIT = Parameter(
    "limit",
    f"How many a page holds, 1 to {MAX_LIMIT}.",
    {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
)
CURSOR = Parameter(
    "cursor",
    "Where the page starts: the opaque value in the `next` address of the page before.",
    {"type": "string", "maxLength": MAX_TEXT, "pattern": "^[A-Za-z0-9_-]+$"},
)
VIEW = Parameter(
    "view", "`plain` leaves out evidence, citations and sources.", {"type": "string", "enum": ["cited", "plain"]}
)
EXCEL = Parameter(
    "excel",
    "CSV only. `1`: with a byte order mark, and an apostrophe before cells that a spreadsheet would run as formulas.",
    {"type": "string", "enum": ["0", "1"]},
)
FROM = Parameter("from", "Only what may have been on this day or later: an ISO date, a month or a year.", _DAY)
TO = Parameter("to", "Only what may have been on this day or earlier: an ISO date, a month or a year.", _DAY)
AGREEMENT = Parameter(
    "agreement",
    "Only records whose worst field stands so, as in the column `agreement` of flat rows.",
    {"type": "string", "enum": list(AGREEMENTS)},
)
SOURCE = Parameter("source", "Only what this source says something of: the id of a source.", TEXT)
WORDS: Schema = {**TEXT, "description": f"At most {MAX_WORDS} words of {MAX_WORD} characters."}
Q = Parameter("q", "Only records that hold all of these words, in any order and form of case and accents.", WORDS)


def sort_parameter(collection: Collection) -> Parameter:
    names = "|".join(column.name for column in sortable(collection))
    return Parameter(
        "sort",
        "Columns to sort by, separated by commas, at most three; a minus sign turns one round. "
        "Null stands before every value. The id decides between equals, in the direction of the last column.",
        _several(f"-?({names})", MAX_SORTS),
    )


def fields_parameter(members: Sequence[str]) -> Parameter:
    names = "|".join(members)
    return Parameter(
        "fields",
        "Only these members, separated by commas, and `id`. Of a cited record, `evidence` is then theirs alone.",
        _several(names),
    )


def filters_of(collection: Collection) -> tuple[Parameter, ...]:
    """Every filter of a collection: what goes for the whole record, then one for each column and operator."""
    whole: list[Parameter] = []
    if isinstance(collection, RecordType):
        whole += [FROM, TO] if collection.dated else []
        whole += [AGREEMENT, SOURCE, Q]
    elif all(column.name != SOURCE.name for column in collection.columns):
        whole.append(SOURCE)
    return (*whole, *comparing(COMPARISONS[collection.path]))


def comparing(comparisons: Mapping[str, Comparison]) -> tuple[Parameter, ...]:
    """The filters by these comparisons, which have their names."""
    return tuple(_filter(name, *compared) for name, compared in comparisons.items())


def _filter(name: str, column: Column, operator: OperatorName) -> Parameter:
    schema: Schema = {"type": "boolean"} if operator == "isnull" else _schema(column, several=operator == "in")
    means = OPERATORS[operator].of_list if column.type == "list" else OPERATORS[operator].doc
    return Parameter(name, f"`{column.name}` {means}.", schema)


def _schema(column: Column, *, several: bool) -> Schema:
    if column.codes:
        return _several("|".join(column.codes)) if several else {"type": "string", "enum": list(column.codes)}
    if column.type == "date":
        return _several(_ANY_DAY) if several else _DAY
    if column.type == "number":
        return _several(_NUMBER) if several else {"type": "number"}
    if several:
        return _TEXTS
    return _IDS if column.refers else TEXT


def _several(one: str, most: int = MAX_MEMBERS) -> Schema:
    """Values of this pattern, separated by commas."""
    return {"type": "string", "maxLength": MAX_TEXT, "pattern": f"^({one})(,({one})){{0,{most - 1}}}$"}


def comparisons(columns: Iterable[Column]) -> dict[str, Comparison]:
    """What columns can be filtered by: filter → column and operator, equality by the column's bare name."""
    return {
        column.name if name == "eq" else f"{column.name}__{name}": (column, name)
        for column in columns
        for name, operator in OPERATORS.items()
        if column.type in operator.types and not (name == "isnull" and column.certain)
    }


COMPARISONS: Mapping[str, Mapping[str, Comparison]] = {each.path: comparisons(selectable(each)) for each in COLLECTIONS}
"""What each filter of a collection compares, by the collection's path and the filter's name."""
