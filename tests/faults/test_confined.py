"""On a read-only file system, without capabilities and without a network: the same answers."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from app.settings import ROOT

ADDRESSES = (
    "/",
    "/v1/actors",
    "/v1/reserve-timelines/el-salvador-btc.csv",
    "/v1/reserve-timelines/el-salvador-btc.svg",
    "/v1/reserve-timelines/el-salvador-btc.png",
    "/v1/search?q=bitcoin",
    "/v1/export.sqlite",
    "/embed/reserve-timelines/el-salvador-btc",
    "/openapi.json",
    "/docs",
)
PROGRAMS = ("unshare", "setpriv", "mount")


@pytest.mark.skipif(
    os.environ.get("CI") is None and (os.getuid() != 0 or not all(map(shutil.which, PROGRAMS))),
    reason="namespaces need root, and util-linux",
)
def test_the_same_answers(server: str, link: Path) -> None:
    command = [
        "unshare",
        "--mount",
        "--net",
        sys.executable,
        "-m",
        "tests.faults.confined",
        str(link),
        server,
        *ADDRESSES,
    ]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=120)
    for address, digest in json.loads(done.stdout).items():
        with urllib.request.urlopen(f"{server}{address}", timeout=30) as answer:
            assert digest == hashlib.sha256(answer.read()).hexdigest(), address
