"""A TypeScript frontend: its types come from the OpenAPI document, hold what is right and refuse what is wrong."""

import json
import re
from pathlib import Path

import pytest

from tests.clients.conftest import EXAMPLES
from tests.programs import run

PACKAGES = [EXAMPLES / "frontend", Path(__file__).parent / "observable"]
EXPECTED = re.compile(r"^ *// @ts-expect-error: (.*)$", re.MULTILINE)


def test_what_is_right_compiles_and_what_is_wrong_does_not(frontend: Path) -> None:
    assert (frontend / "dist/main.js").exists()


def test_each_wrong_line_is_wrong_for_its_reason(frontend: Path) -> None:
    """Without the marks that expect them, the compiler names these errors and no others."""
    wrong = frontend / "src/wrong.ts"
    marked = wrong.read_text()
    wrong.write_text(EXPECTED.sub("", marked))
    try:
        said = run(["npx", "tsc", "--noEmit"], frontend, refused=True)
    finally:
        wrong.write_text(marked)
    errors = re.findall(r"^src/(\w+)\.ts\((\d+),\d+\): error (TS\d+): (.*)$", said, re.MULTILINE)
    lines = [marked[: match.end()].count("\n") + 2 for match in EXPECTED.finditer(marked)]
    assert [(file, int(line)) for file, line, _, _ in errors] == [("wrong", line) for line in lines]
    codes = [code for _, _, code, _ in errors]
    # Absent with a suggestion, absent, possibly null, never equal, possibly undefined, not assignable.
    assert codes == [
        *("TS2551", "TS2551", "TS18047", "TS2367", "TS2339", "TS2532"),
        *("TS2561", "TS2322", "TS2820", "TS2345", "TS2345"),
    ], said


def test_the_types_are_whole(frontend: Path) -> None:
    """No schema came out as `unknown`, `any` or an open object; records and evidence have all their members."""
    types = (frontend / "src/schema.d.ts").read_text()
    schemas = types.partition("    schemas: {")[2].partition("\n    responses:")[0]
    assert not re.search(r": (unknown|any|never|Record<string, never>)\b", schemas)
    for name in ("ReserveSnapshot", "ReserveSnapshotEvidence", "Evidence", "Conflict", "FlatReserveTimelinesRow"):
        body = re.findall(rf"^        {name}: {{\n(.*?)^        }};", schemas, re.MULTILINE | re.DOTALL)[0]
        assert not re.search(r"^            \w+\?:", body, re.MULTILINE), name


def test_a_problem_may_lack_what_only_some_problems_have(frontend: Path) -> None:
    types = (frontend / "src/schema.d.ts").read_text()
    body = re.findall(r"^        Problem: {\n(.*?)^        };", types, re.MULTILINE | re.DOTALL)[0]
    assert set(re.findall(r"^            (\w+)\?:", body, re.MULTILINE)) == {"parameter", "nearest", "formats", "allow"}


VIEWS = """
import { connect } from "./dist/api.js";
import { disagreements, list, record, timeline } from "./dist/views.js";
const api = connect(process.argv[1]);
const views = [record(api, "el-salvador-btc-2025-07-17"), list(api, 6150, 1), timeline(api, "el-salvador-btc"),
               disagreements(api), record(api, "no-such").catch((error) => ({ text: error.message }))];
console.log(JSON.stringify((await Promise.all(views)).map((view) => view.text)));
"""


def test_the_page_shows_what_it_promises(frontend: Path, server: str) -> None:
    printed = run(["node", "--input-type=module", "-e", VIEWS, server], frontend)
    record, rows, timeline, disagreements, missing = (each.replace("\u202f", " ") for each in json.loads(printed))
    assert '<b class="disputed">' in record
    assert all(f"<q>{each}</q>" in record for each in ("6,240 BTC", "6,239 BTC", "over 6,240 BTC"))
    assert re.findall(r"<td>(\d+)</tr>", rows) == ["6240", "6228", "6158"], "three pages of one"
    assert re.findall(r"<td>(\d+) to", timeline) == ["6000", "6158", "6228", "6240"]
    assert timeline.count("<q>") == 4
    assert disagreements.count("<dt>") == 14
    assert "no-such" in missing


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_the_locks_are_pinned_and_name_no_host(package: Path) -> None:
    declared = json.loads((package / "package.json").read_text())
    versions = {**declared["dependencies"], **declared.get("devDependencies", {})}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    lock = (package / "package-lock.json").read_text()
    assert "://" not in lock
    assert all("integrity" in each for name, each in json.loads(lock)["packages"].items() if name)
