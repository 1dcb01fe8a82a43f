"""Load: wrk drives the yardstick and the real server in turns, and what each answer cost is read from the kernel.

Compared are requests per second of processor time of the server, so neither the load generator nor what else the
machine does is in the figure. A round is one run against each; the ratio of a round is real over bare.
"""

import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from app.bench.servers import Server, cores, end, on_core
from app.errors import ChanceryError

CONNECTIONS = 16
_SCRIPT = Path(__file__).with_name("load.lua")
LONGEST = 3600
"""Seconds that a run may take."""


class NoLoad(ChanceryError):
    """The load generator is missing or says something that is not its result."""


class BadAnswers(ChanceryError):
    """Answers under load that are not the wanted ones."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run against one server."""

    requests: int
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Requests per second of processor time; the clock ticks in hundredths."""
        return self.requests / max(self.cpu_seconds, 0.01)


@dataclass(frozen=True, slots=True)
class Compared:
    """All rounds of one row."""

    bare: float
    real: float
    ratios: tuple[float, ...]

    @property
    def ratio(self) -> float:
        return median(self.ratios)


def wrk() -> str:
    """Where wrk is. Raises `NoLoad` if it is nowhere."""
    found = shutil.which("wrk")
    if found is None:
        raise NoLoad("wrk is missing, and the benchmark is driven by it: apt-get install wrk")
    return found


def drive(
    server: Server, addresses: Path, seconds: float, first: int = 0, headers: Mapping[str, str] | None = None
) -> Run:
    """Ask a server for the addresses in a file, one a line, for so many seconds. Raises `BadAnswers`."""
    fields = [word for name, value in (headers or {}).items() for word in ("-H", f"{name}: {value}")]
    command = [
        *(*_DEAF, wrk(), "-t1", f"-c{CONNECTIONS}", f"-d{LONGEST}s", "--timeout", "30s", "-s", str(_SCRIPT), *fields),
        *(f"http://127.0.0.1:{server.port}/", "--", str(addresses), str(first)),
    ]
    pinned = cores()
    before = server.cpu_seconds()
    with on_core(pinned[1] if pinned else None):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # noqa: S603
    try:
        time.sleep(seconds)
        said = _stopped(process)
    finally:
        end(process)
    return Run(_counted(said), server.cpu_seconds() - before)


_DEAF = ("/bin/sh", "-c", 'trap "" INT; exec "$0" "$@"')
"""Starts a program that an interrupt does not end before it has a handler of its own for it."""
_PATIENCE = 30


def _stopped(process: "subprocess.Popen[bytes]") -> str:
    """What wrk says in the end. It counts in whole seconds itself, so it is interrupted, until it has heard it."""
    until = time.monotonic() + _PATIENCE
    while process.poll() is None:
        if time.monotonic() > until:
            raise NoLoad("wrk does not end when it is interrupted")
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    return process.communicate()[0].decode(errors="replace")


def _counted(said: str) -> int:
    line = next((line for line in said.splitlines() if line.startswith("counted ")), None)
    if line is None:
        raise NoLoad(f"wrk did not run: {said[-500:]}")
    requests, _, refused, failed = map(int, line.split()[1:])
    if refused or failed or not requests:
        raise BadAnswers(f"of {requests} answers {refused} were errors, and {failed} requests failed")
    return requests


def compare(
    bare: tuple[Server, Path],
    real: tuple[Server, Path],
    seconds: float,
    rounds: int,
    headers: Mapping[str, str] | None = None,
) -> Compared:
    """Bare, real, bare, real: each with its list of addresses, which a run goes on with where the last one ended."""
    sides = (bare, real)
    for server, addresses in sides:
        drive(server, addresses, min(0.2, seconds), 0, headers)
    rates: tuple[list[float], list[float]] = ([], [])
    firsts = [0, 0]
    for _ in range(rounds):
        for side, (server, addresses) in enumerate(sides):
            run = drive(server, addresses, seconds, firsts[side], headers)
            firsts[side] += run.requests
            rates[side].append(run.rate)
    ratios = tuple(one / other for other, one in zip(*rates, strict=True))
    return Compared(median(rates[0]), median(rates[1]), ratios)


def costs(server: Server, sides: Sequence[Path], seconds: float, rounds: int) -> list[float]:
    """What an answer costs one server, in seconds of processor time, for several lists of addresses in turns."""
    found: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, addresses in enumerate(sides):
            found[side].append(1 / drive(server, addresses, seconds).rate)
    return [median(each) for each in found]
