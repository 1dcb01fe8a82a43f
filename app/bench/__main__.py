"""The command: `python3 run.py bench`, or `python -m app.bench`."""

import argparse
import json
import platform
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from app.bench import invented, synthetic
from app.bench.load import LONGEST, wrk
from app.bench.measure import NAMES, Effort, Measured, measure
from app.bench.servers import cores
from app.errors import ChanceryError, StoreUnusable
from app.model.records import RESERVE_SNAPSHOT
from app.settings import ROOT
from app.store.reader import Reader

LEAST = 1000
"""Snapshots that there must be, so that there is a page in the middle."""


class NotSynthetic(ChanceryError):
    """A folder that holds a store of something else, which must not be replaced."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns 0 when everything was measured, 1 after saying on stderr what went wrong."""
    chosen = _parser().parse_args(arguments)
    effort = Effort(chosen.seconds, chosen.rounds, chosen.requests)
    try:
        wrk()
        link = prepared(chosen.folder or ROOT / "data" / "bench" / str(chosen.snapshots), chosen.snapshots)
        with tempfile.TemporaryDirectory() as scratch:
            measured = []
            for row in measure(link, chosen.snapshots, chosen.rows, effort, Path(scratch)):
                measured.append(row)
                print(line(row), flush=True, file=sys.stderr if chosen.json else sys.stdout)
    except (ChanceryError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if chosen.json:
        print(_json(chosen, measured))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chancery bench", description=__doc__)
    parser.add_argument("--snapshots", type=_at_least(LEAST), default=100_000, help=f"how many, {LEAST} or more")
    parser.add_argument("--seconds", type=_seconds, default=2.0, help="how long each run takes")
    parser.add_argument("--rounds", type=_at_least(1), default=3, help="how many runs against each server")
    parser.add_argument("--requests", type=_at_least(2), default=50_000, help="how many queries flood the memory")
    parser.add_argument("--rows", type=_names, default=NAMES, help=f"some of: {', '.join(NAMES)}")
    parser.add_argument("--folder", type=Path, help="where the synthetic store is kept; data/bench/<snapshots>")
    parser.add_argument("--json", action="store_true", help="the result as JSON on stdout")
    return parser


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if int(text) < least:
            raise argparse.ArgumentTypeError(f"{text} are too few; {least} or more")
        return int(text)

    return number


def _seconds(text: str) -> float:
    if not 0 < float(text) < LONGEST:
        raise argparse.ArgumentTypeError(f"{text} are no seconds that a run can take; up to {LONGEST}")
    return float(text)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := [name for name in names if name not in NAMES]:
        raise argparse.ArgumentTypeError(f"{unknown[0]} is no row; there are {', '.join(NAMES)}")
    return names


def prepared(folder: Path, snapshots: int) -> Path:
    """The link to a synthetic store of this size in this folder; built if it is not there, or no longer readable."""
    link = folder / "current.db"
    if link.exists() and _held(link) == snapshots:
        return link
    print(f"building a store of {snapshots} snapshots in {folder} ...", file=sys.stderr)
    return synthetic.publish(folder, snapshots)


def _held(link: Path) -> int | None:
    """How many snapshots the synthetic store there holds; None if this program reads it no more."""
    try:
        with closing(Reader.at(link.resolve())) as reader:
            if not reader.has(RESERVE_SNAPSHOT.table, invented.snapshot_id(1, 0)):
                raise NotSynthetic(
                    f"{link} leads to a store of something else, which is left alone: give another folder"
                )
            return reader.count(RESERVE_SNAPSHOT)
    except StoreUnusable:
        return None


def line(row: Measured) -> str:
    """One row for the terminal."""
    verdict = "ok" if row.good else "missed"
    bound = f"{'>=' if row.bare is not None else '<='} {row.limit:.2f}"
    spread = "" if row.least is None or row.most is None else f"{row.least:.3f}..{row.most:.3f}"
    rates = "" if row.bare is None or row.real is None else f"{row.real:>9,.0f} of {row.bare:>9,.0f} /s"
    size = "" if row.body is None else f"{row.body:>10,} B"
    result = f"{row.name:<20}{row.figure:>7.3f} {row.unit:<7}{spread:<15}{bound:<8}{verdict:<7}"
    return f"{result}{rates:<25}{size:<13} {row.doc}"


def _json(chosen: argparse.Namespace, measured: Sequence[Measured]) -> str:
    how = {
        "snapshots": chosen.snapshots,
        "seconds": chosen.seconds,
        "rounds": chosen.rounds,
        "python": platform.python_version(),
        "pinned": cores() is not None,
    }
    return json.dumps({**how, "rows": [asdict(row) for row in measured]}, indent=2)


if __name__ == "__main__":
    # So that what was started is ended then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main())
