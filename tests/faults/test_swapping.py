"""New data sets under load: no failed answer, none that mixes two, no client that goes back, and all fresh in time."""

from pathlib import Path

from tests.faults.swapping import swap


def test_publications_under_load(tmp_path: Path) -> None:
    seen = swap(tmp_path, publications=4)
    assert seen.failed == []
    assert seen.mixed == []
    assert seen.backwards == []
    assert seen.newest == 4
    assert seen.freshness < 2.0
    assert seen.answers > 500


def test_publications_faster_than_they_can_be_taken_up(tmp_path: Path) -> None:
    """Those that were replaced before their moment are never served; the last one is."""
    seen = swap(tmp_path, publications=5, clients=2, pause=0.4)
    assert (seen.failed, seen.mixed, seen.backwards) == ([], [], [])
    assert seen.answers > 100
