"""The audit: what it takes for a fault, and that it never takes silence for a good answer."""

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from app.settings import ROOT
from tests.server import free_port


def _audit() -> Any:
    """`.ci/audit.py`, which is in no package."""
    spec = spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


audit = _audit()
RUNTIME, DEVELOPMENT = audit.RUNTIME.read_text(), audit.DEVELOPMENT.read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
HASH = f"--hash=sha256:{'0' * 64}"
LOCK = f"""one==1.0 \\
    {HASH} \\
    {HASH}
    # via two
two-three[extra]==2!3.0rc1 ; sys_platform == 'win32' \\
    {HASH}
"""


def test_the_locks_are_exact_and_agree() -> None:
    assert audit.lock_faults(RUNTIME) == []
    assert audit.lock_faults(DEVELOPMENT) == []
    assert audit.together_faults(RUNTIME, DEVELOPMENT, PROJECT) == []
    assert len(audit.pins(RUNTIME)) > 40


def test_a_lock_is_read() -> None:
    assert audit.lock_faults(LOCK) == []
    assert audit.pins(LOCK) == {"one": ("1.0", 2), "two-three": ("2!3.0rc1", 1)}


@pytest.mark.parametrize(
    "line",
    [
        "one==1.0",
        "one==1.0 --hash=md5:00000000000000000000000000000000",
        f"one>=1.0 {HASH}",
        f"one==1.* {HASH}",
        f"one {HASH}",
        f"one @ https://example.org/one.whl {HASH}",
        "--index-url https://example.org/simple",
        "--find-links /wheels",
        "-e .",
        "-r other.lock",
        "./one.whl",
    ],
)
def test_anything_else_in_a_lock_is_a_fault(line: str) -> None:
    assert len(audit.lock_faults(f"{LOCK}{line}\n")) == 1


def test_what_is_tested_is_what_is_served() -> None:
    project = {
        "project": {"dependencies": ["One[x]>1"]},
        "dependency-groups": {"dev": ["two.three; python_version>'3'"]},
    }
    assert audit.together_faults(LOCK, LOCK, project) == []
    assert audit.together_faults(LOCK, LOCK.replace("one==1.0", "one==1.1"), project) == [
        "one is tested as another version"
    ]
    project["project"]["dependencies"].append("four")
    assert audit.together_faults(LOCK, LOCK, project) == ["four is declared and not locked"]


def test_what_its_authors_withdrew_is_a_fault() -> None:
    said = (
        "WARNING: The candidate selected for download or install is a yanked version: 'attrs' candidate "
        "(version 21.1.0 at https://example.org/attrs-21.1.0-py2.py3-none-any.whl)\nReason for being yanked: broken"
    )
    assert audit.yanked(said) == ["attrs 21.1.0 was withdrawn by its authors"]
    assert audit.yanked("WARNING: something else") == []


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 AND MIT", True),
        ("GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-only", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_licences(expression: str, allowed: bool) -> None:
    assert audit.is_allowed(expression) == allowed
    component = {"name": "one", "licenses": [{"license": {"id": "MIT"}}, {"expression": expression}]}
    assert (audit.licence_faults({"components": [component]}) == []) == allowed


def test_a_package_without_a_licence_is_a_fault_unless_it_was_read() -> None:
    assert len(audit.licence_faults({"components": [{"name": "one"}]})) == 1
    assert audit.licence_faults({"components": [{"name": next(iter(audit.READ))}]}) == []


@contextmanager
def knowing(known: dict[str, str], status: int = 200) -> Iterator[str]:
    """A service of advisories in the format of OSV that knows one vulnerability each of these; its address."""

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = known.get(asked["package"]["name"])
            advisory: dict[str, object] = {
                "id": found,
                "modified": "2026-01-01T00:00:00Z",
                "aliases": [],
                "affected": [],
            }
            body = json.dumps({"vulns": [advisory]} if found else {}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text(f"one==1.0 \\\n    {HASH}\ntwo==2.0 \\\n    {HASH}\n")
    return path


def ask(lock: Path, address: str) -> Any:
    return audit.advisories(lock, ("osv",), "--osv-url", address, "--timeout", "5")


def test_nothing_is_known_against_anything(lock: Path) -> None:
    with knowing({}) as address:
        said = ask(lock, address)
    assert (said.asked, said.found, said.unasked) == (2, [], [])


def test_what_is_known_is_found(lock: Path) -> None:
    with knowing({"two": "PYSEC-2026-1"}) as address:
        said = ask(lock, address)
    assert (said.asked, said.found, said.unasked) == (2, ["two 2.0: PYSEC-2026-1"], [])


def test_a_service_that_fails_is_no_good_answer(lock: Path) -> None:
    with knowing({}, 500) as address:
        said = ask(lock, address)
    assert (said.asked, said.found, said.unasked) == (0, [], ["one", "two"])
    assert said.why.startswith("osv was not reached")


def test_no_service_is_no_good_answer(lock: Path) -> None:
    said = ask(lock, f"http://127.0.0.1:{free_port()}")
    assert said.unasked == ["one", "two"]
    assert said.why


def test_what_was_skipped_was_not_asked_about() -> None:
    report = {
        "dependencies": [
            {"name": "one", "skip_reason": "not found"},
            {"name": "two", "version": "2.0", "vulns": [{"id": "X-1", "fix_versions": ["2.1", "3.0"]}]},
        ]
    }
    said = audit.judge(report, "pypi")
    assert (said.asked, said.unasked, said.why) == (1, ["one"], "pypi: not found")
    assert said.found == ["two 2.0: X-1, mended in 2.1, 3.0"]
