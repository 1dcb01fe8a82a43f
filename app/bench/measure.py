"""Measuring: every row against the yardstick, and what the server needs to start, to keep and to go deep."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from statistics import median

from app.bench import servers
from app.bench.bare import Answer, Answers, write
from app.bench.load import BadAnswers, compare, costs
from app.bench.rows import ROWS, Data, Row, deep, first, with_cursors
from app.bench.servers import Server, ask
from app.ingest.job import ingest
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how often is measured."""

    seconds: float
    rounds: int
    requests: int
    """How many different queries the memory has to bear."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of the result: a ratio to the yardstick, with both rates, or one figure by itself."""

    name: str
    doc: str
    figure: float
    unit: str
    limit: float
    good: bool
    least: float | None = None
    most: float | None = None
    bare: float | None = None
    real: float | None = None
    body: int | None = None


START, MEMORY, DEPTH = "start", "memory", "depth"
FIGURES = {
    START: "start to first answer, curated data",
    MEMORY: "memory, second half of a flood over its first",
    DEPTH: "page in the middle over first page",
}
NAMES = (*(row.name for row in ROWS), *FIGURES)
_STARTS = 3
_LONGEST_START = 1.0
_MOST_GROWTH = 1.1
_MOST_DEPTH = 1.3


def measure(link: Path, snapshots: int, names: Sequence[str], effort: Effort, scratch: Path) -> Iterator[Measured]:
    """The rows of these names, in the order of the tables above. Raises `BadAnswers` where one is not answered well."""
    data = Data(snapshots)
    for seen, cache in ((True, None), (False, 0)):
        rows = [row for row in ROWS if row.name in names and row.seen is seen]
        if rows or (DEPTH in names and not seen):
            with servers.real(link, cache) as server:
                data = with_cursors(data, server)
                yield from _rows(server, rows, data, effort, scratch)
                if DEPTH in names and not seen:
                    yield _depth(server, data, effort, scratch)
    if START in names:
        yield _start(scratch)
    if MEMORY in names:
        with servers.real(link) as server:
            yield _memory(server, data, effort)


def _rows(server: Server, rows: Sequence[Row], data: Data, effort: Effort, scratch: Path) -> Iterator[Measured]:
    """Rows against one real server and the yardstick that has learned its answers."""
    captured = [(row, row.all(data), *_capture(server, row, data)) for row in rows]
    with _yardstick(server, captured, scratch) as bare:
        for row, addresses, headers, answer in captured:
            own = [_apart(each, row) for each in addresses]
            _check(row, bare.get(own[0], headers), answer)
            lists = _list(scratch / "bare.txt", own), _list(scratch / "real.txt", addresses)
            found = compare((bare, lists[0]), (server, lists[1]), effort.seconds, effort.rounds, headers)
            _check(row, server.get(addresses[0], headers), answer)
            yield Measured(
                row.name, row.doc, found.ratio, "x bare", row.least, found.ratio >= row.least,
                min(found.ratios), max(found.ratios), found.bare, found.real, len(answer.body),
            )  # fmt: skip


Captured = tuple[Row, list[str], dict[str, str], Answer]


def _capture(server: Server, row: Row, data: Data) -> tuple[dict[str, str], Answer]:
    """The header fields that a row asks with, and what the real server answers to its first address."""
    address = row.all(data)[0]
    headers = dict(row.headers)
    if row.conditional:
        tags = [value.decode() for name, value in server.get(address).headers if name == b"etag"]
        headers["If-None-Match"] = tags[0] if tags else '""'
    answer = server.get(address, headers)
    if answer.status != row.status:
        said = answer.body[:500].decode(errors="replace")
        raise BadAnswers(f"{row.name}: {address} is answered with {answer.status}, not {row.status}: {said}")
    return headers, answer


@contextmanager
def _yardstick(server: Server, captured: Iterable[Captured], scratch: Path) -> Iterator[Server]:
    """The bare server with these answers."""
    answers, places = [server.get("/readyz")], {"/readyz?": 0}
    for row, addresses, _, answer in captured:
        places |= dict.fromkeys((_key(_apart(each, row)) for each in addresses), len(answers))
        answers.append(answer)
    path = scratch / "answers"
    write(path, Answers(answers, places))
    with servers.bare(path) as bare:
        yield bare


def _apart(address: str, row: Row) -> str:
    """The address for the yardstick: it does not look at header fields, so what they make differ differs in it."""
    if not (row.headers or row.conditional):
        return address
    return f"{address}{'&' if '?' in address else '?'}as={row.name}"


def _key(address: str) -> str:
    return address if "?" in address else f"{address}?"


def _check(row: Row, answer: Answer, wanted: Answer) -> None:
    """Both servers give the same bytes, header fields included."""
    if answer != wanted:
        raise BadAnswers(
            f"{row.name}: {answer.status} with {len(answer.body)} bytes is not the answer that was captured"
        )


def _list(path: Path, addresses: Iterable[str]) -> Path:
    path.write_text("".join(f"{each}\n" for each in addresses))
    return path


def _depth(server: Server, data: Data, effort: Effort, scratch: Path) -> Measured:
    """What one page in the middle costs each time it is made, next to the first one."""
    lists = [
        _list(scratch / f"{name}.txt", [addresses(data, 0)]) for name, addresses in (("deep", deep), ("first", first))
    ]
    in_the_middle, at_first = costs(server, lists, effort.seconds, effort.rounds)
    ratio = in_the_middle / at_first
    return Measured(DEPTH, FIGURES[DEPTH], ratio, "x", _MOST_DEPTH, ratio <= _MOST_DEPTH)


def _start(scratch: Path) -> Measured:
    """From the start of the process to the first good answer, over the curated data."""
    link = scratch / "curated" / "current.db"
    ingest(Settings(store=link))
    times = []
    for _ in range(_STARTS):
        with servers.real(link) as server:
            times.append(server.seconds_to_answer)
    taken = median(times)
    return Measured(START, FIGURES[START], taken, "s", _LONGEST_START, taken < _LONGEST_START, min(times), max(times))


_LARGE_EVERY = 20
"""One of so many queries of the flood has a large answer, so that whatever is kept must be let go again."""


def _memory(server: Server, data: Data, effort: Effort) -> Measured:
    """How much the memory grows in the second half of a flood of different queries; it must not."""
    begun = server.memory()
    large = next(row for row in ROWS if row.name == "timeline-new")
    connection = server.connect()
    marks = []
    for number in range(1, effort.requests + 1):
        is_large = number % _LARGE_EVERY == 0
        address = large.addresses(data, number) if is_large else f"/v1/search?q=nowhere{number}"
        answer = ask(connection, address)
        if answer.status != HTTPStatus.OK:
            raise BadAnswers(f"{address} is answered with {answer.status}")
        if number in (effort.requests // 2, effort.requests):
            marks.append(server.memory())
    connection.close()
    growth = marks[-1] / marks[0]
    doc = f"{FIGURES[MEMORY]}: {', '.join(f'{each / 2**20:.0f} MiB' for each in (begun, *marks))}"
    return Measured(MEMORY, doc, growth, "x", _MOST_GROWTH, growth <= _MOST_GROWTH)
