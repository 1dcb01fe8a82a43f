"""What tests of commands share: a seeds folder that the settings name, and processes of the command line."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.workshop import Workshop

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def seeds(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("CHANCERY_STORE", str(workshop.settings.store))
    monkeypatch.setenv("CHANCERY_SEEDS", str(workshop.seeds))
    return workshop


@pytest.fixture
def run(seeds: Workshop, tmp_path: Path) -> Run:
    """`python -m app.cli` in a process of its own, over the seeds of the workshop, from another folder."""
    # Without a buffer what cannot be written is noticed earlier than it usually is.
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    environment = {**usual, "PYTHONPATH": str(ROOT)}

    def run(*arguments: str | bytes, **how: object) -> "subprocess.CompletedProcess[bytes]":
        given = {"cwd": tmp_path, "env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
        command = [sys.executable, "-m", "app.cli", *arguments]
        return subprocess.run(command, check=False, timeout=60, **given)  # type: ignore[call-overload, no-any-return]

    return run
