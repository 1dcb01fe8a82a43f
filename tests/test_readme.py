"""The README: every command in it is run, and what it promises of the answers is true."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.settings import ROOT
from tests.server import free_port, wait_until_ready

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^( *)```sh\n(.*?)^ *```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line.strip() for _, block in BLOCKS for line in block.splitlines()]
CURLS = [command for command in COMMANDS if command.startswith("curl")]
CURATING = [
    "python3 run.py fetch http://127.0.0.1:8000/v1/sources/forging-bitcoin-diplomacy/text",
    "python3 run.py propose 000_1fa6aab83e485e2c.txt",
    'python3 run.py cite 003_c58fd93a2676a130.txt "6,240 BTC"',
    "python3 run.py check",
    "python3 run.py coverage forging-bitcoin-diplomacy",
    "python3 run.py diff",
    "python3 run.py verify",
]
SAYING = ("entries", "entries of", "6,240\u202fBTC", "0 failed checks", "0 gaps", "nothing changes", "proved")
RUNS = ["python3 run.py", "python3 run.py test", "python3 run.py ingest", *CURATING]
CONTAINER = "docker compose up --build"


def test_every_command_is_one_that_these_tests_run() -> None:
    assert sorted(COMMANDS) == sorted([*CURLS, *RUNS, CONTAINER])
    assert len(CURLS) == 11


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    port = free_port()
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "seeds", folder / "seeds", ignore=shutil.ignore_patterns("drafts"))  # it is written to
    settings = {"STORE": folder / "store" / "current.db", "SEEDS": folder / "seeds", "PORT": port}
    return {**os.environ, **{f"CHANCERY_{name}": str(value) for name, value in settings.items()}}


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[str]:
    """`python3 run.py`, as it stands in the README; yields what it prints until it answers."""
    base = f"http://127.0.0.1:{environment['CHANCERY_PORT']}"
    command = [sys.executable, *shlex.split(RUNS[0])[1:]]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        wait_until_ready(process, base, 120)
        yield base
    finally:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    assert f"{base}/docs" in out
    assert "published data set" in out


def run(command: str, server: str, folder: Path = ROOT) -> str:
    """A command of the README against the server of the tests, by the shell, as a reader would."""
    if shutil.which("curl") is None:
        pytest.skip("this machine has no curl, which the README's examples use")
    here = command.replace("http://127.0.0.1:8000", server)
    done = subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", here], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_curl_is_there_in_continuous_integration() -> None:
    assert shutil.which("curl") or not os.environ.get("CI")


@pytest.mark.parametrize("command", CURLS)
def test_every_curl_answers(server: str, command: str, tmp_path: Path) -> None:
    printed = run(command, server, tmp_path)
    assert printed or next(path.stat().st_size for path in tmp_path.iterdir()) > 10_000


def test_the_queries(server: str) -> None:
    found = json.loads(run(CURLS[3], server))["data"]
    assert found
    assert all(set(each) == {"id", "label", "amount_usd"} for each in found)
    hits = json.loads(run(CURLS[4], server))["data"]
    assert "surplus" in json.dumps(hits)


def test_the_answer_is_the_one_that_is_printed(server: str) -> None:
    """Every member that the README shows is in the answer, with that value."""
    shown = json.loads(re.findall(r"```json\n(.*?)```", README, re.DOTALL)[0])
    answer = json.loads(run(CURLS[0], server))
    assert contains(answer, shown)


def contains(whole: Any, part: Any) -> bool:
    match part:
        case dict():
            return all(key in whole and contains(whole[key], value) for key, value in part.items())
        case list():
            return len(whole) == len(part) and all(contains(a, b) for a, b in zip(whole, part, strict=True))
        case str():
            return bool(str(whole).replace("\u202f", " ") == part)
        case _:
            return bool(whole == part)


def test_the_disagreement_is_there_with_both_quotations(server: str) -> None:
    exact = {c["exact"].replace("\u202f", " ") for c in json.loads(run(CURLS[0], server))["citations"].values()}
    assert {"6,239 BTC", "6,240 BTC"} <= exact


def test_the_conflicts_and_the_table(server: str) -> None:
    assert json.loads(run(CURLS[1], server))["page"]["count"] == 14
    assert run(CURLS[2], server).count("2025-") >= 8


def test_a_reader_can_check_the_promise(server: str) -> None:
    proved = json.loads(run(CURLS[6], server))
    assert proved["data"]["verified"] is True
    source = proved["sources"][proved["data"]["source"]]
    assert run(CURLS[7], server).split()[0] == source["sha256"]
    assert run(CURLS[8], server) == proved["data"]["exact"] == "6,240\u202fBTC"
    start, end = proved["data"]["byte_start"], proved["data"]["byte_end"]
    assert f"-r {start}-{end - 1} " in CURLS[8]


def test_a_picture_and_a_reference(server: str, tmp_path: Path) -> None:
    run(CURLS[9], server, tmp_path)
    assert (tmp_path / "el-salvador-btc.png").read_bytes().startswith(b"\x89PNG")
    said = run(CURLS[10], server)
    assert "6,240 BTC" in said
    assert "6,239 BTC" in said


def test_the_test_command(environment: dict[str, str]) -> None:
    """It reaches these very tests; they are only collected, or they would run themselves for ever."""
    command = [sys.executable, *shlex.split(RUNS[1])[1:]]
    options = {"PYTEST_ADDOPTS": "--collect-only --quiet"}
    done = subprocess.run(
        command, cwd=ROOT, env={**environment, **options}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tests/test_readme.py" in done.stdout


def test_the_ingest_command(environment: dict[str, str]) -> None:
    command = [sys.executable, *shlex.split(RUNS[2])[1:]]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert "2 documents, 40 records" in done.stdout


@pytest.mark.parametrize(
    ("command", "says"),
    [*zip(CURATING, SAYING, strict=True)],
)
def test_the_curator_s_commands(server: str, environment: dict[str, str], command: str, says: str) -> None:
    words = shlex.split(command.replace("http://127.0.0.1:8000", server))
    done = subprocess.run(
        [sys.executable, *words[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert says in done.stdout


def test_what_was_captured_is_a_draft_beside_the_seeds(environment: dict[str, str]) -> None:
    drafts = list((Path(environment["CHANCERY_SEEDS"]) / "drafts").iterdir())
    assert len(drafts) == 2
    assert any("[document.capture]" in draft.read_text() for draft in drafts)


def test_the_example_entry_is_one_of_the_seeds() -> None:
    example = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)[0]
    seeds = (ROOT / "seeds/claims/forging-bitcoin-diplomacy.toml").read_text()
    assert "\n".join(line.strip() for line in example.splitlines()) in seeds


def test_the_tree_is_the_tree() -> None:
    tree = re.findall(r"## The tree\n\n```\n(.*?)```", README, re.DOTALL)[0]
    for path in re.findall(r"(?:^|\s{3,})((?:app|docs|migrations|seeds|tests)/[\w/.]*|[\w.]+\.(?:py|toml|lock))", tree):
        assert (ROOT / path).exists(), path
    for room in (ROOT / "app").iterdir():
        if not room.name.startswith("__"):
            assert f"app/{room.name}" in tree, room.name


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)]+)\)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_container_files_name_what_exists() -> None:
    """The image itself is built elsewhere; here, what it copies and runs must be there."""
    dockerfile = (ROOT / "Dockerfile").read_text()
    for source in re.findall(r"^COPY (?!--from)(\S+)", dockerfile, re.MULTILINE):
        assert (ROOT / source).exists(), source
        assert f"!{source}\n" in (ROOT / ".dockerignore").read_text()
    for module in re.findall(r'"-m", "([\w.]+)"', dockerfile):
        path = ROOT / Path(*module.split("."))
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists()
    assert set(re.findall(r"CHANCERY_\w+", dockerfile)) <= set(
        re.findall(r"CHANCERY_\w+", (ROOT / "docs/settings.md").read_text())
    )
