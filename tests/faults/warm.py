"""A process that has loaded all that an ingestion needs, and forks one after the other: each then takes a tenth of a
second, and makes the same system calls as the one before.

A line of JSON on standard input is one run, a `Task`. Each stops once before it begins, so that it can be traced from
its first system call on. A line comes back whenever it stops, `stopped <process id>`, and when it ends,
`ended <exit status>`.
"""

import json
import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

import app.cli.ingest  # noqa: F401  (so that it is loaded)
from app.cli.commands import main
from tests.workshop import Workshop


class Task(TypedDict):
    """One run."""

    environment: dict[str, str]
    output: str
    """The file for what it says."""
    files: int
    """How many files it may have open; 0 for as many as usual."""
    bytes: int
    """How long a file of it may grow; 0 for any length."""
    user: int
    """Whose rights it has; 0 for those of the tests."""


def run(task: Task) -> int:
    """The command itself, as anybody would run it."""
    os.environ.update(task["environment"])
    output = os.open(task["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    for limit, most in ((resource.RLIMIT_NOFILE, task["files"]), (resource.RLIMIT_FSIZE, task["bytes"])):
        if most:
            resource.setrlimit(limit, (most, most))
    if task["user"]:
        os.setgroups([])
        os.setgid(task["user"])
        os.setuid(task["user"])
    os.kill(os.getpid(), signal.SIGSTOP)
    return main(["ingest"])


def forked(task: Task) -> int:
    """The process id of a run."""
    process = os.fork()
    if process == 0:
        status = 70
        try:
            status = run(task)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(status)
    return process


def watch(process: int) -> None:
    """Tell each stop of a run, and its end."""
    while True:
        _, status = os.waitpid(process, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            print("ended", os.waitstatus_to_exitcode(status), flush=True)
            return
        print("stopped", process, flush=True)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        Workshop(Path(folder)).ingest()
    print("ready", flush=True)
    for line in sys.stdin:
        watch(forked(json.loads(line)))
