"""Several workers: one that dies or hangs is replaced, and whoever asks hardly notices."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.listening.short import SHORT
from tests.listening.wire import ask, asking, connected, get, until
from tests.server import SERVE, Started, free_port, shortly, started

TWO = {"CHANCERY_WORKERS": "2"}
AWKWARD = shortly(SHORT, "tests.listening.apps:awkwardly")


def asked(server: Started, seconds: float) -> tuple[int, list[str]]:
    """Ask over new connections for so many seconds: how many were answered, and what went wrong."""
    over, answered, failed = time.monotonic() + seconds, 0, []
    while time.monotonic() < over:
        try:
            answered += get(server.port, "/healthz").status == 200
        except (OSError, IndexError) as error:
            failed.append(str(error))
    return answered, failed


def test_a_worker_that_is_killed_under_load(link: Path) -> None:
    """What it was answering is lost; nobody is refused, and another worker takes its place."""
    with started(link, SERVE, TWO) as server:
        until(lambda: len(server.workers) == 2)
        found: list[tuple[int, list[str]]] = []
        clients = [threading.Thread(target=lambda: found.append(asked(server, 3))) for _ in range(4)]
        for client in clients:
            client.start()
        time.sleep(0.5)
        victim, other = server.workers
        os.kill(victim, signal.SIGKILL)
        until(lambda: len(server.workers) == 2 and victim not in server.workers)
        for client in clients:
            client.join()
        assert other in server.workers
        assert sum(answered for answered, _ in found) > 100
        assert sum(len(failed) for _, failed in found) <= len(clients)
        assert not [why for _, failed in found for why in failed if "refused" in why]
        until(lambda: f"worker {victim} ended (SIGKILL)" in server.logged())


def test_a_worker_that_is_stopped_in_its_tracks(link: Path) -> None:
    with started(link, shortly(SHORT), TWO) as server:
        until(lambda: len(server.workers) == 2)
        victim = server.workers[0]
        os.kill(victim, signal.SIGSTOP)
        until(lambda: len(server.workers) == 2 and victim not in server.workers)
        until(lambda: asked(server, 0.5)[1] == [])


def test_a_worker_that_does_nothing_else_any_more(link: Path) -> None:
    """Its threads live on, and answer the supervisor; the event loop does not, and answers nobody."""
    with started(link, AWKWARD, TWO) as server:
        until(lambda: len(server.workers) == 2)
        before = set(server.workers)
        with connected(server.port) as client:
            client.sendall(asking("/hang"))
            until(lambda: len(server.workers) == 2 and set(server.workers) != before)
        until(lambda: asked(server, 0.5)[1] == [])
        assert "SIGALRM" in server.logged()


def test_workers_that_die_at_once_do_not_keep_the_machine_busy(link: Path, tmp_path: Path) -> None:
    """Each is tried again, ever more seldom; and the whole still stops when told to."""
    starts, port = tmp_path / "starts", free_port()
    environment = {**os.environ, **TWO, "CHANCERY_STORE": str(link), "CHANCERY_PORT": str(port), "STARTS": str(starts)}
    command = [sys.executable, *shortly(SHORT, "tests.listening.apps:dying")]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        until(lambda: starts.exists() and len(starts.read_text().splitlines()) >= 4)
        before = len(starts.read_text().splitlines())
        time.sleep(5)
        assert len(starts.read_text().splitlines()) - before <= 6
    finally:
        process.terminate()
        _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "ended (status 9)" in said
    assert "Traceback" not in said


def test_workers_do_not_outlive_the_process_that_looks_after_them(link: Path) -> None:
    """It may be killed by force; nobody would stop them any more, and nobody else could have their port."""
    with started(link, shortly(SHORT), TWO) as server:
        until(lambda: len(server.workers) == 2)
        workers = server.workers
        server.process.kill()
        server.process.wait()
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
        with pytest.raises(ConnectionRefusedError):
            connected(server.port)


def environment_of(pid: int) -> dict[str, str]:
    """What a process was started with."""
    lines = Path(f"/proc/{pid}/environ").read_text().split("\0")
    return dict(line.split("=", 1) for line in lines if "=" in line)


def test_workers_share_a_folder_that_is_gone_in_the_end(link: Path) -> None:
    with started(link, SERVE, TWO) as server:
        until(lambda: len(server.workers) == 2)
        (folder,) = {environment_of(pid)["CHANCERY_METRICS"] for pid in server.workers}
        assert Path(folder).is_dir()
        assert get(server.port, "/metrics").status == 200
        server.process.terminate()
        server.process.wait(20)
        assert not Path(folder).exists()


def test_one_process_needs_no_folder(link: Path) -> None:
    with started(link, SERVE) as server:
        assert "CHANCERY_METRICS" not in environment_of(server.process.pid)
        assert server.workers == []


def test_both_workers_answer(link: Path) -> None:
    with started(link, AWKWARD, TWO) as server:
        seen: set[str] = set()

        def both() -> bool:
            clients = [connected(server.port) for _ in range(20)]
            for client in clients:
                with client:
                    seen.add(ask(client, "/").fields["process"])
            return len(seen) == 2

        until(both)
        assert seen == set(map(str, server.workers))
