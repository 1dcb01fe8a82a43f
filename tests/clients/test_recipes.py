"""The recipes: every command in docs/recipes.md is run; what no test can run is checked as far as it goes."""

import csv
import io
import re
import shutil
import urllib.request
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.clients.conftest import RECIPES
from tests.clients.test_charts import TARGETS
from tests.programs import needs, run

SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", RECIPES, re.MULTILINE | re.DOTALL))
BLOCKS = [
    (title, language, block)
    for title, section in SECTIONS.items()
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
]
RUN = [
    (f"{title}-{number}", language, block)
    for number, (title, language, block) in enumerate(BLOCKS)
    if language in {"sh", "python"} and "npm" not in block
]
READ = {"R": "r", "Google Sheets and Excel": "", "Grafana": "", "Observable": "js", "TypeScript": "ts"}
"""What a test below this line holds, by its section."""


def test_every_block_is_one_that_these_tests_know() -> None:
    others = {title: language for title, language, _ in BLOCKS if language not in {"sh", "python"}}
    assert others == READ
    assert len(BLOCKS) == len(RUN) + len(READ) + len(["the npm commands, by which the frontend of the tests is made"])


PROMISED = {"curl-2": "304", "jq-3": "6240\n6,240\u202fBTC\n", "DuckDB-8": "[('2025-01-01', 6000.0), "}
"""What some of them print, or begin with."""


@pytest.fixture(scope="module")
def kitchen(examples: Path, server: str) -> Path:
    """Where the recipes are run, with the exports that later ones read."""
    needs("curl")
    run(["/bin/bash", "-euc", RUN[1][2].replace("http://127.0.0.1:8000", server)], examples)
    return examples


@pytest.mark.parametrize(("title", "language", "block"), RUN, ids=[title for title, _, _ in RUN])
def test_every_command_runs(title: str, language: str, block: str, kitchen: Path, server: str) -> None:
    needs(*({"jq"} & set(block.split())))
    block = block.replace("http://127.0.0.1:8000", server).replace("curl -s", "curl -sS --fail")
    command = ["python", "-c"] if language == "python" else ["/bin/bash", "-euo", "pipefail", "-c"]
    said = run([*command, block], kitchen)
    assert said.startswith(PROMISED.get(title, ""))
    assert said or re.search(r" -o |^python ", block)


def test_what_is_promised_is_of_a_recipe() -> None:
    assert set(PROMISED) < {title for title, _, _ in RUN}


def columns(url: str) -> list[str]:
    with urllib.request.urlopen(url) as response:
        return next(csv.reader(io.StringIO(response.read().decode())))


def block(title: str, server: str) -> str:
    found: str = next(text for name, language, text in BLOCKS if name == title and language == READ[title])
    return found.replace("http://127.0.0.1:8000", server)


def test_the_spreadsheet_s_address_answers(server: str) -> None:
    (url,) = re.findall(r'IMPORTDATA\("(.*?)"\)', block("Google Sheets and Excel", server))
    assert columns(url)[0] == "\ufeffdate_start"


def test_r_s_addresses_answer(server: str) -> None:
    (url,) = re.findall(r'"(http.*?)"', block("R", server))
    assert columns(f"{url}.csv")[0] == "date_start"
    assert urllib.request.urlopen(f"{url}.json").status == 200


def test_grafana_s_address_is_that_of_the_dashboard(server: str) -> None:
    assert block("Grafana", server).strip() in [target["url"] for target in TARGETS]


def test_the_typescript_line_is_that_of_the_example() -> None:
    line = 'createClient<paths, "application/json" | "application/problem+json">({ baseUrl });'
    assert line in SECTIONS["TypeScript"]
    assert line in (ROOT / "docs/examples/frontend/src/api.ts").read_text()


OBSERVABLE = """
import * as Plot from "@observablehq/plot";
import * as d3 from "d3";
import {{ Window }} from "happy-dom";
globalThis.window = new Window();
{block}
console.log(chart.outerHTML);
process.exit(0);
"""


def test_the_observable_cell_draws(tmp_path: Path, server: str) -> None:
    needs("node", "npm")
    folder = shutil.copytree(Path(__file__).with_name("observable"), tmp_path / "observable")
    run(["npm", "ci", "--prefer-offline"], folder)
    (folder / "cell.mjs").write_text(OBSERVABLE.format(block=block("Observable", server)))
    drawn = run(["node", "cell.mjs"], folder)
    assert drawn.count("<circle") == 4
    assert "<title>6,240\u202fBTC" in drawn
