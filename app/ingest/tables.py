"""The curator's TOML files: parsed by the standard library, checked key by key, each value with its line."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import CurationError
from app.ingest.files import NotReadable, read_regular
from app.ingest.lines import Lines

MAX_TITLE = 200
OPEN = "?"
"""What a draft has where only a curator can know."""
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class BadToml(CurationError):
    code = "bad-toml"
    remedy = "mend the TOML at this line; a truncated file is refused whole"


class BadKey(CurationError):
    code = "bad-key"
    remedy = "see docs/curation.md for the keys of each table"


class OpenQuestion(CurationError):
    code = "open-question"
    remedy = "a draft leaves this to you: give what the document says, or delete the line"


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
        if key in self.data and not isinstance(value, str):
            raise BadKey(f"{key} in [{self.name}] must be a string in quotation marks")
        if not isinstance(value, str) or not value.strip():
            raise BadKey(f'[{self.name}] needs {key} = "…"')
        if value.strip() == OPEN:
            raise OpenQuestion(f"{key} in [{self.name}] is still open")
        return value

    def title(self, key: str) -> str:
        """A string for people: one line, no control or invisible characters, at most 200 letters."""
        value = self.text(key)
        if len(value) > MAX_TITLE or not value.isprintable():
            raise BadKey(f"{key} in [{self.name}] must be one printable line of at most {MAX_TITLE} characters")
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

    def allow(self, *tables: str) -> None:
        """Refuse any other table, and one of these that is none."""
        for name, value in self.data.items():
            if name not in tables:
                raise BadKey(f"«{name}» is no table of {self.name}", nearest=", ".join(tables))
            if not all(isinstance(each, dict) for each in (value if isinstance(value, list) else [value])):
                raise BadKey(f"{name} must be a table, [[{name}]]")

    def tables(self, name: str) -> Iterator[Table]:
        """Every `[name]` or `[[name]]`, in order; `allow` refuses what is neither."""
        found = self.data.get(name, [])
        for index, data in enumerate(found if isinstance(found, list) else [found]):
            if isinstance(data, dict):
                yield Table(name, data, self.lines.table(name, index), index, self.lines)


def read_toml(seeds: Path, name: str) -> SeedFile:
    """Parse one file of the seeds folder; raises `BadToml` with the parser's line."""
    try:
        text = read_regular(seeds / name).decode("utf-8")
    except NotReadable as error:
        raise BadToml(f"{name} cannot be read: {error}", remedy="the seeds folder needs this file") from error
    except UnicodeDecodeError as error:
        raise BadToml(f"{name} is not UTF-8: {error.reason} at byte {error.start}") from error
    try:
        return SeedFile(name, tomllib.loads(text), Lines(text))
    except (ValueError, RecursionError) as error:  # a TOMLDecodeError is a ValueError
        raise BadToml(f"{name}: {error}") from error


def error_line(error: BadToml) -> int:
    """The line that the TOML parser names in its message; 1 where it names none, as at the end of a file."""
    found = re.search(r"at line (\d+)", error.what)
    return int(found[1]) if found else 1
