"""The commands: what they print, and how they end."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.cli import COMMANDS, main
from app.health import fault
from app.ingest.job import Ingested
from app.render.dictionary import data_dictionary
from app.settings import ROOT, BadSetting, Settings, from_environment
from tests.server import free_port
from tests.workshop import Workshop


@pytest.fixture
def seeds(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("CHANCERY_STORE", str(workshop.settings.store))
    monkeypatch.setenv("CHANCERY_SEEDS", str(workshop.seeds))
    return workshop


def test_ingest(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest"]) == 0
    assert "1 documents, 3 records" in capsys.readouterr().out
    assert seeds.settings.store.exists()


def test_a_refused_ingestion(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.document("changed")
    assert main(["ingest"]) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("claims/article.toml:2: document-changed: ")
    assert printed.out == ""


def test_a_folder_that_cannot_be_written(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.settings.store.parent.write_text("a file where the folder should be")
    assert main(["ingest"]) == 1
    assert str(seeds.settings.store.parent) in capsys.readouterr().err


def test_serving_nothing(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve"]) == 1
    assert "run `python3 run.py ingest`" in capsys.readouterr().err


def test_a_bad_setting(seeds: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CHANCERY_PORT", "eighty")
    assert main(["ingest"]) == 1
    assert "CHANCERY_PORT" in capsys.readouterr().err


def test_a_port_that_is_taken(
    seeds: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said before any address is, for they would be another server's."""
    seeds.ingest()
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("CHANCERY_PORT", str(other.getsockname()[1]))
        assert main(["serve"]) == 1
    said = capsys.readouterr()
    assert "set CHANCERY_HOST or CHANCERY_PORT" in said.err
    assert said.out == ""


@pytest.mark.parametrize("mebibytes", ["-1", "65537", "many", "1.5", "٣"])
def test_a_cache_of_no_size(mebibytes: str) -> None:
    with pytest.raises(BadSetting, match="CHANCERY_CACHE_MIB must be a number from 0 to 65536"):
        from_environment({"CHANCERY_CACHE_MIB": mebibytes})


def test_the_dictionary(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dictionary"]) == 0
    assert capsys.readouterr().out == data_dictionary()


@pytest.mark.parametrize("port", ["", "0", "65536", "-1", "٣", "8000 ", "1e3"])
def test_ports_that_are_none(port: str) -> None:
    with pytest.raises(BadSetting, match="CHANCERY_PORT"):
        from_environment({"CHANCERY_PORT": port})


def test_an_empty_setting_is_named() -> None:
    with pytest.raises(BadSetting, match="CHANCERY_STORE is empty"):
        from_environment({"CHANCERY_STORE": ""})


def test_an_interruption(seeds: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_: Settings) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(COMMANDS, "ingest", interrupted)
    assert main(["ingest"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_misspelt_setting_is_named() -> None:
    with pytest.raises(BadSetting, match="CHANCERY_SOTRE"):
        from_environment({"CHANCERY_SOTRE": "x"})


def test_settings_from_the_environment(tmp_path: Path) -> None:
    assert from_environment({}) == Settings()
    found = from_environment({"CHANCERY_STORE": "a/b.db", "CHANCERY_HOST": "::1", "CHANCERY_PORT": "81"})
    assert (found.store, found.host, found.port) == (Path.cwd() / "a/b.db", "::1", 81)


def test_a_server_that_starts_is_ready_and_stops(published: Ingested) -> None:
    """The process itself: ready, healthy to the container's check, and gone soon after SIGTERM."""
    port = free_port()
    settings = Settings(port=port)
    environment = {
        **os.environ,
        "CHANCERY_STORE": str(published.store.with_name("current.db")),
        "CHANCERY_PORT": str(port),
    }
    command = [sys.executable, "-m", "app.cli", "serve"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 60
        while fault(settings) is not None:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        check = subprocess.run([sys.executable, "-m", "app.health"], cwd=ROOT, env=environment, check=False)
        assert check.returncode == 0
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    assert b"Traceback" not in errors
    assert fault(settings) is not None


def test_health_of_a_server_that_is_not_ready() -> None:
    class NotReady(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503)
            self.end_headers()
            self.wfile.write(b"no store")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), NotReady) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert fault(Settings(host="0.0.0.0", port=server.server_port)) == "no store"
        thread.join()


def test_health_without_a_server() -> None:
    assert "no answer" in (fault(Settings(port=free_port())) or "")


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [(["help"], 0, "usage"), (["nonsense"], 2, "usage"), (["serve", "more"], 2, "usage")],
)
def test_run_py_explains_itself(arguments: list[str], status: int, says: str) -> None:
    command = [sys.executable, "run.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert says in done.stdout + done.stderr


def test_locks_have_hashes_and_no_host(tmp_path: Path) -> None:
    for lock in (ROOT / "requirements.lock", ROOT / "tests" / "requirements.lock"):
        text = lock.read_text()
        assert "://" not in text
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert pins
        assert all("==" in pin and pin.endswith("\\") for pin in pins)
        assert text.count("--hash=sha256:") >= len(pins)


def test_whole_addresses_begin_with_what_is_set_or_where_it_listens() -> None:
    assert from_environment({}).origin == "http://127.0.0.1:8000"
    assert from_environment({"CHANCERY_HOST": "0.0.0.0", "CHANCERY_PORT": "9"}).origin == "http://127.0.0.1:9"
    assert from_environment({"CHANCERY_HOST": "fd00::1"}).origin == "http://[fd00::1]:8000"
    assert from_environment({"CHANCERY_URL": "https://Facts.example.org/"}).origin == "https://facts.example.org"


@pytest.mark.parametrize(
    "url",
    [
        "facts.example.org",
        "https://x.org/path",
        "ftp://x.org",
        "https://x.org\n",
        "https://x:99999",
        "http://..",
        'https://"',
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadSetting, match="CHANCERY_URL must be like"):
        from_environment({"CHANCERY_URL": url})
