"""Coverage: every sentence of every document with what was made of it, in every format, as the store counts them."""

import csv
import io
import json
import re
from contextlib import closing
from typing import Any

import httpx
import pytest

from app.model.coverage import STATES
from app.model.records import OF_THE_WHOLE
from app.render.coverage import COVERAGE_COLUMNS
from app.render.flat import LAYOUTS, SEPARATOR
from app.settings import ROOT
from app.store.reader import Reader
from tests.client import Client, fields
from tests.workshop import Workshop

SOURCES = ("crypto-alliance", "forging-bitcoin-diplomacy")
EACH = pytest.mark.parametrize("source", SOURCES)
PATH = f"/v1/sources/{SOURCES[1]}/coverage"


def path_of(source: str) -> str:
    return f"/v1/sources/{source}/coverage"


@EACH
def test_sentences_stand_in_the_document_where_they_say(client: Client, source: str) -> None:
    data = client.get(f"/v1/sources/{source}/text").content
    text = data.decode()
    found = client.json(path_of(source))["data"]["sentences"]
    ends = [0, *(each["end"] for each in found)]
    for each, before in zip(found, ends, strict=False):
        assert before <= each["start"] < each["end"]
        assert text[before : each["start"]].strip() == "", "nothing is left out between two"
        assert text[each["start"] : each["end"]] == each["text"]
        assert data[each["byte_start"] : each["byte_end"]].decode() == each["text"]
    assert text[ends[-1] :].strip() == ""


@EACH
def test_what_is_computed_is_what_the_store_counts(client: Client, reader: Reader, source: str) -> None:
    data = client.json(path_of(source))["data"]
    (stored,) = reader.coverage(source)
    counts = {"sentences": stored.sentences, "cited": stored.cited, "set_aside": stored.set_aside}
    assert data["counts"] == {**counts, "silent": stored.silent, "gap": 0}
    (said,) = [each for each in client.json("/v1/dataset")["data"]["coverage"] if each["source"] == source]
    assert {"source": data["source"], **data["counts"]} == {**said, "gap": 0}
    states = [each["state"] for each in data["sentences"]]
    assert len(states) == data["counts"]["sentences"]
    assert {state.replace("-", "_"): states.count(state) for state in STATES} == {
        name: count for name, count in data["counts"].items() if name != "sentences"
    }


@EACH
def test_a_cited_sentence_names_the_passages_and_the_others_name_none(client: Client, source: str) -> None:
    answer = client.json(path_of(source))
    claims = client.pages(f"/v1/claims?source={source}&limit=500")
    taken = [claim for claim in claims if (claim["record_type"], claim["field"]) not in OF_THE_WHOLE]
    valued = {each["citation"] for claim in taken for each in claim["citations"] if each["support"] == "value"}
    named = set()
    for each in answer["data"]["sentences"]:
        assert (each["state"] == "cited") == bool(each["citations"])
        inside = {
            identifier
            for identifier in valued
            for passage in [client.json(f"/v1/citations/{identifier}")["data"]]
            if passage["start"] < each["end"] and each["start"] < passage["end"]
        }
        assert set(each["citations"]) == inside
        named |= inside
    assert named == valued == set(answer["citations"])
    assert list(answer["sources"]) == [source]


@EACH
def test_reasons_are_the_curator_s(client: Client, source: str) -> None:
    aside = [each for each in client.json("/v1/dataset")["data"]["set_aside"] if each["source"] == source]
    seen = set()
    for each in client.json(path_of(source))["data"]["sentences"]:
        around = [s["why"] for s in aside if s["start"] < each["end"] and each["start"] < s["end"]]
        assert each["why"] == ("; ".join(dict.fromkeys(around)) or None)
        assert each["state"] != "set-aside" or each["why"]
        assert each["state"] != "silent" or not each["why"]
        seen |= {*around}
    assert seen == {each["why"] for each in aside}, "every reason is served"


@EACH
def test_all_formats_carry_the_same(client: Client, source: str) -> None:
    path = path_of(source)
    names = ["start", "end", "state", "text", "citations", "why", "source"]
    assert [column.name for column in COVERAGE_COLUMNS] == names
    rows = client.json(f"{path}.json")
    assert [list(row) for row in rows] == [names] * len(rows)
    sentences = client.json(path)["data"]["sentences"]
    assert rows == [{name: {**each, "source": source}[name] for name in names} for each in sentences]
    assert [json.loads(line) for line in client.get(f"{path}.ndjson").text.splitlines()] == rows
    table = list(csv.reader(io.StringIO(client.get(f"{path}.csv").content.decode(), newline="")))
    assert table[0] == names
    cells = [[_as_csv(row[name]) for name in names] for row in rows]
    assert table[1:] == cells


def _as_csv(value: Any) -> str:
    if isinstance(value, list):
        return SEPARATOR.join(value)
    return "" if value is None else str(value)


@pytest.mark.parametrize("suffix", LAYOUTS)
def test_a_table_by_its_suffix(client: Client, suffix: str) -> None:
    answer = client.get(f"{PATH}.{suffix}")
    assert answer.headers["content-type"] == LAYOUTS[suffix].media_type  # type: ignore[index]
    assert answer.headers["content-disposition"] == f'inline; filename="{SOURCES[1]}-coverage.{suffix}"'


def test_a_table_by_accept(client: Client) -> None:
    answer = client.request("GET", PATH, headers={"Accept": "text/csv"})
    assert answer.content == client.get(f"{PATH}.csv").content
    assert client.request("GET", PATH, headers={"Accept": "text/html"}).status_code == 406


@pytest.mark.parametrize(
    ("query", "states"),
    [
        ("state=set-aside", {"set-aside"}),
        ("state=silent", {"silent"}),
        ("state=gap", set()),
        ("state__ne=cited", {"set-aside", "silent"}),
        ("state__in=cited,%20silent", {"cited", "silent"}),
        ("state__in=cited,silent&state__ne=cited", {"silent"}),
    ],
)
def test_states_are_chosen(client: Client, query: str, states: set[str]) -> None:
    whole = client.json(PATH)["data"]
    answer = client.json(f"{PATH}?{query}")
    wanted = [each for each in whole["sentences"] if each["state"] in states]
    assert bool(wanted) == bool(states)
    assert answer["data"] == {**whole, "sentences": wanted}, "the counts are those of the whole document"
    assert set(answer["citations"]) == {citation for each in wanted for citation in each["citations"]}
    assert [row["start"] for row in client.json(f"{PATH}.json?{query}")] == [each["start"] for each in wanted]


def test_members_and_views(client: Client) -> None:
    few = client.get(f"{PATH}?fields=why,state")
    assert few.headers["content-type"] == "application/vnd.chancery.sparse+json"
    assert {tuple(each) for each in few.json()["data"]["sentences"]} == {("state", "why")}
    assert few.json()["citations"] == {}, "nothing is left that refers to one"
    assert list(few.json()["sources"]) == [SOURCES[1]]
    plain = client.get(f"{PATH}?view=plain")
    assert plain.headers["content-type"] == "application/vnd.chancery.plain+json"
    assert list(plain.json()) == ["data", "meta"]
    assert plain.json()["data"] == client.json(PATH)["data"]
    assert client.get(f"{PATH}.csv?fields=state,text").text.startswith("state,text\r\n")
    assert client.get(f"{PATH}.csv?excel=1").content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("path", "status", "kind", "says"),
    [
        ("/v1/sources/crypto-aliance/coverage", 404, "unknown-record", "The nearest is «crypto-alliance»."),
        ("/v1/sources/crypto-aliance/coverage.csv", 404, "unknown-record", "The nearest is «crypto-alliance»."),
        (f"{PATH}.xlsx", 404, "unknown-format", ".csv, .json, .ndjson"),
        (f"{PATH}/", 404, "unknown-path", "slash"),
        (f"{PATH}?stat=silent", 400, "unknown-parameter", "did you mean «state»?"),
        (f"{PATH}?state__nee=silent", 400, "unknown-parameter", "did you mean «state__ne»?"),
        (f"{PATH}?state__isnull=true", 400, "unknown-parameter", "no parameter of this resource"),
        (f"{PATH}?limit=3", 400, "unknown-parameter", "limit"),
        (f"{PATH}?state=ignored", 400, "bad-value", "must be one of cited, set-aside, silent, gap, not «ignored»"),
        (f"{PATH}?state=set_aside", 400, "bad-value", "did you mean «set-aside»?"),
        (f"{PATH}.csv?state=silnt", 400, "bad-value", "did you mean «silent»?"),
        (f"{PATH}?state__in=cited,", 400, "bad-value", "empty value"),
        (f"{PATH}?state=", 400, "bad-value", "is empty"),
        (f"{PATH}?state=cited&state=gap", 400, "repeated-parameter", "more than once"),
        (f"{PATH}?fields=reason", 400, "bad-value", "no member «reason»"),
        (f"{PATH}.json?excel=1", 400, "bad-value", ".csv only"),
    ],
)
def test_problems(client: Client, path: str, status: int, kind: str, says: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:chancery:problem:{kind}")
    assert says in answer.json()["detail"]


@pytest.mark.parametrize("path", [PATH, f"{PATH}.csv", f"{PATH}.ndjson?state=silent"])
def test_it_is_revalidated_and_asked_for_by_head(client: Client, path: str) -> None:
    whole, head = client.get(path), client.request("HEAD", path)
    assert (head.status_code, head.content, fields(head)) == (200, b"", fields(whole))
    again = client.request("GET", path, headers={"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(PATH.replace(SOURCES[1], SOURCES[0])).headers["etag"] != whole.headers["etag"]


def test_links_lead_to_the_table_and_to_the_page(client: Client) -> None:
    links = _links(client.get(PATH))
    assert {target for target, relation in links if relation == "alternate"} == {
        f"{PATH}.csv",
        f"/sources/{SOURCES[1]}",
    }
    assert all(client.get(target).status_code == 200 for target, _ in links)


def _links(answer: httpx.Response) -> list[tuple[str, str]]:
    parts = [each.split(";") for each in answer.headers["link"].split(", ")]
    return [(target.strip("<>"), relation.partition('"')[2].rstrip('"')) for target, relation, *_ in parts]


def test_states_and_columns_are_documented() -> None:
    section = (ROOT / "docs/http.md").read_text().partition("\n## Coverage\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([\w-]+)` \|", section, re.MULTILINE) == list(STATES)
    assert ", ".join(f"`{column.name}`" for column in COVERAGE_COLUMNS) in section


TEXT = """Test data: the Ruritanian reserve — a note

Nobody saw it. On March 20, 2030 Ruritania held 1,300 BTC (≈ 1.300 «Bitcoin»), roughly 5 times as much as before.
"""
NAMED = """
[[actor]]
id    = "ruritania"
quote = "2030 Ruritania held"
kind  = {value = "state", why = "the text says so"}
"""
HELD = """
[[reserve_snapshot]]
holder = "ruritania"
quote  = "Nobody saw it. On March 20, 2030 Ruritania held 1,300 BTC"
date   = "On March 20, 2030"
amount = "1,300 BTC"

[[ignore]]
quote = "≈ 1.300 «Bitcoin»"
why   = "the same once more"

[[ignore]]
quote = "roughly 5 times as much as before"
why   = "before what, it does not say"
"""


def test_what_only_gives_context_covers_nothing(workshop: Workshop) -> None:
    """The quote around the holder's name begins one sentence before the one that its values are taken from."""
    workshop.document(TEXT)
    workshop.claims(NAMED, HELD, instead=True)
    workshop.ingest()
    with closing(Client(workshop.settings)) as client:
        assert any(each["exact"].startswith("Nobody saw it. On") for each in client.pages("/v1/citations"))
        data = client.json(path_of("test-article"))["data"]
        assert [(each["state"], each["why"]) for each in data["sentences"]] == [
            ("cited", None),  # from which the document's date is taken
            ("silent", None),
            ("cited", "the same once more; before what, it does not say"),
        ]
        assert data["counts"] == {"sentences": 3, "cited": 2, "set_aside": 0, "silent": 1, "gap": 0}
        last = data["sentences"][-1]
        assert TEXT.encode()[last["byte_start"] : last["byte_end"]].decode() == last["text"]
        assert last["byte_start"] > last["start"]
