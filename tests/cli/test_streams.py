"""Where commands write: into pipes that close, onto full disks, in poor encodings, to terminals."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.terminal import progress, visible
from app.settings import ROOT
from tests.cli.conftest import Run
from tests.workshop import Workshop

EVERY = [
    ["--help"],
    ["dictionary"],
    ["ingest"],
    ["check"],
    ["check", "--json"],
    ["cite", "article.txt", "Ruritania"],
    ["coverage", "test-article"],
]


@pytest.mark.parametrize("arguments", EVERY)
def test_whoever_reads_may_leave(run: Run, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run(*arguments, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_whoever_reads_complaints_may_leave_too(run: Run) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run("cite", "missing.txt", "x", stderr=writing)
    os.close(writing)
    assert (done.returncode, done.stdout) == (1, b"")


@pytest.mark.parametrize("arguments", EVERY[1:])
def test_a_full_disk(run: Run, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(*arguments, stdout=full)
    assert done.returncode == 1
    assert done.stderr == f"{arguments[0]}: No space left on device\n".encode()


def test_closed_streams(run: Run) -> None:
    closed = run("check", stdout=None, stderr=None, preexec_fn=lambda: os.closerange(1, 3))
    assert closed.returncode == 0


def test_an_encoding_of_few_letters(run: Run, seeds: Workshop) -> None:
    poor = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    done = run("cite", "article.txt", "10²", env=poor)
    assert b"10\\xb2" in done.stdout
    read = json.loads(run("cite", "article.txt", "10²", "--json", env=poor).stdout.decode("ascii"))
    assert read["places"][0]["exact"] == "10²"
    assert "10²".encode() in run("cite", "article.txt", "10²", "--json").stdout


def test_what_a_terminal_would_obey_is_shown_as_an_escape() -> None:
    assert visible("a\x1b[31m\u202eb\u200b\udcff\tÄ\u202f«1»") == "a\\x1b[31m\\u202eb\\u200b\\udcff\\tÄ\u202f«1»"


def test_progress_is_one_line_and_leaves_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "10")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress() as tell:
        tell("short")
        tell("a longer\nlast one")
    assert capsys.readouterr().err == "\rshort    \r\ra longer\\\r\r         \r"


def test_an_interruption_at_a_terminal(seeds: Workshop, tmp_path: Path) -> None:
    """What is being done is told on one line, which is gone at the end; interrupting it is no accident."""
    seeds.document(seeds.text * 6000)
    terminal, stderr = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "60"}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "cite", "article.txt", "Nobody"],
        cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=stderr,
    )  # fmt: skip
    os.close(stderr)
    told = b""
    while not told.endswith(b"\r"):
        told += os.read(terminal, 1000)
    assert told.startswith(b"\rreading seeds/documents/article.txt ")
    assert len(told) == 61
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    told = os.read(terminal, 1000)
    os.close(terminal)
    assert (process.returncode, out) == (130, b"")
    assert told == b"\r" + b" " * 59 + b"\r" + b"cite was interrupted; nothing was published by it\r\n"


def test_no_progress_where_there_is_no_terminal(run: Run) -> None:
    assert run("check").stderr == b""
