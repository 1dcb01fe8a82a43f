"""Rows: the entries of one row of a table. Its stock is one with its worth and price; every other cell is its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.ingest.drafts import kinds
from app.ingest.drafts.clauses import dates_of
from app.ingest.drafts.entry import Entry, dated_by
from app.ingest.mentions import Mention, cell_of, folded_span
from app.model.quantities import Quantity

if TYPE_CHECKING:
    from app.ingest.anchor import Span
    from app.ingest.drafts.sentences import Drafter


def draft_row(drafter: Drafter, span: Span, figures: Sequence[Mention], days: Sequence[Mention]) -> None:
    """The date is that of the row; else that of the column's head; else that of the table's caption."""
    drafted: list[Entry] = []
    of_figure = [_entry(drafter, span, each, drafted) for each in figures]
    said = [(place, days[0]) for place in range(len(figures))] if len(days) == 1 else []
    for place, day in said or dates_of(drafter.document.prose, span, figures, days):
        if not of_figure[place].wants("date"):
            of_figure[place].want("date", day)
    for entry in drafted:
        first = entry.wanted[0].span
        dated = entry.wants("date")
        drafter.add(entry, span, span)
        if not dated and entry.states:
            _date_outside(drafter, entry, first)


def _entry(drafter: Drafter, span: Span, each: Mention, drafted: list[Entry]) -> Entry:
    heads = _heads_of(drafter, each)
    stock = next((entry for entry in drafted if entry.table == "reserve_snapshot"), None)
    if isinstance(each.value, Quantity):
        name = kinds.stock_field(each.value, heads)
        if stock is not None and name and not stock.wants(name):
            stock.want(name, each)
            return stock
        table = kinds.kind_of_cell(each.value, heads)
        entry = Entry(table, span)
        entry.want(kinds.field_of(table, each.value) or "value", each)
    else:
        entry = Entry("indicator", span)
        entry.want("value", each)
    drafted.append(entry)
    return entry


def _heads_of(drafter: Drafter, each: Mention) -> str:
    """What stands over and beside a cell; of a whole table the caption says too much."""
    cell = cell_of(drafter.document, each.span)
    spans = (*cell.heads, *([cell.row] if cell.row else [])) if cell else ()
    return " ".join(drafter.document.text[slice(*span)] for span in spans)


def _date_outside(drafter: Drafter, entry: Entry, figure: Span) -> None:
    cell = cell_of(drafter.document, figure)
    if cell is None or entry.table == "ignore":
        return
    places = [(each, "the head of its column") for each in cell.heads]
    for where, what in [*places, *((each, "the caption of its table") for each in cell.caption)]:
        passage = folded_span(drafter.document, where)
        days = drafter.within(passage)
        if len(days) == 1:
            dated_by(entry, days[0], passage, what, drafter.reading)
            return
