"""Programs of others that tests run: browsers, node, curl."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def run(command: list[str], folder: Path, *, refused: bool = False) -> str:
    """What a program prints, with the Python of the tests first on its path; its failure fails the test."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {
        **os.environ,
        "PATH": path,
        "PYTHONWARNINGS": "error",
        "NO_COLOR": "1",
        "npm_config_prefer_offline": "true",
    }
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == refused, done.stdout + done.stderr
    return done.stdout


def needs(*programs: str) -> None:
    """Skip where a program is missing; in continuous integration that is a failure."""
    missing = [each for each in programs if shutil.which(each) is None]
    if missing:
        assert not os.environ.get("CI"), f"continuous integration needs {missing}"
        pytest.skip(f"this machine has no {' and no '.join(missing)}")
