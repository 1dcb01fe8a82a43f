"""Metrics: the numbers of the meter and the state of the store, as Prometheus reads them (text format 0.0.4)."""

import time
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from app.api.meter import BOUNDS, Counts, Tally
from app.api.serving import Serving

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(serving: Serving) -> bytes:
    """All metrics. Labels are routes as they are declared, statuses, and one digest: their number is bounded."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(serving))
    return generate_latest(registry)


class _Collector(Collector):
    """Hands the library what has been counted, each time that it is asked."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def collect(self) -> Iterator[Metric]:
        counts = self._serving.process.meter.together()
        yield from _requests(counts)
        yield from _cache(counts)
        yield from _data_set(self._serving, counts)


def _requests(counts: Counts) -> Iterator[Metric]:
    requests = CounterMetricFamily("chancery_requests", "Answers, by route and status.", labels=["route", "status"])
    kept = CounterMetricFamily("chancery_kept_answers", "Of them, those that were kept ready.", labels=["route"])
    sent = CounterMetricFamily("chancery_sent_bytes", "Bytes of the bodies of answers.", labels=["route"])
    took = HistogramMetricFamily("chancery_request_seconds", "How long answers took, in seconds.", labels=["route"])
    for route, by_status in sorted(counts.tallies.items()):
        total = Tally()
        for status, tally in sorted(by_status.items()):
            requests.add_metric([route, str(status)], tally.answers)
            total = total.plus(tally)
        kept.add_metric([route], total.kept)
        sent.add_metric([route], total.bytes)
        bounds = [*map(str, BOUNDS), "+Inf"]
        took.add_metric([route], [*zip(bounds, accumulate(total.taking), strict=True)], total.seconds)
    yield from (requests, kept, sent, took)


def _cache(counts: Counts) -> Iterator[Metric]:
    yield GaugeMetricFamily("chancery_cache_answers", "Answers that are kept ready.", counts.cache_answers)
    yield GaugeMetricFamily("chancery_cache_bytes", "Bytes that these take.", counts.cache_bytes)


def _data_set(serving: Serving, counts: Counts) -> Iterator[Metric]:
    yield GaugeMetricFamily("chancery_ready", "1 while any question can be answered, or else 0.", not serving.unready)
    if serving.store is not None:
        which = GaugeMetricFamily("chancery_dataset_info", "The data set that is served.", labels=["digest"])
        which.add_metric([serving.digest], 1)
        yield which
        age = time.time() - serving.store.edition.published
        yield GaugeMetricFamily("chancery_dataset_age_seconds", "Seconds since it was published.", age)
    for name, meaning, number in (
        ("chancery_publications_taken", "Publications that were taken up while serving.", counts.events.taken),
        ("chancery_publications_refused", "Publications that could not be served.", counts.events.refused),
        ("chancery_overloaded", "Requests turned away because too many waited.", counts.events.overloaded),
    ):
        yield CounterMetricFamily(name, meaning, number)
