"""Invented series for charts: every hedge, every kind of date, and disagreements of all sorts. Test data."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.render.charts.statements import Series, Snapshot, Statement
from app.render.words import quantity

Ends = tuple[float | None, float | None, float | None]


def statement(ends: Ends, qualifier: str = "exact", source: str = "gazette", *, is_shown: bool = True) -> Statement:
    words = quantity(*ends, qualifier, "BTC")
    return Statement(*ends, qualifier, words, source, "cit_0123456789abcdef", is_shown)


def exactly(amount: float, source: str = "gazette", *, is_shown: bool = True) -> Statement:
    return statement((amount, amount, amount), "exact", source, is_shown=is_shown)


def snapshot(
    start: date | None, end: date | None, *statements: Statement, disputes: tuple[str, ...] = (), name: str = "s"
) -> Snapshot:
    return Snapshot(name, start, end, f"{start} to {end}", statements, disputes)


def series(snapshots: Sequence[Snapshot], left_out: int = 0, title: str = "Ruritania, BTC reserve") -> Series:
    sources = (("gazette", "The Gazette"), ("herald", "The Herald of Ruritania"))
    return Series("ruritania-btc", title, "BTC", tuple(snapshots), left_out, sources, "0" * 64)


DAY = date(2030, 3, 1)
VARIED = series(
    [
        snapshot(date(2028, 1, 1), date(2028, 12, 31), exactly(100)),
        snapshot(date(2029, 3, 1), date(2029, 3, 31), statement((None, 1500, 2500), "between")),
        snapshot(date(2029, 6, 1), None, statement((2381, 2381, None), "more-than")),
        snapshot(date(2030, 1, 5), date(2030, 1, 5), statement((3000, 2950, 3050), "approximately")),
        snapshot(DAY, DAY, exactly(3000), exactly(5000, "herald", is_shown=False), disputes=("amount",)),
        snapshot(
            date(2030, 9, 5),
            date(2030, 9, 5),
            statement((5000, 5000, None), "at-least"),
            exactly(5005, "herald", is_shown=False),
            statement((5005, None, 5005), "less-than", "herald", is_shown=False),
            disputes=("amount",),
        ),
        snapshot(None, date(2031, 1, 1), statement((5200, None, 5200), "at-most")),
    ],
    left_out=2,
)


def long_series(count: int) -> Series:
    """So many snapshots, every hundredth of them disputed."""
    found = []
    for number in range(count):
        day = date(2020, 1, 1) + timedelta(4 * number)
        said = [exactly(1000 + 3 * number)]
        if number % 100 == 50:
            said.append(exactly(1100 + 3 * number, "herald", is_shown=False))
        found.append(snapshot(day, day, *said, disputes=("amount",) if len(said) > 1 else (), name=f"s{number}"))
    return series(found)
