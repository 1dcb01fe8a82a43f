"""Charts over HTTP: three formats with their parameters, the same bytes each time, and what is refused."""

import hashlib
import json
import os
import re
import struct
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
import vl_convert

from app.api.negotiation import PNG, SVG, VEGA_LITE
from app.render.charts.png import raster
from app.settings import ROOT
from tests.client import Client

TIMELINE = "/v1/reserve-timelines/el-salvador-btc"


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize(("suffix", "media_type"), [("svg", SVG), ("png", PNG), ("vl.json", VEGA_LITE)])
def test_a_timeline_is_drawn_in_three_formats(client: Client, suffix: str, media_type: str) -> None:
    answer = client.get(f"{TIMELINE}.{suffix}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.headers["content-disposition"] == f'inline; filename="el-salvador-btc.{suffix}"'
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert (
        client.request("GET", f"{TIMELINE}.{suffix}", headers={"if-none-match": answer.headers["etag"]}).status_code
        == 304
    )
    head = client.request("HEAD", f"{TIMELINE}.{suffix}", headers={"accept-encoding": "identity"})
    assert head.headers["content-length"] == str(len(answer.content))


def test_every_statement_of_the_timeline_leads_to_a_passage_that_proves_itself(client: Client) -> None:
    picture = client.get(f"{TIMELINE}.svg").text
    links = re.findall(r'<a href="([^"]+)"', picture)
    assert len(links) == 6
    for link in links:
        assert link.startswith("http://127.0.0.1:8000/sources/")
        source, _, citation = link.removeprefix("http://127.0.0.1:8000/sources/").partition("#")
        proved = client.json(f"/v1/citations/{citation}")["data"]
        assert (proved["verified"], proved["source"]) == (True, source)
    assert "6,240 ≠ 6,239 ≠ over 6,240" in picture


def test_the_picture_s_style_is_allowed_by_its_policy_and_nothing_else_is(client: Client) -> None:
    for theme in ("auto", "light", "dark"):
        answer = client.get(f"{TIMELINE}.svg?theme={theme}")
        (style,) = re.findall(r"<style>(.*?)</style>", answer.text)
        hashed = b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = answer.headers["content-security-policy"]
        assert f"'sha256-{hashed}'" in policy
        assert policy.startswith("default-src 'none'; frame-ancestors 'none'")
        assert " style=" not in answer.text


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("", (1440, 892)),
        ("?width=480&scale=1", (480, 0)),
        ("?size=card", (1200, 630)),
        ("?size=square", (1080, 1080)),
        ("?size=card&scale=1&theme=dark", (600, 315)),
    ],
)
def test_a_picture_in_pixels_has_the_size_that_is_asked_for(client: Client, query: str, size: tuple[int, int]) -> None:
    width, height = size_of(client.get(f"{TIMELINE}.png{query}").content)
    assert width == size[0]
    assert height == size[1] or not size[1]


def test_the_words_are_in_the_pixels(client: Client) -> None:
    picture = client.get(f"{TIMELINE}.svg?theme=light").text
    without = re.sub(r"<text.*?</text>", "", picture)
    assert len(raster(picture, 1)) > 1.5 * len(raster(without, 1))


def test_a_statement_without_a_date_is_said_to_have_none(client: Client) -> None:
    picture = client.get(f"{TIMELINE}.svg").text
    assert "said instead: 6,239 BTC, by crypto-alliance, undated; disputed: amount, value usd" in picture
    assert "said instead: over 6,240 BTC, by forging-bitcoin-diplomacy, undated" in picture


def test_themes_differ(client: Client) -> None:
    assert len({client.get(f"{TIMELINE}.{each}").content for each in ("png?theme=light", "png?theme=dark")}) == 2
    assert len({client.get(f"{TIMELINE}.svg?theme={each}").content for each in ("auto", "light", "dark")}) == 3


def test_a_chart_can_be_of_a_part_of_the_time(client: Client) -> None:
    part = client.get(f"{TIMELINE}.svg?from=2025-04&to=2025-05").text
    assert part.count("<a ") == 1
    assert "6,158" in part
    none = client.get(f"{TIMELINE}.svg?to=2020")
    assert "No snapshot states an amount at a date." in none.text
    assert client.json(f"{TIMELINE}.vl.json?to=2020")["data"]["values"] == []
    assert "only from=2025-04&amp;to=2025-05" in part, "a part does not pass for the whole"
    assert "El Salvador, BTC reserve (from=2025-04&amp;to=2025-05)" in part
    assert "only" not in client.get(f"{TIMELINE}.svg").text
    specification = client.json(f"{TIMELINE}.vl.json?from=2025-04")
    assert "only from=2025-04" in specification["title"]["subtitle"]
    assert specification["usermeta"]["timeline"].endswith("?from=2025-04")


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("svg?width=239", 400, "240 to 1200"),
        ("svg?width=1201", 400, "240 to 1200"),
        ("svg?width=7e2", 400, "whole number"),
        ("svg?width=0480", 400, "whole number"),
        ("png?width=500", 400, "multiple of 40"),
        ("png?from=2025", 400, "no parameter"),
        ("svg?agreement=disputed", 400, "no parameter"),
        ("png?scale=3", 400, "1 to 2"),
        ("png?theme=auto", 400, "light, dark"),
        ("svg?theme=drak", 400, "«dark»"),
        ("svg?size=card&width=300", 400, "leave out"),
        ("svg?scale=2", 400, "no parameter"),
        ("svg?heigth=2", 400, "no parameter"),
        ("svg?from=2026&to=2025", 400, "after"),
        ("gif", 404, ".svg"),
        ("vl", 404, ".vl.json"),
    ],
)
def test_what_cannot_be_drawn_is_refused(client: Client, query: str, status: int, says: str) -> None:
    answer = client.get(f"{TIMELINE}.{query}")
    assert answer.status_code == status
    assert says in answer.json()["detail"]


def test_an_unknown_series_is_refused_with_the_nearest(client: Client) -> None:
    for suffix in ("svg", "png", "vl.json"):
        assert client.get(f"/v1/reserve-timelines/el-salvador-btx.{suffix}").json()["nearest"] == "el-salvador-btc"


def test_vega_lite_draws_what_the_picture_shows(client: Client) -> None:
    spec = client.json(f"{TIMELINE}.vl.json?width=600")
    drawn = vl_convert.vegalite_to_svg(json.dumps(spec), vl_version="6.4")
    points = re.findall(r'aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="point"', drawn)
    assert len(points) == 5, "every statement of a day; the one of some days is a bar"
    assert drawn.count("/sources/") >= 6
    assert "≠" in drawn
    rows: list[dict[str, Any]] = spec["data"]["values"]
    assert [row["amount"] for row in rows] == [6000, 6158, 6228, 6240, 6239, 6240]
    assert (rows[2]["first"], rows[2]["last"]) == ("2025-07-01", "2025-07-10")
    assert client.json(f"{TIMELINE}.vl.json")["width"] == "container"


HASHES = """
import hashlib, sys
from pathlib import Path
from app.settings import Settings
from tests.client import Client
client = Client(Settings(store=Path(sys.argv[1])))
for suffix in ("svg", "png", "vl.json"):
    print(hashlib.sha256(client.get(f"/v1/reserve-timelines/el-salvador-btc.{suffix}").content).hexdigest())
print(hashlib.sha256(client.get("/embed/reserve-timelines/el-salvador-btc").content).hexdigest())
print(hashlib.sha256(client.get("/sources/crypto-alliance").content).hexdigest())
print(hashlib.sha256(client.get("/").content).hexdigest())
client.close()
"""


def test_every_process_draws_the_same_bytes(link: Path) -> None:
    """Whatever its hash seed, its locale and its time zone."""
    found = set()
    for seed, zone, language in (("1", "UTC", "C"), ("2", "Asia/Karachi", "es_SV.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language}
        command = [sys.executable, "-c", HASHES, str(link)]
        found.add(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(found) == 1
    assert len(set(found.pop().split())) == 6
