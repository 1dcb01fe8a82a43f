"""A real server over the seed store, for clients that are programs of their own."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.server import free_port, wait_until_ready

EXAMPLES = ROOT / "docs/examples"
RECIPES = (ROOT / "docs/recipes.md").read_text()


@pytest.fixture(scope="session")
def server(link: Path) -> Iterator[str]:
    """`serve` on a free port; yields its base address, and ends it by its own process id."""
    port = free_port()
    environment = {**os.environ, "CHANCERY_STORE": str(link), "CHANCERY_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "app.cli", "serve"], cwd=ROOT, env=environment)
    base = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(process, base, 60)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def examples(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of docs/examples that asks the server of the tests; what a recipe writes, it writes here."""
    copy = tmp_path_factory.mktemp("clients") / "examples"
    shutil.copytree(EXAMPLES, copy, ignore=shutil.ignore_patterns("node_modules", "dist", "schema.d.ts"))
    for path in copy.glob("*.json"):
        path.write_text(path.read_text().replace("http://127.0.0.1:8000", server))
    return copy


@pytest.fixture(scope="session")
def frontend(server: str, examples: Path) -> Path:
    """The frontend, made as its recipe says: packages, types of the server that is running, and a build."""
    needs("node", "npm")
    recipe = re.findall(r"^```sh\n(cd frontend\n.*?)^```", RECIPES, re.MULTILINE | re.DOTALL)[0]
    run(["/bin/bash", "-euc", recipe.replace("http://127.0.0.1:8000", server)], examples)
    return examples / "frontend"


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
