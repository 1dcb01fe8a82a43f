"""The curator's TOML files: parsed by the standard library, checked key by key, each value with its line."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import CurationError
from app.ingest.lines import Lines

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class BadToml(CurationError):
    code = "bad-toml"
    remedy = "mend the TOML at this line; a truncated file is refused whole"


class BadKey(CurationError):
    code = "bad-key"
    remedy = "see docs/curation.md for the keys of each table"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a TOML file with the lines of its keys. What `tomllib` returns is untyped until read here."""

    name: str
    data: dict[str, Any]
    line: int
    index: int
    lines: Lines

    def line_of(self, key: str) -> int:
        return self.lines.key(self.name, self.index, key)

    def text(self, key: str) -> str:
        """A string that must be there."""
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise BadKey(f'[{self.name}] needs {key} = "…"')
        return value

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if key in self.data else None

    def slug(self, key: str) -> str:
        """An id: lower-case letters, digits and single hyphens, so that it can stand in a URL and a file name."""
        value = self.text(key)
        if not _SLUG.fullmatch(value) or len(value) > 100:
            raise BadKey(f"{key} = «{value[:100]}» is no id: lower-case letters, digits and hyphens, at most 100")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty if it is not there."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise BadKey(f"{key} in [{self.name}] must be a list of strings")
        return tuple(value)

    def number(self, key: str) -> int | None:
        value = self.data.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise BadKey(f"{key} in [{self.name}] must be a whole number")
        return value

    def inner(self, key: str) -> "Table | None":
        """An inline table, such as {value, why}; None if the key holds something else or nothing."""
        value = self.data.get(key)
        if not isinstance(value, dict):
            return None
        return Table(f"{self.name}.{key}", value, self.line_of(key), 0, Lines(""))

    def allow(self, *keys: str) -> None:
        """Refuse any other key, so that a misspelt one is not silently without effect."""
        for key in self.data:
            if key not in keys:
                raise BadKey(f"«{key}» is no key of [{self.name}]", nearest=", ".join(keys))


@dataclass(frozen=True, slots=True)
class SeedFile:
    """One parsed file; `name` is its path below the seeds folder, as findings print it."""

    name: str
    data: dict[str, Any]
    lines: Lines

    def tables(self, name: str) -> Iterator[Table]:
        """Every `[name]` or `[[name]]`, in order."""
        found = self.data.get(name, [])
        for index, data in enumerate(found if isinstance(found, list) else [found]):
            if not isinstance(data, dict):
                raise BadKey(f"{name} must be a table, [{name}] or [[{name}]]")
            yield Table(name, data, self.lines.table(name, index), index, self.lines)


def read_toml(seeds: Path, name: str) -> SeedFile:
    """Parse one file of the seeds folder; raises `BadToml` with the parser's line."""
    try:
        text = (seeds / name).read_bytes().decode("utf-8")
    except OSError as error:
        raise BadToml(f"{name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadToml(f"{name} is not UTF-8: {error.reason} at byte {error.start}") from error
    try:
        return SeedFile(name, tomllib.loads(text), Lines(text))
    except tomllib.TOMLDecodeError as error:
        raise BadToml(f"{name}: {error}") from error


def error_line(error: BadToml) -> int:
    """The line that the TOML parser names in its message; 1 where it names none, as at the end of a file."""
    found = re.search(r"at line (\d+)", error.what)
    return int(found[1]) if found else 1
