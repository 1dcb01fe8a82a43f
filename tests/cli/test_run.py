"""`run.py`: what it passes on, and what it says of what it does not know."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.commands import COMMANDS
from app.settings import ROOT
from run import APPLICATION, HELP
from run import COMMANDS as RUN
from tests.workshop import Workshop


def run(*arguments: str, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / "run.py"), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("argument", ["help", "--help", "-h"])
def test_it_explains_itself(argument: str) -> None:
    done = run(argument)
    assert (done.returncode, done.stdout, done.stderr) == (0, HELP, "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nonsense"], "there is no command «nonsense»\n"),
        (["ingets"], "there is no command «ingets»; did you mean ingest?\n"),
        (["lint", "more"], "lint takes no arguments\n"),
    ],
)
def test_what_it_does_not_know(arguments: list[str], says: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{HELP}\n{says}"


def test_every_command_of_the_application_is_passed_on_and_listed() -> None:
    assert APPLICATION == COMMANDS
    for name in RUN:
        assert f"\n  {name} " in HELP or name == "start", name


def test_arguments_are_passed_on_and_paths_start_where_it_is_run(seeds: Workshop, tmp_path: Path) -> None:
    """Nothing of that folder is taken for a module of the program."""
    (tmp_path / "article.txt").write_text(seeds.text)
    (tmp_path / "app.py").write_text("raise SystemExit('not this one')")
    (tmp_path / "typing.py").write_text("raise SystemExit('nor this one')")
    run("dictionary")  # the first command of all makes the environment, and says so
    done = run("cite", "article.txt", "1,300 BTC", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("article.txt:4: 1,300 BTC\n")
    assert run("serve", "more").returncode == 2


def test_what_lands_is_tested_and_linted() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert {"python3 run.py test", "python3 run.py lint"} <= set(lines)


def test_locks_have_hashes_and_no_host() -> None:
    for lock in (ROOT / "requirements.lock", ROOT / "tests" / "requirements.lock"):
        text = lock.read_text()
        assert "://" not in text
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert pins
        assert all("==" in pin and pin.endswith("\\") for pin in pins)
        assert text.count("--hash=sha256:") >= len(pins)
