"""nginx as docs/nginx.conf has it: over processes that are named, on free ports, in a folder of its own."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.settings import ROOT
from tests.programs import needs
from tests.server import free_port

CONF = ROOT / "docs" / "nginx.conf"
NOBODY = 65534
OLD_AT_ONCE = {"proxy_ignore_headers Vary;": "proxy_ignore_headers Vary Cache-Control; proxy_cache_valid 200 1s;"}
"""A change that has answers be fresh for a second or two, whatever they say themselves."""


@dataclass(frozen=True, slots=True)
class Nginx:
    """A running one: its address, its folder, its first process."""

    base: str
    folder: Path
    pid: int

    @property
    def port(self) -> int:
        return int(self.base.rpartition(":")[2])

    def memory(self) -> int:
        """Bytes that its processes have by themselves, not shared with each other."""
        return sum(_private(pid) for pid in (self.pid, *_children(self.pid)))

    def log(self) -> str:
        return (self.folder / "access.log").read_text()


@contextmanager
def nginx(ports: Sequence[int], changes: Mapping[str, str] | None = None) -> Iterator[Nginx]:
    """nginx before these ports of this machine, without privileges; ended by its own process id.

    `changes` are texts of the configuration and what stands there instead.
    """
    needs("nginx")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="chancery-nginx-") as name:
        folder = Path(name)
        (folder / "nginx.conf").write_text(configuration(port, ports, changes or {}))
        for each in ("cache", "temp"):
            (folder / each).mkdir()
        identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        if identity:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, NOBODY, NOBODY)
        command = ["nginx", "-p", str(folder), "-e", "error.log", "-c", str(folder / "nginx.conf")]
        process = subprocess.Popen(command, **identity)  # type: ignore[call-overload]
        try:
            _wait(process, port)
            yield Nginx(f"http://127.0.0.1:{port}", folder, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=30)


def configuration(port: int, ports: Sequence[int], changes: Mapping[str, str]) -> str:
    """The configuration for these ports, otherwise as it is; what is to be replaced must be there."""
    text = CONF.read_text()
    for old, new in {
        "listen 8080 ": f"listen 127.0.0.1:{port} ",
        "127.0.0.1:8081": f"127.0.0.1:{free_port()}",
        "/dev/stdout": "access.log",
        "error_log stderr": "error_log error.log",
        "worker_processes auto": "worker_processes 2",
        **changes,
    }.items():
        assert old in text, f"{CONF.name} has no «{old}»"
        text = text.replace(old, new)
    return re.sub(r"^ *server api-(\d+):8000(.*)\n", lambda found: _peer(found, ports), text, flags=re.MULTILINE)


def _peer(found: re.Match[str], ports: Sequence[int]) -> str:
    number = int(found[1])
    return f"        server 127.0.0.1:{ports[number - 1]}{found[2]}\n" if number <= len(ports) else ""


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        assert process.poll() is None, "nginx ended"
        assert time.monotonic() < deadline, "nginx did not listen in time"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _private(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return 1024 * sum(int(kib) for kib in re.findall(r"^Private_\w+: +(\d+) kB", rollup, re.MULTILINE))
