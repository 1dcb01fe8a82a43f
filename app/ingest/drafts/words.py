"""The word lists of drafting, read from the files beside this one: a new word is no change of the program."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def words(file: str, table: str, key: str | None = None) -> tuple[str, ...]:
    """A list of words; `key` names a list within a table."""
    found = _file(file)[table]
    return tuple(found if key is None else found[key])


def any_of(listed: Iterable[str]) -> str:
    """A pattern for any of these words, whole ones, longest first; a `*` stands for any further letters."""
    ordered = sorted(set(listed), key=lambda word: (-len(word), word))
    return r"(?<!\w)(?:" + "|".join(map(_pattern, ordered)) + ")"


def _pattern(word: str) -> str:
    escaped = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s")
    return escaped + (r"(?!\w)" if word[-1].isalnum() else "")
