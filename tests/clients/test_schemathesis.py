"""Schemathesis: the OpenAPI document says of every operation what is so, or a request is found that proves it wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.client import Client

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
LEAST_CASES = 10_000


def test_schemathesis_finds_nothing(
    server: str, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configuration = tmp_path / CONFIGURATION.name
    configuration.write_text(CONFIGURATION.read_text().replace("http://127.0.0.1:8000", server))
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(configuration)]
    command += ["run", f"{server}/openapi.json", "--no-color"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    tested = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    said = tested.stdout.partition("= SUMMARY =")[2]
    with capsys.disabled():
        print("\nschemathesis:", said.strip("= \n"))
    assert tested.returncode == 0, tested.stdout[-20_000:] + tested.stderr
    operations = len(client.json("/openapi.json")["paths"])
    assert f"Selected: {operations}/{operations}" in said
    assert f"Tested: {operations}" in said
    assert all(f"✅ {phase}" in said for phase in ("Coverage", "Fuzzing", "Stateful"))
    cases = re.search(r"(\d+) generated, (\d+) passed", said)
    assert cases is not None
    assert int(cases[2]) == int(cases[1]) > LEAST_CASES
