"""The rows of the benchmark: what is asked for, whether it was asked before, and how near the yardstick it must be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import msgspec

from app.bench import invented
from app.bench.bare import Answer
from app.bench.load import BadAnswers
from app.bench.servers import Server, ask
from app.errors import ChanceryError


class TooFew(ChanceryError):
    """Data too few for what a row asks for."""


MANY = 20_000
"""How many different addresses a row has that is not to be seen before."""
_STRIDE = 7919
"""A prime: steps of it visit every place of a list once, and neighbours never in a row."""
_DEEP = 2000
"""How many pages from the middle of the data on are asked for."""


@dataclass(frozen=True, slots=True)
class Data:
    """The data that is asked about: how many snapshots, and cursors that lead to pages from the middle on."""

    snapshots: int
    cursors: tuple[str, ...] = ()

    @property
    def series(self) -> int:
        return invented.series(self.snapshots)

    def place(self, number: int) -> tuple[int, int]:
        """The series and week of some snapshot; numbers beyond the last one begin again."""
        scattered = number * _STRIDE % self.snapshots
        return scattered // invented.PER_SERIES + 1, scattered % invented.PER_SERIES

    def whole_series(self, number: int) -> int:
        """One of the series that have all of their snapshots; of few data the first one."""
        return number % max(1, self.snapshots // invented.PER_SERIES) + 1


Addresses = Callable[[Data, int], str]
"""The address of this number; 0 is the one that is asked again and again."""


def _record(data: Data, number: int) -> str:
    return f"/v1/reserve-snapshots/{invented.snapshot_id(*data.place(number))}"


def _plain_record(data: Data, number: int) -> str:
    return f"{_record(data, number)}?view=plain"


def _timeline(suffix: str) -> Addresses:
    """A whole series; `from`, a day long before the first one, makes other addresses of the same answer."""

    def addresses(data: Data, number: int) -> str:
        series = data.whole_series(number)
        long_before = date(1000, 1, 1) + timedelta(days=number // data.series)
        varied = f"?from={long_before}" if number else ""
        return f"/v1/reserve-timelines/{invented.timeline_id(series)}{suffix}{varied}"

    return addresses


def _filtered(data: Data, number: int) -> str:
    series = data.whole_series(number)
    after = invented.FIRST_DAY + timedelta(days=365 + number // data.series % 1000)
    return f"/v1/reserve-snapshots?view=plain&holder={invented.holder_id(series)}&date_start__gte={after}"


def first(_: Data, __: int) -> str:
    """The first page."""
    return "/v1/reserve-snapshots?view=plain"


def deep(data: Data, number: int) -> str:
    """A page from the middle on."""
    cursor = data.cursors[number * _STRIDE % len(data.cursors)]
    return f"/v1/reserve-snapshots?view=plain&cursor={cursor}"


def _search(data: Data, number: int) -> str:
    series = data.whole_series(number)
    month, year = (number // data.series) % 12, (number // data.series // 12) % 9 + 2016
    words = (invented.name_of(series), invented.words_of(date(year, month + 1, 1)).split()[0], str(year))
    return f"/v1/search?q={'+'.join(words)}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its name, what it asks for, and the least ratio to the yardstick that is good enough."""

    name: str
    doc: str
    addresses: Addresses
    seen: bool
    least: float
    headers: Mapping[str, str] = field(default_factory=dict)
    conditional: bool = False
    """Whether it asks again for what it already has, and wants a 304."""

    @property
    def status(self) -> int:
        return 304 if self.conditional else 200

    def all(self, data: Data) -> list[str]:
        """The addresses that are asked for, each once."""
        numbers = range(1) if self.seen else range(1, MANY + 1)
        return list(dict.fromkeys(self.addresses(data, number) for number in numbers))


_AGAIN, _NEW = True, False
ROWS: tuple[Row, ...] = (
    Row("record-plain", "one record, plain", _plain_record, _AGAIN, 0.90),
    Row("record", "one record, cited", _record, _AGAIN, 0.90),
    Row("timeline", "timeline of 500 rows, JSON", _timeline(".json"), _AGAIN, 0.90),
    Row("timeline-cited", "timeline, cited", _timeline(""), _AGAIN, 0.90),
    Row("timeline-br", "timeline, cited, brotli", _timeline(""), _AGAIN, 0.90, {"Accept-Encoding": "br"}),
    Row("timeline-gzip", "timeline, cited, gzip", _timeline(""), _AGAIN, 0.90, {"Accept-Encoding": "gzip"}),
    Row("timeline-csv", "timeline of 500 rows, CSV", _timeline(".csv"), _AGAIN, 0.90),
    Row("page-filtered", "filtered page", _filtered, _AGAIN, 0.90),
    Row("page-deep", "page in the middle", deep, _AGAIN, 0.90),
    Row("search", "search for three words", _search, _AGAIN, 0.90),
    Row("unchanged", "one record, 304", _plain_record, _AGAIN, 0.90, conditional=True),
    Row("record-plain-new", "one record, plain", _plain_record, _NEW, 0.25),
    Row("timeline-new", "timeline of 500 rows, JSON", _timeline(".json"), _NEW, 0.10),
    Row("timeline-cited-new", "timeline, cited", _timeline(""), _NEW, 0.05),
    Row("timeline-csv-new", "timeline of 500 rows, CSV", _timeline(".csv"), _NEW, 0.03),
    Row("page-filtered-new", "filtered page", _filtered, _NEW, 0.10),
    Row("page-deep-new", "page in the middle", deep, _NEW, 0.15),
    Row("search-new", "search for three words", _search, _NEW, 0.12),
)


def with_cursors(data: Data, server: Server) -> Data:
    """The data with cursors to the pages from the middle on, found as everybody finds them: from page to page."""
    connection = server.connect()
    address: str | None = f"{first(data, 0)}&limit={_LARGEST}"
    cursors: list[str] = []
    try:
        for _ in range(data.snapshots // 2 // _LARGEST):
            address = _next(ask(connection, address or ""))
        address = (address or "").replace(f"limit={_LARGEST}", f"limit={_USUAL}")
        while address and len(cursors) < _DEEP:
            cursors += parse_qs(urlsplit(address).query).get("cursor", [])
            address = _next(ask(connection, address))
    finally:
        connection.close()
    if not cursors:
        raise TooFew(f"{data.snapshots} snapshots have no page in the middle: {2 * _LARGEST} do")
    return replace(data, cursors=tuple(cursors))


_LARGEST, _USUAL = 500, 50
"""Records a page: at most, and without being asked."""


def _next(page: Answer) -> str | None:
    """The address of the next page."""
    if page.status != HTTPStatus.OK:
        raise BadAnswers(f"a page could not be had: {page.status} {page.body[:500].decode(errors='replace')}")
    return _decoder.decode(page.body).page.next


class _Place(msgspec.Struct):
    next: str | None


class _Page(msgspec.Struct):
    page: _Place


_decoder = msgspec.json.Decoder(_Page)
