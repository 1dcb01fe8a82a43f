"""Pages: what they load, where they lead, and that every value on them has its passage."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from app.model.records import RECORD_TYPES
from tests.client import Client
from tests.html import Element, parse
from tests.workshop import ACTOR, DOCUMENT, SNAPSHOT, Workshop

EMBED = "/embed/reserve-timelines/el-salvador-btc"
SOURCES = ("/sources/crypto-alliance", "/sources/forging-bitcoin-diplomacy")
PAGES = ("/", EMBED, *SOURCES)
ORIGIN = "http://127.0.0.1:8000"


def page(client: Client, path: str) -> Element:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return parse(answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_may_load_what_it_loads_and_nothing_else(client: Client, path: str) -> None:
    """Its style sheets by their hashes, its icon, and the embedded one its script; nothing inline beside."""
    policy = dict(rule.split(" ", 1) for rule in client.get(path).headers["content-security-policy"].split("; "))
    found = page(client, path)
    hashes = [b64encode(hashlib.sha256(style.text.encode()).digest()).decode() for style in found.all("style")]
    assert policy["style-src"] == " ".join(f"'sha256-{each}'" for each in hashes)
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == ("'self'" if path == EMBED else "'none'")
    scripts = [(script.attributes, script.text) for script in found.all("script")]
    assert scripts == ([({"async": "", "src": "/assets/embed.js"}, "")] if path == EMBED else [])
    for each in found.walk():
        assert not [name for name in each.attributes if name.startswith("on") or name == "style"], each.attributes


def test_only_what_is_to_be_embedded_can_be_framed(client: Client) -> None:
    for path in (
        *PAGES,
        "/docs",
        "/v1/dataset",
        "/v1/reserve-timelines/el-salvador-btc.svg",
        "/assets/embed.js",
        "/nowhere",
    ):
        (ancestors,) = re.findall(r"frame-ancestors ([^;]+)", client.get(path).headers["content-security-policy"])
        assert ancestors == ("*" if path == EMBED else "'none'"), path


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere_on_this_server(client: Client, path: str) -> None:
    found = page(client, path)
    ids = [each.attributes["id"] for each in found.walk() if "id" in each.attributes]
    assert len(ids) == len(set(ids)), "an id twice"
    asked: dict[str, int] = {}
    for each in found.walk():
        for name in ("href", "src", "cite", "content"):
            link = each.attributes.get(name, "")
            if link.startswith("#"):
                assert link[1:] in ids, link
            elif link.startswith(("/", ORIGIN)):
                parts = urlsplit(urljoin(f"{ORIGIN}{path}", link))
                where = f"{parts.path}?{parts.query}" if parts.query else parts.path
                if where not in asked and not where.startswith(("/v1/export", "/v1/citations/")):
                    asked[where] = client.get(where).status_code
                if parts.fragment:
                    assert f'id="{parts.fragment}"' in client.get(parts.path).text
            else:
                assert "//" not in link, f"{link} is elsewhere"
    assert set(asked.values()) == {200}, {where for where, status in asked.items() if status != 200}


def test_an_unknown_page_is_a_problem_with_the_nearest(client: Client) -> None:
    assert client.get("/sources/crypto-aliance").json()["nearest"] == "crypto-alliance"
    assert client.get("/embed/reserve-timelines/el-salvador").json()["nearest"] == "el-salvador-btc"
    assert client.get(f"{EMBED}?theme=drak").json()["nearest"] == "dark"


@pytest.mark.parametrize("path", PAGES)
def test_what_sites_append_to_an_address_is_ignored(client: Client, path: str) -> None:
    plain, shared = client.get(path), client.get(f"{path}?utm_source=x&fbclid=%00&utm_source=y")
    assert (shared.status_code, shared.content) == (200, plain.content)
    assert shared.headers["etag"] == plain.headers["etag"]
    assert client.get(f"{EMBED}?fbclid=x&theme=dark").content == client.get(f"{EMBED}?theme=dark").content
    assert client.get("/v1/actors?fbclid=x").status_code == 400


def test_a_page_is_revalidated_like_everything_else(client: Client) -> None:
    first = client.get(EMBED)
    again = client.request("GET", EMBED, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


# The chart to embed


def test_each_value_has_a_button_that_opens_its_exact_passage(client: Client) -> None:
    found = page(client, EMBED)
    points = client.json("/v1/reserve-timelines/el-salvador-btc")
    expected = [
        (point["id"], field, proof)
        for point in points["data"]["points"]
        for field, proof in point["evidence"].items()
        if proof["agreement"] != "not-stated" and field not in ("holder", "asset")
    ]
    (body,) = found.all("tbody")
    buttons = body.all("button")
    assert len(buttons) == len(expected)
    for button, (record, field, proof) in zip(buttons, expected, strict=True):
        popover = found.by_id(button.attributes["popovertarget"])
        assert popover.attributes["popover"] == ""
        exact = [each.text for each in popover.all("bdi", class_="exact")]
        others = [citation for other in proof["alternatives"] for citation in other["citations"]]
        cited = [*proof["citations"], *others]
        assert exact == [points["citations"][each]["exact"] for each in cited]
        for each in cited:
            passage = points["citations"][each]
            assert f"characters {passage['start']} up to {passage['end']}" in popover.text
            assert f"bytes {passage['byte_start']} up to {passage['byte_end']}" in popover.text
            assert points["sources"][passage["source"]]["sha256"] in popover.text
            assert passage["url"] in [link.attributes["href"] for link in popover.all("a")]
        assert f"/v1/reserve-snapshots/{record}/cite.bib?field={field}" in [
            a.attributes["href"] for a in popover.all("a")
        ]
        assert (", disputed, " in popover.text) == (proof["agreement"] == "disputed")
        for conflict in filter(None, (proof["conflict"], *proof["related_conflicts"])):
            assert f"/v1/conflicts/{conflict}" in [a.attributes["href"] for a in popover.all("a")]
            assert client.json(f"/v1/conflicts/{conflict}")["data"]["reason"] in popover.text


def test_disagreement_is_shown_beside_the_value_and_explained(client: Client) -> None:
    found = page(client, EMBED)
    (cell,) = [each for each in found.all("td") if "6,240 BTC" in each.text]
    assert "≠" in cell.text
    popover = found.by_id(cell.all("button")[0].attributes["popovertarget"])
    assert "6,239 BTC, conflict, normalised" in popover.text
    assert "over 6,240 BTC, conflict, normalised" in popover.text
    assert "dated-beats-undated" in popover.text
    assert "/v1/conflicts/cnf_6b3649b3cf8418c8" in [a.attributes["href"] for a in popover.all("a")]


def test_a_date_beside_the_shown_one_says_by_which_rule(client: Client) -> None:
    found = page(client, EMBED)
    (cell,) = [each for each in found.all("th") if "July 17, 2025" in each.text]
    popover = found.by_id(cell.all("button")[0].attributes["popovertarget"])
    assert "July 17, 2025 or later, refines, inferred by undated-takes-document-date" in popover.text


def test_both_layouts_of_the_chart_are_in_the_page(client: Client) -> None:
    charts = page(client, EMBED).all("svg")
    assert [each.attributes["class"] for each in charts] == ["chart wide", "chart narrow"]
    assert all(len(each.all("a")) == 6 and not each.all("style") for each in charts)


def test_what_is_to_be_copied_is_whole(client: Client) -> None:
    found = page(client, EMBED)
    copies = [each.text for each in found.all("pre")]
    assert len(copies) == 7
    frame, image, link = (parse(text) for text in copies[:3])
    assert frame.all("iframe")[0].attributes["src"] == f"{ORIGIN}{EMBED}"
    assert frame.all("script")[0].attributes["src"] == f"{ORIGIN}/assets/host.js"
    picture = image.all("img")[0].attributes
    assert client.get(picture["src"].removeprefix(ORIGIN)).headers["content-type"] == "image/png"
    assert "6,240 BTC" in picture["alt"]
    assert link.all("a")[0].attributes["href"] == f"{ORIGIN}{EMBED}"
    for text, suffix in zip(copies[3:], ("txt", "md", "bib", "csl.json"), strict=True):
        assert text == client.get(f"/v1/reserve-timelines/el-salvador-btc/cite.{suffix}").text


def test_social_cards(client: Client) -> None:
    for path in (EMBED, "/"):
        cards = {
            each.attributes["property"]: each.attributes["content"]
            for each in page(client, path).all("meta")
            if "property" in each.attributes
        }
        assert {"og:title", "og:type", "og:url", "og:image", "og:description"} <= set(cards)
        assert client.get(cards["og:image"].removeprefix(ORIGIN)).headers["content-type"] == "image/png"


def test_of_a_long_series_the_table_has_the_last(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.render.pages.embed.MOST_ROWS", 2)
    (table,) = page(client, f"{EMBED}?theme=light").all("table")
    assert "The last 2 of 4 snapshots." in table.text
    (body,) = table.all("tbody")
    assert [row.all("th")[0].text.split("\xa0")[0] for row in body.all("tr")] == [
        "Early July 2025 (July 1, 2025 to July 10, 2025)",
        "July 17, 2025",
    ]


def test_what_is_to_be_copied_has_the_theme(client: Client) -> None:
    copies = [each.text for each in page(client, f"{EMBED}?theme=dark").all("pre")]
    assert all("?theme=dark" in each for each in copies[:3])


def test_a_theme_is_the_page_s(client: Client) -> None:
    assert page(client, f"{EMBED}?theme=dark").all("html")[0].attributes["data-theme"] == "dark"
    assert "data-theme" not in page(client, EMBED).all("html")[0].attributes


# A document


@pytest.mark.parametrize("path", SOURCES)
def test_the_document_is_there_to_the_last_character(client: Client, path: str) -> None:
    assert page(client, path).by_id("document").text == client.get(f"/v1{path}/text").content.decode()


@pytest.mark.parametrize("path", SOURCES)
def test_every_citation_lands_on_its_passage_and_its_note_says_what_it_supports(client: Client, path: str) -> None:
    found = page(client, path)
    source = path.removeprefix("/sources/")
    claims = client.pages(f"/v1/claims?source={source}&limit=500")
    conflicts = {
        claim["id"]: each["id"] for each in client.pages("/v1/conflicts?limit=500") for claim in each["claims"]
    }
    document = found.by_id("document")
    for citation in client.pages(f"/v1/citations?source={source}&limit=500"):
        assert citation["url"] == f"{path}#{citation['id']}"
        marks = [each for each in document.all("mark") if citation["id"] in each.attributes["class"].split()]
        assert "".join(mark.text for mark in marks) == citation["exact"]
        assert marks[0].attributes["id"] == citation["id"]
        note = found.by_id(f"note-{citation['id']}")
        links = [link.attributes["href"] for link in note.all("a")]
        quoting = [claim for claim in claims if citation["id"] in [each["citation"] for each in claim["citations"]]]
        assert quoting
        for claim in quoting:
            assert claim["record_url"] in links
            for each in claim["citations"]:
                if each["citation"] == citation["id"]:
                    about = [li.text for li in note.all("li") if f"{claim['field'].replace('_', ' ')}:" in li.text]
                    assert any(("context of" in text) == (each["support"] == "context") for text in about)
            assert claim["field"].replace("_", " ") in note.text
            if claim["id"] in conflicts:
                assert f"/v1/conflicts/{conflicts[claim['id']]}" in links
        assert ("disputed" in marks[0].attributes["class"].split()) == any(each["id"] in conflicts for each in quoting)


def test_notes_are_in_the_order_of_the_document(client: Client) -> None:
    found = page(client, SOURCES[0])
    cited, aside = found.all("section", class_="notes")[0].all("ol")
    for notes in (cited, aside):
        starts = [int(each) for each in re.findall(r"characters (\d+) up to", notes.text)]
        assert len(starts) > 5
        assert starts == sorted(starts)
    assert "July 17, 2025 or later" in found.text
    for standing in ("shown in", "agrees with what is shown in", "stands beside what is shown in", "context of"):
        assert standing in found.text


@pytest.mark.parametrize("path", SOURCES)
def test_what_is_set_aside_is_dotted_and_its_note_says_why(client: Client, path: str) -> None:
    found = page(client, path)
    source = path.removeprefix("/sources/")
    text = client.get(f"/v1{path}/text").content.decode()
    dotted = _dotted(found)
    aside = [each for each in client.json("/v1/dataset")["data"]["set_aside"] if each["source"] == source]
    assert found.by_id("set-aside").text == f"{len(aside)} passages set aside"
    for each in aside:
        name = f"aside-{each['start']}-{each['end']}"
        pieces = [piece for piece in dotted if name in piece.attributes["class"].split()]
        assert pieces[0].attributes["id"] == name
        assert {piece.attributes["href"] for piece in pieces if piece.tag == "a"} <= {f"#note-{name}"}
        assert all(piece.tag == "a" for piece in pieces if len(piece.text) > 5)
        assert all(piece.text in text[each["start"] : each["end"]] for piece in pieces)
        assert {piece.attributes["title"] for piece in pieces} == {f"Set aside: {each['why']}"}
        note = found.by_id(f"note-{name}")
        assert f"Set aside: {each['why']}" in note.text, "what a pointer shows is there to be read as well"
        assert f"#{name}" in [link.attributes["href"] for link in note.all("a")]
    assert len({piece.attributes["class"] for piece in dotted}) == len(aside)
    assert "Dotted without a mark" in found.text


def _dotted(found: Element) -> list[Element]:
    return [each for each in found.by_id("document").walk() if "aside" in each.attributes.get("class", "").split()]


@pytest.mark.parametrize("path", SOURCES)
def test_each_sentence_that_is_set_aside_can_be_seen_to_be(client: Client, path: str) -> None:
    found = page(client, path)
    dotted = [each.text for each in _dotted(found)]
    set_aside = client.json(f"/v1{path}/coverage?state=set-aside")["data"]["sentences"]
    assert set_aside
    for sentence in set_aside:
        assert any(piece in sentence["text"] or sentence["text"] in piece for piece in dotted), sentence


@pytest.mark.parametrize("path", SOURCES)
def test_the_page_says_what_the_coverage_comes_to(client: Client, path: str) -> None:
    counts = client.json(f"/v1{path}/coverage")["data"]["counts"]
    (link,) = [each for each in page(client, path).all("a") if each.attributes["href"] == f"/v1{path}/coverage"]
    assert link.text == f"{counts['cited']} sentences cited, {counts['set_aside']} set aside, {counts['silent']} silent"
    table = [each for each in page(client, path).all("a") if each.attributes["href"] == f"/v1{path}/coverage.csv"]
    assert len(table) == 1


def test_of_a_document_with_nothing_set_aside_nothing_is_said(workshop: Workshop) -> None:
    workshop.document("Test data. On March 20, 2030 the state of Ruritania held 1,300 BTC.\n")
    workshop.claims(ACTOR, SNAPSHOT, instead=True)
    workshop.ingest()
    with closing(Client(workshop.settings)) as client:
        found = page(client, "/sources/test-article")
        assert "set-aside" not in client.get("/sources/test-article").text
        assert "2 sentences cited, 0 set aside, 0 silent" in found.text


def test_a_page_says_where_its_document_was_captured(workshop: Workshop) -> None:
    capture = (
        '\n[document.capture]\naddress = "https://wire.example/coins?a=1&b=2"\n'
        'retrieved = "2030-04-02T10:00:00Z"\nextractor = "trafilatura 2.3.1"\n'
    )
    workshop.claims(head=DOCUMENT + capture)
    workshop.ingest()
    with closing(Client(workshop.settings)) as client:
        found = page(client, "/sources/test-article")
        (link,) = [each for each in found.all("a") if each.text == "https://wire.example/coins?a=1&b=2"]
        assert link.attributes["href"] == "https://wire.example/coins?a=1&b=2"
        assert "at 2030-04-02T10:00:00Z by trafilatura 2.3.1" in found.text
        record = client.json("/v1/sources/test-article")["data"]
        assert (record["address"], record["extractor"]) == ("https://wire.example/coins?a=1&b=2", "trafilatura 2.3.1")


def test_an_aside_in_which_all_is_cited_has_a_note_and_leads_nowhere(workshop: Workshop) -> None:
    workshop.claims('[[ignore]]\nquote = "1,300 BTC"\nwhy = "said twice"\n')
    workshop.ingest()
    with closing(Client(workshop.settings)) as client:
        found = page(client, "/sources/test-article")
        start = workshop.text.index("1,300 BTC")
        note = found.by_id(f"note-aside-{start}-{start + 9}")
        assert ("1,300 BTC" in note.text, "said twice" in note.text) == (True, True)
        assert note.all("a") == []


# The front page


def test_the_front_page_shows_what_there_is(client: Client) -> None:
    found = page(client, "/")
    counts = client.json("/v1/dataset")["data"]["counts"]
    (table,) = found.all("tbody")
    for record_type, row in zip(RECORD_TYPES, table.all("tr"), strict=True):
        assert row.all("td")[0].text == str(counts[record_type.path])
    assert len(found.all("svg")) == 2
    conflicts = client.json("/v1/conflicts?limit=500")["data"]
    (cards,) = found.all("ul", class_="cards")
    shown = [link.attributes["href"] for link in cards.all("a")]
    assert {f"/v1/conflicts/{each['id']}" for each in conflicts} <= set(shown)
    statements = sum(len(each["claims"]) for each in conflicts)
    assert len([href for href in shown if href.startswith("/sources/")]) == statements
    said = [(bool(each["shown"]), ", shown" in card.text) for each, card in _with_cards(conflicts, cards)]
    assert all(is_shown == is_said for is_shown, is_said in said)
    quoted = {each.text for each in cards.all("q")}
    assert "6,239 BTC" in quoted
    assert "allocated" not in quoted, "that is a code of ours"
    commands = [each.text for each in found.all("pre")]
    assert len(commands) == 3
    for command in commands:
        assert client.get(command.removeprefix(f"curl -s {ORIGIN}")).status_code == 200
    for path in SOURCES:
        assert path in [link.attributes["href"] for link in found.all("a")]


def _with_cards(conflicts: list[Any], cards: Element) -> Iterator[tuple[Any, Element]]:
    for card in cards.children:
        if isinstance(card, Element):
            identifier = card.all("a")[0].attributes["href"].rpartition("/")[2]
            yield next(each for each in conflicts if each["id"] == identifier), card


def test_the_assets(client: Client) -> None:
    for name, media_type in (
        ("embed.js", "text/javascript"),
        ("host.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
    ):
        answer = client.get(f"/assets/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media_type)
    assert client.get("/assets/page.css").status_code == 404
    assert client.get("/assets/../page.css").status_code == 404
