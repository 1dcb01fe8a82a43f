"""The server without a capability, a network or a place to write to; run in namespaces of its own.

`unshare --mount --net python -m tests.faults.confined LINK URL ADDRESS …` prints the SHA-256 of each answer, as JSON.
"""

import fcntl
import hashlib
import json
import os
import socket
import struct
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.server import free_port, wait_until_ready

CONFINED = ("setpriv", "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all")
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _UP = 0x8913, 0x8914, 1


def main(link: str, url: str, addresses: list[str]) -> dict[str, str]:
    """The digest of each answer of a confined server."""
    bring_loopback_up()
    for command in (
        ["mount", "--make-rprivate", "/"],
        *(["mount", "-o", "remount,bind,ro", point] for point in mounts()),
    ):
        subprocess.run(command, check=True)
    subprocess.run([*CONFINED, sys.executable, "-c", CANNOT], check=True)
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "CHANCERY_STORE": link, "CHANCERY_PORT": str(port), "CHANCERY_URL": url}
    server = [*CONFINED, sys.executable, "-B", "-m", "app.cli", "serve"]
    with subprocess.Popen(server, env=environment, stdout=subprocess.DEVNULL) as process:
        base = f"http://127.0.0.1:{port}"
        try:
            wait_until_ready(process, base, 60)
            return {address: digest(f"{base}{address}") for address in addresses}
        finally:
            process.terminate()


def mounts() -> list[str]:
    """Everything that files could be written to."""
    own = {line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()}
    return sorted(point for point in own if point in ("/", "/tmp", "/dev/shm", "/work", "/home", "/root", "/var"))


CANNOT = """
import pathlib
lines = pathlib.Path("/proc/self/status").read_text().splitlines()
status = dict(line.split(":\\t") for line in lines if ":\\t" in line)
assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd")} == {"0" * 16}, status
for folder in (".", "/tmp", "/dev/shm", "/var/tmp"):
    try:
        pathlib.Path(folder, "written").write_text("")
    except OSError:
        continue
    raise SystemExit(f"{folder} can be written to")
"""
"""Proves that the confinement is one."""


def bring_loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | _UP))


def digest(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return hashlib.sha256(answer.read()).hexdigest()


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], sys.argv[3:])))
