"""Tables in plain text, and what their heads say of each cell.

Three forms are known: rows with bars (Markdown), rows with tabs, and columns aligned by spaces. What a figure in a
cell counts, and in which scale, often stands in the head of its column, at the start of its row, in the corner or in
the line above the table; a value that needs them is inferred from them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.model.folding import fold
from app.model.wording.patterns import alternation
from app.model.wording.tables.lines import Line, Span, is_figure, lines
from app.model.wording.units import SIGNS

_ABOVE = 3
"""Lines above a table of which one or two may be its caption."""
_HEADS = 8
"""Lines of heads that one may have above each other."""
_CORNER = 8
"""Columns from the margin within which the head of the column of labels begins."""
_SIGN = re.compile(alternation(SIGNS))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its half-open span in the text, and the spans that say what it is, the nearest first."""

    span: Span
    heads: tuple[Span, ...]
    """Of its column, from the lowest up."""
    row: Span | None
    """The first cell of its row."""
    corner: Span | None
    """The head of the first column."""
    caption: tuple[Span, ...]
    signed: Span | None
    """The nearest cell above it in its column that begins with a sign of currency."""

    @property
    def context(self) -> tuple[Span, ...]:
        """Whatever may say its unit or its scale, in the order in which it is asked."""
        return (*self.heads, *([self.row] if self.row else []), *([self.corner] if self.corner else []), *self.caption)


@dataclass(frozen=True, slots=True)
class _Table:
    """The lines of one table by what they are."""

    rows: tuple[Line, ...]
    heads: tuple[Line, ...]
    """From the lowest up."""
    ruler: Line | None
    """The line of dashes under aligned heads, which shows how wide each column is."""
    caption: tuple[Span, ...]

    @property
    def barred(self) -> bool:
        """Whether bars or tabs count its columns; else they are where their text stands."""
        return "|" in self.rows[0].text or "\t" in self.rows[0].text


def tables(text: str) -> Iterator[list[Cell]]:
    """The cells with figures of every table, in reading order."""
    block: list[Line] = []
    before: list[Line] = []
    has_rows = False
    for line in [*lines(text), Line(len(text), "", ())]:
        in_table = len(line.cells) > 1 or (block and line.is_ruler)
        over_columns = block and line.text.strip() and not has_rows and len(before) < _ABOVE
        if in_table or over_columns:
            block.append(line)
            has_rows = has_rows or line.is_row
            continue
        table = _table(block, before) if has_rows else None
        if table is not None and (cells := list(_cells(table))):
            yield cells
        before = [*([] if block else before), line][-_ABOVE:]
        block, has_rows = [], False


def _table(block: Sequence[Line], before: Sequence[Line]) -> _Table | None:
    """The table that a block of lines is; None without any head or caption."""
    first = next(index for index, line in enumerate(block) if line.is_row)
    rows = [line for line in block[first:] if line.is_row]
    above = block[:first][::-1]
    heads = [line for line in above if not line.is_ruler]
    ruler = next((line for line in above if line.is_ruler and len(line.cells) > 1), None)
    caption = tuple(line.whole for line in reversed(before) if line.text.strip())[:2]
    if not heads:
        rows = [row for row in rows if row.has_label]
    if not rows or not (heads or caption):
        return None
    return _Table(tuple(rows), tuple(heads[:_HEADS]), ruler, caption)


def _cells(table: _Table) -> Iterator[Cell]:
    corner = _corner(table)
    signed: dict[int, Span] = {}
    for row in table.rows:
        label = row.at(row.cells[row.first]) if row.has_label else None
        for index, cell in enumerate(row.cells):
            words = row.words(cell)
            if not is_figure(words) or (index == row.first and label is not None):
                continue
            column = index if table.barred else _column(table, cell)
            heads = tuple(_over(table, index, cell))
            own_corner = None if corner in heads else corner
            yield Cell(row.at(cell), heads, label, own_corner, table.caption, signed.get(column))
            if _SIGN.match(fold(words).strip()):
                signed[column] = row.at(cell)


def _corner(table: _Table) -> Span | None:
    """The head of the column of labels."""
    for head in reversed(table.heads):
        if not head.cells:
            continue
        leading = int(table.barred and head.text.lstrip().startswith("|"))  # before its first bar there is no cell
        cell = head.cells[min(leading, len(head.cells) - 1)] if table.barred else head.cells[head.first]
        at_margin = head.text[: cell[0]].strip() == "" and cell[0] < _CORNER
        is_filled = cell[0] < cell[1]
        if is_filled if table.barred else at_margin:
            return head.at(cell)
    return None


def _over(table: _Table, index: int, cell: Span) -> Iterator[Span]:
    """The heads that stand over a cell, from the lowest up; one above the lowest may stand over several columns."""
    for level, head in enumerate(table.heads):
        if not table.barred:
            yield from _overlapping(table, head, cell)
        elif index < len(head.cells) and head.cells[index][0] < head.cells[index][1]:
            yield head.at(head.cells[index])
        elif level and (filled := [each for each in head.cells[1 : index + 1] if each[0] < each[1]]):
            yield head.at(filled[-1])


def _overlapping(table: _Table, head: Line, cell: Span) -> Iterator[Span]:
    """The cells of an aligned head over a cell, or over the part of the ruler that is over it."""
    rules = table.ruler.cells if table.ruler else ()
    left, right = next(((start, end) for start, end in rules if start < cell[1] and cell[0] < end), cell)
    return (head.at(each) for each in head.cells if each[0] < right and left < each[1])


def _column(table: _Table, cell: Span) -> int:
    """Which column an aligned cell stands in: that of the ruler or of the first row, whichever it stands under."""
    columns = table.ruler.cells if table.ruler else table.rows[0].cells
    return min(range(len(columns)), key=lambda at: abs(columns[at][1] - cell[1]))
