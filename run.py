#!/usr/bin/env python3
"""Everything from a bare machine: `python3 run.py` serves, `python3 run.py test` tests.

Needs Python 3.11 or newer with its venv module, and nothing else. The environment is made in `.venv` from
the hash-locked requirements, once, and again when a lock changes.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME = ROOT / "requirements.lock"
DEVELOPMENT = ROOT / "tests" / "requirements.lock"

IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-logo'])"
APPLICATION = (
    *("start", "serve", "ingest", "dictionary"),
    *("check", "cite", "coverage", "propose", "fetch", "diff", "verify"),
)
"""Commands of the application itself: they take arguments, and paths in them start where the command is run."""
COMMANDS: dict[str, tuple[Path, list[list[str]]]] = {
    **{name: (RUNTIME, [["-P", "-m", "app.cli", name]]) for name in APPLICATION},
    "bench": (RUNTIME, [["-m", "app.bench"]]),
    "test": (DEVELOPMENT, [["-m", "pytest"]]),
    "audit": (DEVELOPMENT, [[".ci/audit.py"]]),
    "lint": (
        DEVELOPMENT,
        [["-m", "ruff", "format", "--check"], ["-m", "ruff", "check"], ["-m", "mypy"], ["-c", IMPORTS]],
    ),
}
"""Each command with the lock that it needs and the Python command lines that it is."""
HELP = """usage: python3 run.py [command] [arguments]

  (none)      make the environment, ingest the seeds, serve them on port 8000
  serve       serve the store as it was last published
  ingest      read, prove and publish the seeds
  dictionary  print docs/data-dictionary.md

for curators; each says more with --help
  fetch       a page of the web as a document, with a draft of its claims file
  propose     a draft of the claims file of a document
  cite        where a document reads a quote
  check       what an ingestion would refuse or warn of; builds nothing
  coverage    what was made of every sentence of a document
  diff        what an ingestion would change in the store that is served
  verify      prove a store once more, from its file alone

for developers
  bench       measure the server beside a bare one over a made-up data set; needs wrk, takes arguments (--help)
  test        run the tests; arguments go to pytest
  lint        formatting, lint, types and the import contract
  audit       what the server is made of, and what is known against it
"""


def main(arguments: list[str]) -> int:  # noqa: RET503  (execve does not return)
    """Run one command in the environment that it needs; returns its exit status."""
    name, *rest = arguments or ["start"]
    if name in ("-h", "--help", "help"):
        print(HELP, end="")
        return 0
    if name not in COMMANDS or (rest and name in ("lint", "audit")):
        print(f"{HELP}\n{wrong(name)}", file=sys.stderr)
        return 2
    lock, lines = COMMANDS[name]
    if not prepare(lock):
        return 1
    environment = dict(os.environ)
    if name in APPLICATION:
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    else:
        os.chdir(ROOT)
    *first, last = [[str(PYTHON), *words, *rest] for words in lines]
    for command in first:
        if status := subprocess.call(command):
            return status
    os.execve(last[0], last, environment)  # so that signals reach the server itself


def wrong(name: str) -> str:
    """What is wrong with a command that is not run, and the nearest that there is."""
    if name in COMMANDS:
        return f"{name} takes no arguments"
    near = difflib.get_close_matches(name, COMMANDS, 1)
    return f"there is no command «{name}»" + (f"; did you mean {near[0]}?" if near else "")


def prepare(lock: Path) -> bool:
    """Have `.venv` hold what the lock names; says what is missing if it cannot."""
    if sys.version_info < (3, 11):  # noqa: UP036  (whoever runs this may have an older one)
        print(f"Chancery needs Python 3.11 or newer; this is {sys.version.split()[0]}", file=sys.stderr)
        return False
    stamp = VENV / f".installed-{'-'.join(lock.relative_to(ROOT).parts)}"
    wanted = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return True
    lock_name = lock.relative_to(ROOT)
    print(f"making the environment in {VENV.relative_to(ROOT)} from {lock_name}, once ...", file=sys.stderr, flush=True)
    return make() and install(lock) and bool(stamp.write_text(wanted))


def make() -> bool:
    """A virtual environment of this Python; one of another Python is replaced."""
    made = VENV / "pyvenv.cfg"
    whole = (VENV / "bin" / "pip").exists()  # an interrupted venv has no pip yet
    if whole and f"version = {sys.version.split()[0]}" in made.read_text().splitlines():
        return True
    if VENV.exists():
        shutil.rmtree(VENV)
    if subprocess.call([sys.executable, "-P", "-m", "venv", str(VENV)]):
        print("the venv module is missing or broken: on Debian, apt-get install python3-venv", file=sys.stderr)
        return False
    return True


def install(lock: Path) -> bool:
    """Install exactly what the lock names, each file checked against its hash."""
    pip = [str(PYTHON), "-P", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    if subprocess.call([*pip, "-r", str(lock)]):
        print(f"pip could not install {lock.name}: is a package index reachable?", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
