"""Probes of the health of a process, from a process of their own, so that nothing else there delays them.

`python -m tests.faults.probes BASE` asks every few milliseconds until its standard input is closed, and then prints how
long each answer took, in seconds, as a JSON array.
"""

import http.client
import json
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from app.settings import ROOT


@contextmanager
def probing(base: str) -> Iterator[list[float]]:
    """Probes all the while; afterwards the list holds how long each answer took, in seconds."""
    took: list[float] = []
    command = [sys.executable, "-m", "tests.faults.probes", base]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield took
        printed, _ = process.communicate()
    assert process.returncode == 0
    took += json.loads(printed)


def probe(base: str) -> Iterator[float]:
    """One answer after the other, each over a connection of its own, as probes do."""
    while not select.select([sys.stdin], [], [], 0.005)[0]:
        begun = time.perf_counter()
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b'{"status":"ok"}'
        connection.close()
        yield time.perf_counter() - begun


if __name__ == "__main__":
    print(json.dumps([*probe(sys.argv[1])]))
