"""Statements: stored snapshots as a chart takes them, over an invented store."""

from contextlib import closing

from app.api.charts import chart_of, stored_points
from app.store.reader import Reader
from tests.workshop import Workshop


def test_a_stored_snapshot_is_one_statement(workshop: Workshop) -> None:
    workshop.ingest()
    with closing(Reader.open(workshop.settings.store)) as reader:
        (timeline,) = reader.timelines()
        series = chart_of(reader, timeline, stored_points(reader, timeline))
    assert (series.asset, series.title, series.left_out) == ("BTC", "Ruritania, BTC reserve", 0)
    assert series.sources == (("test-article", "A test article"),)
    (snapshot,) = series.snapshots
    assert (str(snapshot.start), str(snapshot.end), snapshot.dated) == ("2030-03-20", "2030-03-20", "On March 20, 2030")
    (statement,) = snapshot.statements
    assert (statement.words, statement.source, statement.is_shown) == ("1,300 BTC", "test-article", True)
    assert not snapshot.disputes
