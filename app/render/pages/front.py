"""The front page: what this is, the chart, what the sources disagree about, and what there is to ask for."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.model.holdings import Row, Timeline
from app.render.charts.statements import Series
from app.render.pages.embed import chart
from app.render.pages.quotes import Quote
from app.render.pages.template import page


@dataclass(frozen=True, slots=True)
class Side:
    """What one source says in a disagreement, and where."""

    words: str
    is_quoted: bool
    """Whether these are the source's own words; a code or a date is the curator's."""
    quote: Quote
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One conflict: what it is about, who says what, and why one of them is shown all the same."""

    id: str
    label: str
    field: str
    sides: tuple[Side, ...]
    why: str | None
    """Why one of them is shown all the same; or, where none is, why they do not go together."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One kind of record, and how many there are."""

    path: str
    doc: str
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What a front page shows."""

    series: Series | None
    """The timeline that is drawn: the longest."""
    timelines: Sequence[Timeline]
    disagreements: Sequence[Disagreement]
    disagreements_in_all: int
    records: Sequence[Counted]
    sources: Sequence[Row]
    dataset: str


def commands(overview: Overview, origin: str) -> list[str]:
    """Three commands to copy: a record with its evidence, a table, the disagreements."""
    found = [f"curl -s {origin}/v1/conflicts"]
    if overview.series is not None:
        found.insert(0, f"curl -s {origin}/v1/reserve-timelines/{overview.series.id}.csv")
    if overview.series is not None and overview.series.snapshots:
        found.insert(0, f"curl -s {origin}/v1/reserve-snapshots/{overview.series.snapshots[-1].id}")
    return found


def front(overview: Overview, *, origin: str) -> bytes:
    """The whole page."""
    return page(
        "front.html",
        overview=overview,
        chart=chart(overview.series, origin) if overview.series is not None else "",
        commands=commands(overview, origin),
        origin=origin,
    )
