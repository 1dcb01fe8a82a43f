"""What the two databases say differently; everything else in the store's SQL both of them understand."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.store.terms import LABEL, phrase, terms

Bound = tuple[str | float, ...]
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """A condition in SQL, with its values."""

    sql: str
    values: Bound = ()


@dataclass(frozen=True, slots=True)
class Dialect:
    """The few fragments of SQL that differ."""

    given: str
    """Follows a column: that it is one of the texts in a JSON array, which is one value whatever its length."""
    members: str
    """Follows FROM: what a column with a JSON array holds, each as `value`."""
    join: str
    """Joins a table to the one before, which is to be read first."""
    beyond: str
    """Which rows of `search_index` and `search_items` come after one with a number."""
    found: Callable[[Words], Where]
    """Which rows of `search_index` have all of these words."""
    titled: Callable[[Words], Where]
    """Which of them have all of these words in their label."""
    not_titled: Callable[[Words], Where]
    """Which of them have all of these words, but not all in their label."""


def _match(words: Words) -> str:
    """Words as an FTS5 expression: each quoted, so that nothing in them is syntax, and all of them wanted."""
    return " AND ".join('"{}"'.format(word.replace('"', '""')) for word in words)


_MATCH = "search_index MATCH ?"

SQLITE = Dialect(
    given="IN (SELECT value FROM json_each(?))",
    members="json_each({})",
    join="CROSS JOIN",
    beyond="search_index.rowid > ?",
    found=lambda words: Where(_MATCH, (_match(words),)),
    titled=lambda words: Where(_MATCH, (f"label : ({_match(words)})",)),
    not_titled=lambda words: Where(_MATCH, ("({0}) NOT label : ({0})".format(_match(words)),)),
)


_ALSO = "EXISTS (SELECT 1 FROM search_index AS other WHERE other.term = ? AND other.rowid = search_index.rowid)"
_RUNNING = "EXISTS (SELECT 1 FROM search_texts AS whole WHERE whole.rowid = search_index.rowid AND strpos({}, ?) > 0)"
_LEADING = 2
_NOWHERE = Where("FALSE")
"""Where a word is that has no term, as in SQLite."""


def _found(words: Words, *, titled: bool = False) -> Where:
    """`search_index` is read for one term, in the order of its rows; the others are looked up in it, row by row."""
    sought = _sought(words, titled=titled)
    if sought is None:
        return _NOWHERE
    (first, *others), phrases, running = sought
    sql = " AND ".join(["search_index.term = ?", *[_ALSO] * len(others), *[running] * len(phrases)])
    return Where(sql, (first, *others, *phrases))


def _sought(words: Words, *, titled: bool) -> tuple[list[str], list[str], str] | None:
    """The terms that have to be there, those that have to follow one another, and how these are looked for.

    Of terms that follow one another the longest ones lead to where all of them are looked for.
    """
    read = [terms(word) for word in words]
    if not all(read):
        return None
    prefix, column = (LABEL, "label") if titled else ("", "terms")
    every = sorted({f"{prefix}{term}" for each in read for term in sorted(each, key=len)[-_LEADING:]})
    return every, [phrase(each) for each in read if len(each) > 1], _RUNNING.format(f"whole.{column}")


def _not_titled(words: Words) -> Where:
    found, sought = _found(words), _sought(words, titled=True)
    if sought is None:
        return _NOWHERE
    every, phrases, running = sought
    titled = " AND ".join([*[_ALSO] * len(every), *[running] * len(phrases)])
    return Where(f"{found.sql} AND NOT ({titled})", (*found.values, *every, *phrases))


POSTGRES = Dialect(
    given="= ANY (ARRAY(SELECT json_array_elements_text(CAST(? AS json))))",
    members="json_array_elements_text(CAST({} AS json)) AS member(value)",
    join="JOIN",
    # It does not conclude from one of them on the other, and would read all that comes before.
    beyond="search_index.rowid > ? AND number > ?",
    found=_found,
    titled=partial(_found, titled=True),
    not_titled=_not_titled,
)
