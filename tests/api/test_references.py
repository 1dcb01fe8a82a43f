"""References over HTTP: every record, every stated field and every timeline can be cited in every format."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from app.model.fields import RecordType
from app.model.records import RECORD_TYPES
from app.render.citing import FORMATS
from app.settings import Settings
from tests.client import Client
from tests.workshop import Workshop

TYPES = pytest.mark.parametrize("record_type", RECORD_TYPES, ids=[t.name for t in RECORD_TYPES])
SUFFIXES = pytest.mark.parametrize("suffix", FORMATS)
ORIGIN = Settings().origin
SNAPSHOT = "/v1/reserve-snapshots/el-salvador-btc-2025-07-17"
EARLY = "/v1/reserve-snapshots/el-salvador-btc-2025-07-early"
SERIES = "/v1/reserve-timelines/el-salvador-btc"
BIBTEX = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^"}


def read(suffix: str, text: str) -> str:
    """What a reader of the format sees, with all white space as single spaces."""
    if suffix == "md":
        text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
    elif suffix == "bib":
        text = re.sub(r"\\text([a-z]+)\{\}", lambda found: BIBTEX[found[1]], re.sub(r"\\([&%$#_])", r"\1", text))
    elif suffix == "csl.json":
        text = " ".join(str(value) for item in json.loads(text) for value in item.values())
    return spaced(text)


def spaced(text: str) -> str:
    return " ".join(text.split())


def stated(record_type: RecordType, record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for field in record_type.fields:
        proof = record["evidence"][field.name]
        if proof["agreement"] != "not-stated":
            yield field.name, proof


def passages(proof: dict[str, Any]) -> set[str]:
    others = {citation for other in proof.get("alternatives", ()) for citation in other["citations"]}
    return {*proof["citations"], *others}


@SUFFIXES
@TYPES
def test_every_record_and_every_stated_field_can_be_cited(client: Client, record_type: RecordType, suffix: str) -> None:
    for summary in client.pages(f"/v1/{record_type.path}"):
        path = f"/v1/{record_type.path}/{summary['id']}"
        document = client.json(path)
        answer = client.get(f"{path}/cite.{suffix}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, FORMATS[suffix].media_type)
        whole = read(suffix, answer.text)
        assert all(
            part in whole for part in (f"{ORIGIN}{path}", spaced(summary["label"]), document["meta"]["dataset"][:12])
        )
        for source in document["sources"].values():
            assert source["sha256"] in whole
        for name, proof in stated(record_type, document["data"]):
            check_field(document, proof, read(suffix, client.get(f"{path}/cite.{suffix}?field={name}").text), path)


def check_field(document: dict[str, Any], proof: dict[str, Any], text: str, path: str) -> None:
    """The address, how the sources agree, and each passage with its offsets, its address and its document's hash."""
    assert f"{ORIGIN}{path}" in text
    assert f"{proof['agreement'].capitalize()}: " in text
    for identifier in passages(proof):
        passage = document["citations"][identifier]
        assert f"“{spaced(passage['exact'])}”" in text
        assert f"characters {passage['start']} up to {passage['end']}" in text
        assert f"{ORIGIN}/sources/{passage['source']}#{identifier}" in text
        assert document["sources"][passage["source"]]["sha256"] in text


@SUFFIXES
def test_a_timeline_is_cited_with_its_span_and_all_its_sources(client: Client, suffix: str) -> None:
    text = read(suffix, client.get(f"{SERIES}/cite.{suffix}").text)
    assert f"{ORIGIN}{SERIES}" in text
    assert "4 snapshots: January 1, 2025 (2025-01-01) to July 17, 2025 (2025-07-17); 1 of them disputed." in text
    assert all(source["sha256"] in text for source in client.json(SERIES)["sources"].values())
    assert all(f"“{amount} BTC”" in text for amount in ("6,000", "6,158", "6,228", "6,240", "over 6,240", "6,239"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"{EARLY}/cite.txt?field=amount", "date: Early July 2025 (2025-07-01 to 2025-07-10)."),
        ("/v1/indicators/pk-digital-asset-users/cite.txt?field=value", "20,000,000 to 40,000,000 persons."),
        ("/v1/indicators/btc-price-decline-2025-04-15/cite.txt?field=value", "value: 9.36 percent (9.355 to 9.365)."),
        ("/v1/indicators/pk-crypto-market-size/cite.txt?field=value", "(24,500,000,000 to 25,500,000,000)."),
        (f"{SNAPSHOT}/cite.txt?field=value_usd", "over 800,000,000 USD (crypto-alliance, conflict);"),
        (f"{SNAPSHOT}/cite.txt?field=date", "date: July 17, 2025 (2025-07-17). Refined: "),
        (f"{SNAPSHOT}/cite.txt?field=date", "2025-07-17 or later (crypto-alliance, refines)"),
        (f"{SNAPSHOT}/cite.txt", "Disputed: amount, value_usd."),
        ("/v1/policies/imf-pk-program/cite.txt?field=parties", "parties: pakistan; imf."),
        ("/v1/actors/imf/cite.txt?field=kind", "Single-source: One source states it. Interpreted: a fund that lends"),
        ("/v1/sources/crypto-alliance/cite.txt", "published 2025-07-17 or later, SHA-256 "),
    ],
)  # fmt: skip
def test_nothing_is_more_precise_than_its_source(client: Client, path: str, said: str) -> None:
    assert said in client.get(path).text


ALLIANCE = ("e1b520b198f12b97d43bab72c406a8fec61f038b2072a2c186d21eea1c35df85", f"{ORIGIN}/sources/crypto-alliance")
FORGING = (
    "66c317dd287f91c78201f1acb8a4cf7200b35b740ec26305c708e3a3e3b8f57b",
    f"{ORIGIN}/sources/forging-bitcoin-diplomacy",
)
LABEL = "El Salvador, BTC reserve, July 17, 2025"
TITLE = "Forging Bitcoin Diplomacy: Pakistan and El Salvador's Landmark Blockchain Alliance"
UNTITLED = "Article on the crypto alliance of Pakistan and El Salvador (no title, no dateline)"
STATEMENT = (
    "amount: 6,240 BTC. date: July 17, 2025 (2025-07-17). Disputed: The statements contradict each other, or word it "
    "so differently that no vocabulary equates them. Other statements: 6,239 BTC (crypto-alliance, conflict); "
    "over 6,240 BTC (forging-bitcoin-diplomacy, conflict). "
    "Shown by rule (dated-beats-undated): It is stated for a date; the others are not. "
    "Disagreement: cnf_6b3649b3cf8418c8."
)
ESCAPED = STATEMENT.replace("_", r"\_")
NUMBER = ("“6,240\u202fBTC”", "characters 2664 up to 2673", f"{FORGING[1]}#cit_ba33892597c77749")
OVER = ("“over 6,240\u202fBTC”", "characters 405 up to 419, another statement", f"{FORGING[1]}#cit_48031ec25614332c")
OTHER = ("“6,239 BTC”", "characters 2106 up to 2115, another statement", f"{ALLIANCE[1]}#cit_606469c47c586ddb")


@pytest.fixture(scope="module")
def digest(client: Client) -> str:
    found: str = client.json("/v1/dataset")["data"]["digest"]
    return found


def test_a_number_in_markdown(client: Client, digest: str) -> None:
    golden = f"""\
Chancery: [{LABEL}]({ORIGIN}{SNAPSHOT}). {ESCAPED} Data set {digest[:12]}.

- [{TITLE}]({FORGING[1]}), published 2025-07-17 or later, SHA-256 {FORGING[0]}
  - {NUMBER[0]} ([{NUMBER[1]}]({NUMBER[2]}))
  - {OVER[0]} ([{OVER[1]}]({OVER[2]}))
- [{UNTITLED}]({ALLIANCE[1]}), published 2025-07-17 or later, SHA-256 {ALLIANCE[0]}
  - {OTHER[0]} ([{OTHER[1]}]({OTHER[2]}))
"""
    assert client.get(f"{SNAPSHOT}/cite.md?field=amount").text == golden


def test_a_number_in_plain_text(client: Client, digest: str) -> None:
    golden = (
        f"Chancery: “{LABEL}”. {STATEMENT} Data set {digest[:12]}. {ORIGIN}{SNAPSHOT}\n"
        f"Source: “{TITLE}”, published 2025-07-17 or later, SHA-256 {FORGING[0]}. {FORGING[1]}; "
        f"{NUMBER[0]} ({NUMBER[1]}) {NUMBER[2]}; {OVER[0]} ({OVER[1]}) {OVER[2]}\n"
        f"Source: {UNTITLED}, published 2025-07-17 or later, SHA-256 {ALLIANCE[0]}. {ALLIANCE[1]}; "
        f"{OTHER[0]} ({OTHER[1]}) {OTHER[2]}\n"
    )
    assert client.get(f"{SNAPSHOT}/cite.txt?field=amount").text == golden


def notes() -> tuple[str, str]:
    """What is said of the two documents in formats that have no place for passages."""
    about = "Document of Chancery, published 2025-07-17 or later, SHA-256"
    first, second, third = (f"{quoted} ({place}) {address}" for quoted, place, address in (NUMBER, OVER, OTHER))
    return f"{about} {FORGING[0]}; {first}; {second}", f"{about} {ALLIANCE[0]}; {third}"


def test_a_number_in_bibtex(client: Client, digest: str) -> None:
    forging, alliance = (re.sub(r"([#_])", r"\\\1", note) for note in notes())
    golden = f"""\
@misc{{chancery:reserve-snapshots:el-salvador-btc-2025-07-17:amount,
  author = {{{{Chancery}}}},
  title = {{{{{LABEL}: amount}}}},
  version = {{{digest[:12]}}},
  url = {{{ORIGIN}{SNAPSHOT}}},
  note = {{Data set {digest}. {ESCAPED}}},
}}

@misc{{chancery:document:forging-bitcoin-diplomacy,
  title = {{{{{TITLE}}}}},
  url = {{{FORGING[1]}}},
  note = {{{forging}}},
}}

@misc{{chancery:document:crypto-alliance,
  title = {{{{{UNTITLED}}}}},
  url = {{{ALLIANCE[1]}}},
  note = {{{alliance}}},
}}
"""
    assert client.get(f"{SNAPSHOT}/cite.bib?field=amount").text == golden


def test_a_number_in_csl(client: Client, digest: str) -> None:
    forging, alliance = notes()
    answer = client.get(f"{SNAPSHOT}/cite.csl.json?field=amount")
    assert answer.headers["content-disposition"] == 'inline; filename="el-salvador-btc-2025-07-17-amount.csl.json"'
    assert answer.json() == [
        {
            "id": "chancery:reserve-snapshots:el-salvador-btc-2025-07-17:amount",
            "type": "dataset",
            "title": f"{LABEL}: amount",
            "author": [{"literal": "Chancery"}],
            "version": digest[:12],
            "URL": f"{ORIGIN}{SNAPSHOT}",
            "note": f"Data set {digest}. {STATEMENT}",
        },
        {
            "id": "chancery:document:forging-bitcoin-diplomacy",
            "type": "document",
            "title": TITLE,
            "URL": FORGING[1],
            "note": forging,
        },
        {
            "id": "chancery:document:crypto-alliance",
            "type": "document",
            "title": UNTITLED,
            "URL": ALLIANCE[1],
            "note": alliance,
        },
    ]


@pytest.mark.parametrize(
    ("path", "status", "slug", "extra"),
    [
        (f"{SNAPSHOT}/cite.ris", 404, "unknown-format", {"formats": list(FORMATS)}),
        (f"{SNAPSHOT}/cite.json", 404, "unknown-format", {"formats": list(FORMATS)}),
        (f"{SERIES}/cite.pdf", 404, "unknown-format", {"formats": list(FORMATS)}),
        ("/v1/actors/pakistn/cite.md", 404, "unknown-record", {"nearest": "pakistan"}),
        ("/v1/reserve-timelines/el-salvador-btcc/cite.md", 404, "unknown-record", {"nearest": "el-salvador-btc"}),
        (f"{SNAPSHOT}/cite.md?field=amout", 400, "bad-value", {"parameter": "field", "nearest": "amount"}),
        (f"{SNAPSHOT}/cite.md?field=price_usd", 400, "bad-value", {"parameter": "field"}),
        (f"{SNAPSHOT}/cite.md?field=", 400, "bad-value", {"parameter": "field"}),
        (f"{SNAPSHOT}/cite.md?fields=amount", 400, "unknown-parameter", {"parameter": "fields", "nearest": "field"}),
        (f"{SERIES}/cite.md?field=amount", 400, "unknown-parameter", {"parameter": "field"}),
    ],
)  # fmt: skip
def test_refusals(client: Client, path: str, status: int, slug: str, extra: dict[str, Any]) -> None:
    answer = client.get(path)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (status, f"urn:chancery:problem:{slug}")
    assert {name: problem.get(name) for name in extra} == extra


def test_a_field_that_no_source_states_cannot_be_cited(client: Client) -> None:
    problem = client.get(f"{SNAPSHOT}/cite.bib?field=price_usd").json()
    assert problem["detail"] == "«field» names price_usd, which no source states of el-salvador-btc-2025-07-17."


def test_hostile_text_is_cited_as_text(workshop: Workshop) -> None:
    """Markup of a document is escaped in each format as that format needs it."""
    hostile = "<script>alert(1)</script> ](javascript:alert(1)) `x` |y| 50% {z \u202eabc"
    workshop.document(f"Test data. The state of Ruritania held a plan called {hostile} today.\n")
    entry = (
        f"\n[[policy]]\nid = 'p'\nlabel = 'P [x](y)'\nquote = '''called {hostile} today'''\nname = '''{hostile}'''\n"
    )
    actor = '\n[[actor]]\nid = "ruritania"\nquote = "state of Ruritania held"\nname = "Ruritania"\n'
    workshop.claims(actor, entry, instead=True)
    workshop.ingest()
    with closing(Client(workshop.settings)) as client:
        written = {suffix: client.get(f"/v1/policies/p/cite.{suffix}?field=name").text for suffix in FORMATS}
    assert r"[P \[x\](y)](" in written["md"]
    assert (
        r"“\<script\>alert(1)\</script\> \](javascript\:alert(1)) \`x\` \|y\| 50% \{z \[U+202E\]abc”" in written["md"]
    )
    assert r"50\% \textbraceleft{}z [U+202E]abc”" in written["bib"]
    assert "50% {z [U+202E]abc”" in json.loads(written["csl.json"])[1]["note"]
    assert not any("\u202e" in text for text in written.values())


def test_a_long_timeline_names_its_sources_without_passages(workshop: Workshop) -> None:
    """More passages than anybody wants in a bibliography are left to the timeline itself."""
    lines = [f"On March {day}, 2030 the state of Ruritania held {1300 + day} BTC." for day in range(1, 13)]
    workshop.document("Test data. " + "\n".join(lines) + "\n")
    entries = "".join(
        f'\n[[reserve_snapshot]]\nholder = "ruritania"\nquote = "{text[:-1]}"\ndate = "On March {day}, 2030"\n'
        f'amount = "{1300 + day} BTC"\n'
        for day, text in enumerate(lines, 1)
    )
    actor = (
        '\n[[actor]]\nid = "ruritania"\nquote = "On March 1, 2030 the state of Ruritania held"\nname = "Ruritania"\n'
    )
    workshop.claims(actor, entries, instead=True)
    workshop.ingest()
    with closing(Client(workshop.settings)) as client:
        text = client.get("/v1/reserve-timelines/ruritania-btc/cite.txt").text
    assert text.startswith(
        "Chancery: “Ruritania, BTC reserve”. 12 snapshots: On March 1, 2030 (2030-03-01) to On March 12, "
    )
    assert "none of them disputed." in text
    assert text.count("SHA-256") == 1
    assert "characters" not in text
