"""Charts: Vega-Lite draws the timeline from its address, and Grafana's dashboard names columns that are there."""

import csv
import io
import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import EXAMPLES
from tests.programs import run

DASHBOARD = json.loads((EXAMPLES / "grafana-dashboard.json").read_text())
TARGETS = [target for panel in DASHBOARD["panels"] for target in panel["targets"]]


def test_vega_lite_draws_the_timeline(examples: Path) -> None:
    run(["python", "render_timeline.py", "timeline.vl.json", "timeline.svg"], examples)
    drawn = (examples / "timeline.svg").read_text().replace("\u202f", " ")
    assert drawn.count('aria-roledescription="point"') == 4
    assert all(f">{quote}</text>" in drawn for quote in ("6,000 BTC", "6,158 BTC", "6,228 BTC", "6,240 BTC"))
    assert "X-axis for a utc scale" in drawn
    assert "amount: 6,239 BTC (crypto-alliance)" in drawn, "the tooltip says what others say"


def test_vega_lite_makes_a_picture(examples: Path) -> None:
    run(["python", "render_timeline.py", "timeline.vl.json", "timeline.png"], examples)
    assert (examples / "timeline.png").read_bytes().startswith(b"\x89PNG\r\n")


def substituted(url: str, server: str) -> str:
    """The address as Grafana asks for it, with its variables and the range of the dashboard."""
    variables = {each["name"]: each["query"] for each in DASHBOARD["templating"]["list"]} | {"api": server}
    for name, value in variables.items():
        url = url.replace(f"${{{name}}}", value)
    for end in ("from", "to"):
        url = url.replace(f"${{__{end}:date:YYYY-MM-DD}}", DASHBOARD["time"][end][:10])
    assert "$" not in url
    return url


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: str(target["type"]))
def test_grafana_finds_every_column_with_its_type(target: dict[str, Any], server: str) -> None:
    with urllib.request.urlopen(substituted(target["url"], server)) as response:
        body = response.read().decode()
    rows = json.loads(body) if target["type"] == "json" else list(csv.DictReader(io.StringIO(body)))
    assert len(rows) == 4
    for column in target["columns"]:
        cells = [row[column["selector"]] for row in rows if row[column["selector"]] not in {None, ""}]
        assert all(fits(cell, column["type"]) for cell in cells), column


def fits(cell: str | float, kind: str) -> bool:
    match kind:
        case "number":
            return re.fullmatch(r"-?\d+(\.\d+)?", str(cell)) is not None
        case "timestamp":
            return re.fullmatch(r"\d{4}-\d\d-\d\d", str(cell)) is not None
        case _:
            return isinstance(cell, str)


def test_the_table_declares_every_column(server: str) -> None:
    with urllib.request.urlopen(f"{server}/v1/reserve-timelines/el-salvador-btc.csv") as response:
        header = response.readline().decode().rstrip("\r\n").split(",")
    assert [column["selector"] for column in TARGETS[1]["columns"]] == header


def test_the_dashboard_is_imported_with_any_infinity_data_source() -> None:
    (asked,) = DASHBOARD["__inputs"]
    assert asked["pluginId"] == "yesoreyeram-infinity-datasource"
    for each in [*DASHBOARD["panels"], *TARGETS]:
        assert each["datasource"] == {"type": asked["pluginId"], "uid": f"${{{asked['name']}}}"}
