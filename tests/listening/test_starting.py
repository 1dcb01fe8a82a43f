"""The beginning: what keeps a server from serving is said before it serves, with how to mend it."""

import ctypes
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.listening.wire import until
from tests.server import SERVE, free_port


def refused(
    link: Path,
    environment: dict[str, str],
    prepare: Callable[[], None] | None = None,
) -> str:
    """What a server that does not start has to say. It says nothing else, no address and no traceback."""
    done = subprocess.run(
        [sys.executable, *SERVE],
        cwd=ROOT,
        env={**os.environ, "CHANCERY_STORE": str(link), "CHANCERY_PORT": str(free_port()), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=prepare,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_port_that_is_taken(link: Path, workers: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = refused(link, {"CHANCERY_PORT": port, "CHANCERY_WORKERS": workers})
    assert "Address already in use" in said
    assert "set CHANCERY_HOST or CHANCERY_PORT" in said


def test_an_address_that_is_another_machines(link: Path) -> None:
    assert "set CHANCERY_HOST or CHANCERY_PORT" in refused(link, {"CHANCERY_HOST": "192.0.2.1"})


def test_a_port_that_only_root_may_have(link: Path) -> None:
    if int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text()) == 0:
        pytest.skip("this machine lets everybody listen on every port")
    said = refused(link, {"CHANCERY_PORT": "80"}, drop_the_right_to_low_ports)
    assert "set CHANCERY_PORT to one above 1023" in said


def drop_the_right_to_low_ports() -> None:
    """Also root does not have it any more after the next exec."""
    drop_from_bounding_set, net_bind_service = 24, 10
    ctypes.CDLL(None).prctl(drop_from_bounding_set, net_bind_service)


def test_more_connections_than_files_may_be_open(link: Path) -> None:
    said = refused(
        link, {"CHANCERY_CONNECTIONS": "5000"}, lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (400, 400))
    )
    assert "CHANCERY_CONNECTIONS=5000 needs 5300 open files, and this process may have 400" in said
    assert "set it to 100 or less" in said


def test_no_folder_for_what_workers_count(link: Path) -> None:
    """Nothing can be written anywhere, as on a read-only file system; one worker needs to write nothing."""
    said = refused(link, {"CHANCERY_WORKERS": "2"}, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    assert "a tmpfs at /tmp" in said
    assert "CHANCERY_WORKERS=1" in said


def test_a_store_that_is_missing(tmp_path: Path) -> None:
    assert "run `python3 run.py ingest`" in refused(tmp_path / "current.db", {"CHANCERY_WORKERS": "2"})


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_before_it_serves(link: Path, tmp_path: Path, stop: signal.Signals) -> None:
    """While it proves its store, which may take long: also that is left at once, and is no failure."""
    store = tmp_path / link.readlink().name
    with store.open("wb") as endless:
        endless.truncate(1 << 42)
    (tmp_path / "current.db").symlink_to(store.name)
    environment = {**os.environ, "CHANCERY_STORE": str(tmp_path / "current.db")}
    with subprocess.Popen([sys.executable, *SERVE], cwd=ROOT, env=environment, stderr=subprocess.PIPE) as process:
        until(lambda: str(store) in opened(process.pid))
        process.send_signal(stop)
        _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, b"")


def opened(pid: int) -> set[str]:
    """The files that a process has open."""
    found = set()
    for each in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # it may be closed again by now
            found.add(str(each.readlink()))
    return found
