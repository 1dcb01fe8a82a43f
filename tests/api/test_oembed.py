"""oEmbed 1.0: a host that is given the address of a chart learns how to embed it."""

from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from tests.client import Client
from tests.html import parse

ORIGIN = "http://127.0.0.1:8000"
PAGE = f"{ORIGIN}/embed/reserve-timelines/el-salvador-btc"


def ask(client: Client, url: str, more: str = "") -> Any:
    return client.json(f"/oembed?url={quote(url, safe='')}{more}")


def test_a_chart_is_a_frame_of_rich_content(client: Client) -> None:
    said = ask(client, PAGE)
    assert (said["version"], said["type"], said["title"]) == ("1.0", "rich", "El Salvador, BTC reserve")
    (frame,) = parse(said["html"]).all("iframe")
    assert frame.attributes["src"] == PAGE
    assert (frame.attributes["width"], frame.attributes["height"]) == (str(said["width"]), str(said["height"]))
    assert (said["thumbnail_width"], said["thumbnail_height"]) == (1200, 630)
    card = client.get(said["thumbnail_url"].removeprefix(ORIGIN))
    assert card.headers["content-type"] == "image/png"


def test_xml_says_the_same(client: Client) -> None:
    said = ask(client, PAGE)
    answer = client.get(f"/oembed?url={quote(PAGE, safe='')}&format=xml")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "oembed"
    assert {each.tag: each.text for each in root} == {name: str(value) for name, value in said.items()}


def test_the_limits_of_the_host_are_kept(client: Client) -> None:
    small = ask(client, PAGE, "&maxwidth=320&maxheight=200")
    assert (small["width"], small["height"]) == (320, 200)
    assert "thumbnail_url" not in small, "that picture would be larger"
    middle = ask(client, PAGE, "&maxwidth=600")
    assert (middle["thumbnail_width"], middle["thumbnail_height"]) == (600, 315)
    assert client.get(middle["thumbnail_url"].removeprefix(ORIGIN)).status_code == 200
    assert 'width="320" height="200"' in small["html"]
    large = ask(client, PAGE, "&maxwidth=5000&maxheight=5000")
    assert large == ask(client, PAGE)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:8000/embed/reserve-timelines/el-salvador-btc",
        f"{ORIGIN}/v1/reserve-timelines/el-salvador-btc",
        f"{ORIGIN}/v1/reserve-timelines/el-salvador-btc.svg",
        f"{ORIGIN}/embed/reserve-timelines/el%2Dsalvador-btc#part",
    ],
)
def test_other_addresses_of_the_same_chart_do_as_well(client: Client, url: str) -> None:
    assert ask(client, url) == ask(client, PAGE)


def test_the_theme_is_kept(client: Client) -> None:
    assert f'src="{PAGE}?theme=dark"' in ask(client, f"{PAGE}?theme=dark")["html"]
    assert f'src="{PAGE}"' in ask(client, f"{PAGE}?theme=%22onload=")["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"url={PAGE}&format=yaml", 501),
        (f"url={ORIGIN}/embed/reserve-timelines/nowhere", 404),
        (f"url={ORIGIN}/embed/reserve-timelines/el-salvador-btc/x", 404),
        (f"url={ORIGIN}/embed/reserve-timelines/el-salvador-btc.svg", 404),
        ("url=ftp://127.0.0.1:8000/embed/reserve-timelines/el-salvador-btc", 404),
        ("url=http://127.0.0.1:99999/embed/reserve-timelines/el-salvador-btc", 400),
        (f"url={ORIGIN}/sources/crypto-alliance", 404),
        ("url=http://elsewhere.example/embed/reserve-timelines/el-salvador-btc", 404),
        ("url=http://127.0.0.1:8001/embed/reserve-timelines/el-salvador-btc", 404),
        ("url=javascript:alert(1)", 404),
        ("url=http://[::1/embed", 400),
        ("url=x", 404),
        ("", 400),
        (f"url={PAGE}&maxwidth=99", 400),
        (f"url={PAGE}&maxheight=1.5", 400),
        (f"url={PAGE}&callback=x", 400),
    ],
)
def test_what_cannot_be_embedded_is_refused(client: Client, query: str, status: int) -> None:
    answer = client.get(f"/oembed?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_the_page_leads_to_it(client: Client) -> None:
    page = parse(client.get("/embed/reserve-timelines/el-salvador-btc").text)
    for media_type in ("application/json+oembed", "text/xml+oembed"):
        (link,) = page.all("link", type=media_type)
        answer = client.get(link.attributes["href"].removeprefix(ORIGIN))
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media_type.partition("+")[0])
