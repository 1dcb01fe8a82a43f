"""Words: a hedge, an open end and an inferred year are never lost on the way to a reader."""

import pytest

from app.render.words import counted, figure, interval, quantity, when


@pytest.mark.parametrize(
    ("ends", "qualifier", "words"),
    [
        ((6240, 6240, 6240), "exact", "6,240 BTC"),
        ((6240, 6235, 6245), "rounded", "≈ 6,240 BTC"),
        ((6240, 6235, 6245), "approximately", "≈ 6,240 BTC"),
        ((6240, 6235, 6245), "estimated", "est. 6,240 BTC"),
        ((6240, None, 6240), "nearly", "nearly 6,240 BTC"),
        ((6240, 6240, None), "more-than", "over 6,240 BTC"),
        ((6240, 6240, None), "at-least", "at least 6,240 BTC"),
        ((6240, None, 6240), "less-than", "under 6,240 BTC"),
        ((6240, None, 6240), "at-most", "up to 6,240 BTC"),
        ((None, 20_000_000, 40_000_000), "between", "20,000,000 to 40,000,000 BTC"),
        ((None, 20, 40), "estimated", "est. 20 to 40 BTC"),
        ((None, None, None), None, "not stated"),
    ],
)
def test_a_quantity_keeps_its_hedge(
    ends: tuple[int | None, int | None, int | None], qualifier: str | None, words: str
) -> None:
    assert quantity(*ends, qualifier, "BTC") == words


def test_a_figure_has_all_its_digits_and_no_exponent() -> None:
    assert [figure(each) for each in (1e-8, 0.5, 21_000_000, 9.36)] == ["0.00000001", "0.5", "21,000,000", "9.36"]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2025-07-17", "2025-07-17", "July 17, 2025"),
        ("2025-07-01", "2025-07-10", "July 1, 2025 to July 10, 2025"),
        ("2025-07-17", None, "July 17, 2025 or later"),
        (None, "2025-07-17", "July 17, 2025 or earlier"),
        (None, None, "undated"),
    ],
)
def test_an_interval_is_open_where_the_source_is(start: str | None, end: str | None, words: str) -> None:
    assert interval(start, end) == words


@pytest.mark.parametrize(
    ("said", "start", "end", "precision", "words"),
    [
        ("July 17, 2025", "2025-07-17", "2025-07-17", "day", "July 17, 2025"),
        ("July 17", "2025-07-17", "2025-07-17", "day", "July 17 (July 17, 2025)"),
        ("May 2025", "2025-05-01", "2025-05-31", "month", "May 2025"),
        ("May", "2025-05-01", "2025-05-31", "month", "May (May 1, 2025 to May 31, 2025)"),
        (
            "Early July 2025",
            "2025-07-01",
            "2025-07-10",
            "month-part",
            "Early July 2025 (July 1, 2025 to July 10, 2025)",
        ),
        ("since 2021", "2021-01-01", None, "from", "since 2021 (January 1, 2021 or later)"),
        (None, "2025-07-17", None, "from", "July 17, 2025 or later"),
    ],
)
def test_a_date_says_its_days(said: str | None, start: str, end: str | None, precision: str, words: str) -> None:
    assert when(said, start, end, precision) == words


def test_one_is_not_many() -> None:
    assert [counted(each, "snapshot") for each in (0, 1, 2000)] == ["0 snapshots", "1 snapshot", "2,000 snapshots"]
