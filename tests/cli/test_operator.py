"""The operator's commands: what they print, and how they end."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import main
from app.cli.commands import COMMANDS
from app.health import fault
from app.ingest import job
from app.render.dictionary import data_dictionary
from app.settings import ROOT, Settings
from tests.server import started
from tests.workshop import Workshop


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


def test_a_refused_start_serves_nothing(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.document("changed")
    assert main(["start"]) == 1
    assert capsys.readouterr().out == ""


def test_a_folder_that_cannot_be_written(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.settings.store.parent.write_text("a file where the folder should be")
    assert main(["ingest"]) == 1
    assert str(seeds.settings.store.parent) in capsys.readouterr().err


def test_serving_nothing(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve"]) == 1
    assert "run `python3 run.py ingest`" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["ingest"], ["check"], ["cite", "x", "y"], ["coverage", "x"]])
def test_a_bad_setting(
    seeds: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.setenv("CHANCERY_PORT", "eighty")
    assert main(arguments) == 1
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


def test_the_dictionary(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dictionary"]) == 0
    assert capsys.readouterr().out == data_dictionary()


def test_an_interruption(seeds: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(job, "ingest", interrupted)
    assert main(["ingest"]) == 130
    assert capsys.readouterr().err == "ingest was interrupted; nothing was published by it\n"


def test_an_interruption_before_anything_begins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.cli.commands.import_module", interrupted)
    assert main(["serve"]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_starts_is_ready_and_stops(link: Path, stop: signal.Signals) -> None:
    """The process itself: ready, healthy to the container's check, and gone soon after it is told to."""
    with started(link) as server:
        settings = Settings(port=server.port)
        assert fault(settings) is None
        environment = {**os.environ, "CHANCERY_PORT": str(server.port)}
        check = subprocess.run([sys.executable, "-m", "app.health"], cwd=ROOT, env=environment, check=False)
        assert check.returncode == 0
        server.process.send_signal(stop)
        assert server.process.wait(30) == 0
        assert fault(settings) is not None
        lines = [json.loads(line) for line in server.logged().splitlines()]
        assert [line["message"] for line in lines] == [
            f"serving {link} at {server.base} with one process",
            f"stopped serving at {server.base}",
        ]


def test_a_server_loads_nothing_that_only_curators_need(seeds: Workshop) -> None:
    script = (
        "import sys; from app.cli import main; assert main(['serve']) == 1;"
        "print(*sorted(m for m in sys.modules if m.startswith(('app.cli.', 'app.ingest.')) or m == 'rich'))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["app.cli.commands", "app.cli.serve", "app.cli.terminal", "app.ingest.progress"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing command"),
        (["chek"], "Did you mean 'check'?"),
        (["serve", "more"], "unexpected extra argument"),
        (["cite", "only-a-file"], "Missing argument 'QUOTE'"),
        (["check", "--stric"], "--strict"),
        (["cite", "file", "-5%"], "No such option"),
    ],
)
def test_a_command_called_wrongly(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert "Usage: python3 run.py" in printed.err
    assert says in printed.err
    assert printed.out == ""


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], *([name, "--help"] for name in COMMANDS)])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "completion" not in printed
    if arguments[0] in COMMANDS:
        assert len(printed.split("Options:")[0].strip().splitlines()) > 2


def test_the_list_of_commands_says_what_each_is_in_a_whole_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    listed = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.split("Commands:\n")[1].splitlines())
    assert tuple(listed) == COMMANDS
    assert not [said for said in listed.values() if said.endswith("...") or not said.endswith(".")]
