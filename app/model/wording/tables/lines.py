"""Lines of text, and the cells that bars, tabs or wide gaps make of one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

Span = tuple[int, int]

_RULER = re.compile(r"[ \t]*[|+:]?[ \t]*:?[-=]{3,}(?:[ \t|+:]+[-=]{2,})*:?[ \t]*[|+]?[ \t]*")
_BAR, _TAB, _GAP = re.compile(r"\|"), re.compile(r"\t"), re.compile(r"[ ]{2,}")
_LONE_SIGN = re.compile(r"(?:[A-Z]{1,3})?[$€£¥₿]")
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_CELLS = 100
"""What has more cells than this is no row of a table."""
_FIGURE = re.compile(
    r"[^\w\n]{0,6}(?:[A-Z]{1,3}\$|[$€£¥₿])?\s*"  # a hedge, emphasis, a sign of currency
    r"\(?[-+−–]?\d[\d.,' \u00a0\u202f]*\)?(?:\s?[-–]\s?\d[\d.,]*)?\+?"  # a figure, negative in parentheses, or a range
    r"(?:\s?\(?est\.?\)?)?\s?(?:%|[^\W\d]{1,4}(?:/\w+)?)?\)?"  # a short unit
    r"(?:\[\d{1,3}\])?[*_†‡]{0,2}"  # marks of notes
)


def is_figure(words: str) -> bool:
    """Whether a cell holds a figure and hardly anything else."""
    return _FIGURE.fullmatch(words) is not None


@dataclass(frozen=True)
class Line:
    """One line: where it starts in the text, and its cells, in columns of the line."""

    start: int
    text: str
    cells: tuple[Span, ...]

    @cached_property
    def is_ruler(self) -> bool:
        return _RULER.fullmatch(self.text) is not None

    @cached_property
    def is_row(self) -> bool:
        """Whether a cell after the first one holds a figure that is not a year, which may head a column."""
        words = (self.words(cell) for cell in self.cells[1:])
        return any(is_figure(each) and not _YEAR.fullmatch(each.strip()) for each in words)

    @cached_property
    def first(self) -> int:
        """The index of the first cell that is not empty."""
        return next((index for index, cell in enumerate(self.cells) if cell[0] < cell[1]), 0)

    @cached_property
    def has_label(self) -> bool:
        """Whether the first cell that is not empty says what the row is of."""
        words = self.words(self.cells[self.first])
        return not is_figure(words) or _YEAR.fullmatch(words.strip()) is not None

    def words(self, cell: Span) -> str:
        return self.text[slice(*cell)]

    def at(self, cell: Span) -> Span:
        """A cell's span in the text."""
        return self.start + cell[0], self.start + cell[1]

    @property
    def whole(self) -> Span:
        """The span of what the line holds, without the space around it."""
        bare = self.text.strip()
        start = self.start + self.text.index(bare)
        return start, start + len(bare)


def lines(text: str) -> Iterator[Line]:
    at = 0
    for line in text.split("\n"):
        cells = tuple(_split(line))
        yield Line(at, line, cells if len(cells) <= _CELLS else ())
        at += len(line) + 1


def _split(line: str) -> Iterator[Span]:
    """The cells of a line, by bars, tabs, or gaps of two spaces and more.

    A sign of currency in a column of its own belongs to the figure behind it.
    """
    separator = _separator(line)
    at, sign = 0, None
    for found in [*separator.finditer(line), None]:
        end = len(line) if found is None else found.start()
        bare = line[at:end].strip()
        start = at + (line[at:end].index(bare) if bare else 0)
        if _LONE_SIGN.fullmatch(bare) and found is not None:
            sign = start if sign is None else sign
        elif bare or separator is not _GAP:
            yield (start if sign is None else sign), start + len(bare)
            sign = None
        at = end if found is None else found.end()


def _separator(line: str) -> re.Pattern[str]:
    if line.count("|") > 1 or " | " in line:
        return _BAR
    return _TAB if "\t" in line.strip() else _GAP
