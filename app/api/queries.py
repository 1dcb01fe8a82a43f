"""Reading a query: known parameters, given once, with a value they can have. A typo never returns the whole table."""

import math
import re
from collections.abc import Collection as Container
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import parse_qsl, quote

from app.api.parameters import (
    AGREEMENT,
    COMPARISONS,
    CURSOR,
    DEFAULT_LIMIT,
    FROM,
    LIMIT,
    MAX_MEMBERS,
    MAX_SORTS,
    MAX_TEXT,
    SOURCE,
    TO,
    VIEW,
    Comparison,
    Given,
    Parameter,
    Q,
)
from app.api.problems import quoted
from app.errors import BadValue, RepeatedParameter, UnknownParameter, nearest
from app.model.claims import AGREEMENTS, Agreement
from app.model.collections import Collection
from app.model.fields import Column
from app.model.queries import Condition, NotWords, OperatorName, Selection, days, words
from app.store.filters import sortable

_AS_IT_IS = ",:"
_SAFE = re.compile(rf"[A-Za-z0-9_.~{_AS_IT_IS}-]*")
"""What `quote` leaves as it is; looking is ten times as fast."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
_WHOLE = re.compile(r"[1-9][0-9]{0,3}")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")


def read(query: str, known: Container[str]) -> dict[str, str]:
    """The parameters of a query; refuses the first that is unknown, given twice, empty, or not text."""
    given: dict[str, str] = {}
    for name, value in _pairs(query):
        if name not in known:
            raise _unknown(name, known)
        if name in given:
            raise RepeatedParameter(f"«{quoted(name)}» is given more than once; give it once.", parameter=name)
        if not value:
            raise bad(name, "is empty; leave it out or give it a value")
        if len(value) > MAX_TEXT:
            raise bad(name, f"has {len(value)} characters; at most {MAX_TEXT} are read")
        if _CONTROL.search(value):
            raise bad(name, "holds control characters or is not UTF-8")
        given[name] = value
    return given


def _pairs(query: str) -> Iterable[tuple[str, str]]:
    """Names and values; most queries have nothing encoded in them, and need no more than being cut apart."""
    if "%" in query or "+" in query:
        return parse_qsl(query, keep_blank_values=True)
    return ((name, value) for name, _, value in (pair.partition("=") for pair in query.split("&") if pair))


def _unknown(name: str, known: Container[str]) -> UnknownParameter:
    suggestion = nearest_name(name, known)
    if name in _OF_PAGES:
        return UnknownParameter(
            f"«{name}» is no parameter of this resource; it is for cited documents.", parameter=name
        )
    listed = ", ".join(list(known)[:_LISTED]) or "none"
    hint = f"did you mean «{suggestion}»?" if suggestion else f"known here: {listed}{_more(known)}."
    return UnknownParameter(
        f"«{quoted(name)}» is no parameter of this resource; {hint}",
        parameter=quoted(name),
        **({"nearest": suggestion} if suggestion else {}),
    )


_OF_PAGES = (LIMIT.name, CURSOR.name, VIEW.name)
_LISTED = 12


def nearest_name(typed: str, known: Container[str]) -> str | None:
    """The known name most like the typed one; a date is its first day, whatever is asked of it."""
    base, underscores, operator = typed.partition("__")
    start = f"{base}_start{underscores}{operator}"
    return start if start in known else nearest(typed, known)


def _more(known: Container[str]) -> str:
    return f" and {len(known) - _LISTED} more, see /docs" if len(known) > _LISTED else ""


def bad(name: str, why: str, value: str | None = None, suggestion: str | None = None) -> BadValue:
    """The refusal of a parameter's value."""
    given = f", not «{quoted(value)}»" if value is not None else ""
    hint = f"; did you mean «{suggestion}»?" if suggestion else "."
    near = {"nearest": suggestion} if suggestion else {}
    return BadValue(f"«{quoted(name)}» {why}{given}{hint}", parameter=quoted(name), **near)


def canonical(given: Given) -> str:
    """The parameters in one order and one spelling: what `meta.self`, `Link` and the validators are made of."""
    if not given:
        return ""
    return "&".join(f"{name}={_quoted(value)}" for name, value in sorted(given.items()))


def _quoted(value: str) -> str:
    return value if _SAFE.fullmatch(value) else quote(value, safe=_AS_IT_IS)


def limit(given: Given) -> int:
    return whole(given, LIMIT) or DEFAULT_LIMIT


def whole(given: Given, parameter: Parameter) -> int | None:
    """The value of a parameter that is a whole number, none of which is below one."""
    text = given.get(parameter.name)
    if text is None:
        return None
    least, most, step = (parameter.schema.get(name, 1) for name in ("minimum", "maximum", "multipleOf"))
    if not (_WHOLE.fullmatch(text) and least <= int(text) <= most and int(text) % step == 0):
        kind = f"multiple of {step}" if step > 1 else "whole number"
        raise bad(parameter.name, f"must be a {kind} from {least} to {most}", text)
    return int(text)


def choice(given: Given, parameter: Parameter) -> str | None:
    """The value of a parameter that has only certain ones."""
    value = given.get(parameter.name)
    return None if value is None else _one_of(parameter.name, value, parameter.schema["enum"])


def _one_of(name: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise bad(name, f"must be one of {', '.join(allowed)}", value, nearest(value, allowed))
    return value


def members(given: Given, known: Sequence[str]) -> frozenset[str] | None:
    """What `fields` asks for, and the id; None if it is not given."""
    text = given.get("fields")
    if text is None:
        return None
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in known:
            raise bad("fields", f"has no member «{quoted(name)}» to choose", suggestion=nearest_name(name, known))
    return frozenset(("id", *names))


def selection(collection: Collection, given: Given) -> Selection:
    """What the filters and the sort of a request select."""
    compared = COMPARISONS[collection.path]
    conditions = conditions_of(compared, given)
    # A column of the evidence can be called like a filter of records: then it is one filter, and a condition.
    source = given.get(SOURCE.name) if SOURCE.name not in compared else None
    since, until = _day(given, FROM.name, 0), _day(given, TO.name, 1)
    if since and until and since > until:
        raise bad(FROM.name, f"is after «{TO.name}»: nothing is between them")
    return Selection(
        conditions,
        since,
        until,
        _agreement(given),
        source,
        _words(given[Q.name]) if Q.name in given else (),
        _sort(given["sort"], sortable(collection)) if "sort" in given else (),
    )


def _agreement(given: Given) -> Agreement | None:
    value = choice(given, AGREEMENT)
    return next((agreement for agreement in AGREEMENTS if agreement == value), None)


def _words(text: str) -> tuple[str, ...]:
    try:
        return words(text)
    except NotWords as error:
        raise bad(Q.name, str(error)) from error


def search_words(given: Given) -> tuple[str, ...]:
    """What a search looks for, which it has to be told."""
    if Q.name not in given:
        raise bad(Q.name, "is missing: say what to look for, as in ?q=bitcoin")
    return _words(given[Q.name])


def _day(given: Given, name: str, end: int) -> str | None:
    if name not in given:
        return None
    span = days(given[name])
    if span is None:
        raise bad(name, "must be a date: 2025, 2025-07 or 2025-07-17", given[name])
    return span[end]


def _sort(text: str, known: Sequence[Column]) -> tuple[tuple[Column, bool], ...]:
    columns = {column.name: column for column in known}
    keys = [key.strip() for key in text.split(",")]
    if len(keys) > MAX_SORTS:
        raise bad("sort", f"has {len(keys)} columns; at most {MAX_SORTS} are sorted by")
    for key in keys:
        name = key.removeprefix("-")
        if name not in columns:
            raise bad("sort", f"has no column «{quoted(name)}» to sort by", suggestion=nearest_name(name, columns))
    if len({key.removeprefix("-") for key in keys}) < len(keys):
        raise bad("sort", "names a column twice", text)
    return tuple((columns[key.removeprefix("-")], key.startswith("-")) for key in keys)


def conditions_of(compared: Mapping[str, Comparison], given: Given) -> tuple[Condition, ...]:
    """What a request says of these columns; all of it must hold."""
    return tuple(_condition(name, *compared[name], value) for name, value in given.items() if name in compared)


def _condition(name: str, column: Column, operator: OperatorName, text: str) -> Condition:
    if operator == "isnull":
        return Condition(column, operator, (_one_of(name, text, ("true", "false")),))
    # Blanks after commas are a habit, but of a text they may be part.
    is_free = column.type == "text" and not (column.codes or column.refers)
    values = tuple(v if is_free else v.strip() for v in text.split(",")) if operator == "in" else (text,)
    if len(values) > MAX_MEMBERS:
        raise bad(name, f"has {len(values)} values; at most {MAX_MEMBERS} are compared")
    for value in values:
        _check(name, column, value)
    return Condition(column, operator, values)


def _check(name: str, column: Column, value: str) -> None:
    """Refuse what a column can never hold."""
    if not value:
        raise bad(name, "has an empty value between its commas")
    if column.codes:
        _one_of(name, value, column.codes)
    if column.type == "date" and days(value) is None:
        raise bad(name, "must be a date: 2025, 2025-07 or 2025-07-17", value)
    if column.type == "number" and not (_NUMBER.fullmatch(value) and math.isfinite(float(value))):
        raise bad(name, "must be a number", value)


def references(path: str, selected: Selection, given: Given) -> Iterator[tuple[str, str, str]]:
    """What a selection names: the parameter, the collection that it must be in, and the id."""
    names = [name for name in given if name in COMPARISONS[path]]
    for name, condition in zip(names, selected.conditions, strict=True):
        if condition.column.refers and condition.operator != "isnull":
            yield from ((name, condition.column.refers, value) for value in condition.values)
    if selected.source is not None:
        yield SOURCE.name, "sources", selected.source
