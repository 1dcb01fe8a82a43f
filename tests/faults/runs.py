"""Ingestions as processes of their own, to be traced, failed at a system call, limited, stopped and killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import pytest

from app.settings import ROOT, Settings
from tests.faults.calls import TRACED, Call, calls_of
from tests.faults.warm import Task
from tests.programs import needs

NOBODY = 65534
"""A user who owns nothing."""
DEADLINE = 60.0
"""Seconds after which a run counts as hanging, and is killed."""


@dataclass(frozen=True, slots=True)
class Run:
    """How one ended."""

    status: int
    """Its exit status; -9 if it was killed."""
    said: str
    calls: list[Call]
    """What it did to files, if it was traced."""


class Warm:
    """Runs ingestions, one at a time. `prefix` is a program that it runs under."""

    def __init__(self, scratch: Path, *prefix: str) -> None:
        self._output = scratch / "output"
        self._log = scratch / "strace"
        command = [*prefix, sys.executable, "-m", "tests.faults.warm"]
        self._helper = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert self._line() == ["ready"]

    @property
    def id(self) -> int:
        """Of the process."""
        return self._helper.pid

    def close(self) -> None:
        self._helper.communicate()

    def run(
        self,
        settings: Settings,
        inject: str = "",
        *,
        record: bool = False,
        stopped: Callable[[], None] = lambda: None,
        files: int = 0,
        bytes: int = 0,
        user: int = 0,
    ) -> Run:
        """One ingestion. `inject` is what strace does to it; `stopped` is called where that is a stop."""
        environment = {"CHANCERY_STORE": str(settings.store), "CHANCERY_SEEDS": str(settings.seeds)}
        self._ask(Task(environment=environment, output=str(self._output), files=files, bytes=bytes, user=user))
        process = int(self._line()[1])
        watchdog = Timer(DEADLINE, os.kill, (process, signal.SIGKILL))
        watchdog.start()
        try:
            with self._traced(process, inject, record=record):
                os.kill(process, signal.SIGCONT)
                while (told := self._line())[0] == "stopped":
                    stopped()
                    os.kill(process, signal.SIGCONT)
        except BaseException:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            raise
        finally:
            watchdog.cancel()
        calls = calls_of(self._log.read_text()) if inject or record else []
        return Run(int(told[1]), self._output.read_text(), calls)

    @contextmanager
    def _traced(self, process: int, inject: str, *, record: bool) -> Iterator[None]:
        if not inject and not record:
            yield
            return
        strings = 1_000_000 if record else 0
        command = ["strace", "-y", "-xx", "-s", str(strings), "-o", str(self._log), "-e", f"trace={TRACED}"]
        injected = ["-e", f"inject={inject}"] if inject else []
        with subprocess.Popen([*command, *injected, "-p", str(process)], stderr=subprocess.PIPE, text=True) as strace:
            assert strace.stderr is not None
            assert "attached" in strace.stderr.readline()
            yield

    def _ask(self, task: Task) -> None:
        assert self._helper.stdin is not None
        print(json.dumps(task), file=self._helper.stdin)

    def _line(self) -> list[str]:
        assert self._helper.stdout is not None
        return self._helper.stdout.readline().split()


def can_trace() -> None:
    """Skip where there is no strace, or nobody may look into a process; in continuous integration that is a failure."""
    needs("strace")
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as idle:
        command = ["strace", "-o", os.devnull, "-p", str(idle.pid)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
            assert strace.stderr is not None
            said = strace.stderr.readline()
            idle.communicate()
    if "attached" not in said:
        assert not os.environ.get("CI"), said
        pytest.skip("no process may look into another one here")


def as_nobody(imports: str, script: str, argument: Path) -> str:
    """What Python prints that has the rights of nobody; what it is to import it may still read as who started it."""
    if os.geteuid():
        pytest.skip("only root can become somebody else")
    become = f"import os; os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})"
    command = [sys.executable, "-c", f"{imports}\n{become}\n{script}", str(argument)]
    return subprocess.check_output(command, cwd=ROOT, text=True)
