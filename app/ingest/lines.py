"""Where tables and keys stand in a TOML file: `tomllib` parses without positions, curators need the line."""

import re

_HEADER = re.compile(r"\s*\[{1,2}\s*([\w.-]+)\s*\]{1,2}")
_KEY = re.compile(r"\s*([\w-]+)\s*=")


class Lines:
    """Line numbers (from 1) of the n-th table of a name, and of the keys directly in it."""

    def __init__(self, text: str) -> None:
        self._tables: dict[tuple[str, int], int] = {}
        self._keys: dict[tuple[str, int, str], int] = {}
        counts: dict[str, int] = {}
        table, index, fence = "", 0, None
        for number, line in enumerate(text.splitlines(), 1):
            if fence is not None:
                fence = None if fence in line else fence
                continue
            if (header := _HEADER.match(line)) is not None:
                table = header[1]
                index = counts.get(table, 0)
                counts[table] = index + 1
                self._tables[table, index] = number
            elif (key := _KEY.match(line)) is not None:
                self._keys.setdefault((table, index, key[1]), number)
            fence = _opens_multiline(line)

    def table(self, name: str, index: int = 0) -> int:
        """The line of the n-th `[name]` or `[[name]]`; 1 if there is none."""
        return self._tables.get((name, index), 1)

    def key(self, name: str, index: int, key: str) -> int:
        """The line of a key in that table; the table's line if the key stands inside another value."""
        return self._keys.get((name, index, key), self.table(name, index))


def _opens_multiline(line: str) -> str | None:
    """The fence of a multi-line string that starts on this line and does not end on it."""
    for fence in ('"""', "'''"):
        if line.count(fence) == 1:
            return fence
    return None
