"""Drafts of whatever may stand in a document: always TOML, and what becomes of a sentence. All is test data."""

import hashlib
import time
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.dictionary import Dictionary, Entity
from app.ingest.documents import Document
from app.ingest.drafts.draft import MOST, Draft, draft
from app.ingest.drafts.entry import Entry
from app.ingest.drafts.writing import toml

ACTORS = Dictionary(
    {
        "ruritania": Entity("ruritania", "state", "Ruritania", ("Ruritania",), ()),
        "elnac": Entity("elnac", "organisation", "Electrica Nacional", ("Electrica Nacional",), ()),
    }
)
PIECES = st.sampled_from(
    [
        *("Ruritania held 1,250 BTC on March 3, 2031.", "On Feb. 12 it bought 5 BTC for $1.5 million", "5 percent"),
        *("| As of | BTC |", "|---|---|", "| May 1, 2031 | 5 |", "\n", "\n\n", " ", "\t", "¶", '"', "\\", "'''", '"""'),
        *("#", "- ", "= [", "* ", "—", "\x01", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u200b", "\ufeff", "🪙"),
        *("e\u0301", "١٢", "½", "م", "\r", "?", "Ministry of Energy and Power", "Title: ", "Published: 2031-03-03"),
        *("(a) ", "; ", "$", "¥5"),
    ]
)


def read(text: str) -> Document:
    data = text.encode()
    return Document("invented.txt", hashlib.sha256(data).hexdigest(), data, text)


def drafted(text: str) -> Draft:
    return draft(read(text), ACTORS)


def written(text: str) -> list[tuple[str, dict[str, object]]]:
    """The entries of a draft, each with its table, without labels and ids."""
    found = tomllib.loads(toml(drafted(text)))
    del found["document"]
    told = ("quote", "label", "id")
    return [
        (table, {name: value for name, value in entry.items() if name not in told})
        for table, entries in found.items()
        for entry in entries
        if table not in ("actor", "ignore")
    ]


def quotes(text: str) -> list[str]:
    return [entry.quote for entry in drafted(text).entries if entry.table not in ("actor", "ignore")]


@given(st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join))
def test_a_draft_of_any_text_is_toml(text: str) -> None:
    text = text.replace("\0", "")
    proposed = drafted(text)
    found = tomllib.loads(toml(proposed, {"address": text}))
    assert found["document"]["review"] == "open"
    assert found["document"]["capture"]["address"] == text
    for entry in [*proposed.entries, *proposed.silent]:
        assert proposed.document.folded.text[entry.at.start : entry.at.end] == entry.quote


@pytest.mark.parametrize("text", ["", " \n\t\n", "?", "\x7f\x7f", "\r\r\r", "\ufeff", "¶¶¶"])
def test_a_document_with_nothing_to_say(text: str) -> None:
    assert written(text) == []
    assert tomllib.loads(toml(drafted(text)))["document"]["file"] == "invented.txt"


def test_what_steers_a_terminal_or_ends_a_comment_is_escaped_in_comments() -> None:
    proposed = drafted("Ruritania held 5 BTC in May.")
    proposed.entries[-1].notes.append("it names \x01\x1b[2J \u202e\x7f\u200b of\r\nRuritania\u2028")
    text = toml(proposed)
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert all(char.isprintable() for line in comments for char in line)
    assert r"# it names \x01\x1b[2J \u202e\x7f\u200b of Ruritania" in comments
    assert tomllib.loads(text) == tomllib.loads("\n".join(line for line in text.split("\n") if line not in comments))


@pytest.mark.parametrize(
    "unit", ["word ", "x", "Ministry of Energy ", "Ruritania held 5 BTC. ", "| 5 BTC | May 1, 2031 |\n"]
)
def test_a_long_document_takes_bounded_time(unit: str) -> None:
    """A tenth of what a document may have, with every sentence alike: twice as much takes about twice as long."""
    started = time.monotonic()
    proposed = drafted(unit * (60_000 // len(unit)))
    tomllib.loads(toml(proposed))
    assert time.monotonic() - started < 60
    assert len(proposed.entries) + len(proposed.silent) < 2 * MOST


def test_a_document_that_is_too_long_says_where_it_ends() -> None:
    proposed = drafted("".join(f"Ruritania held {1000 + number} BTC in its reserve.\n" for number in range(MOST + 7)))
    assert proposed.left == 7
    assert "# The document has 7 sentences more" in toml(proposed)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        (
            "On March 3, 2031, Ruritania held 1,250 BTC worth $100 million at $80,000/BTC.",
            [("reserve_snapshot", {"holder": "ruritania", "amount": "1,250 BTC", "value_usd": "$100 million",
                                   "price_usd": "$80,000/BTC", "date": "On March 3, 2031"})],
        ),
        (
            "On March 3, 2031, Ruritania bought 5 BTC, and on May 4, 2031 it sold 6 BTC.",
            [("event", {"kind": {"value": "purchase", "why": "the sentence says «bought»"}, "amount": "5 BTC",
                        "date": "On March 3, 2031", "parties": ["ruritania"]}),
             ("event", {"kind": {"value": "purchase", "why": "the sentence says «bought»"}, "amount": "6 BTC",
                        "date": "on May 4, 2031", "parties": ["ruritania"]})],
        ),
        (
            "Ruritania plans to spend up to $400 million on 12 MW of surplus power through 2033.",
            [("policy", {"actor": "ruritania", "amount_usd": "up to $400 million", "capacity": "12 MW",
                         "ends": "through 2033"})],
        ),
        (
            "Ruritania will take a tax of 5 percent of all profits from 2033 on.",
            [("policy", {"actor": "ruritania", "scope": ["5 percent"], "date": "from 2033 on"})],
        ),
        (
            "Exports fell 12.5% in 2030 to reach $310 million for the whole state.",
            [("indicator", {"value": "12.5%", "date": "in 2030"}), ("indicator", {"value": "$310 million"})],
        ),
        (
            "The reserve held 640 BTC, the ministry said on March 3, 2031.",
            [("reserve_snapshot", {"holder": "?", "amount": "640 BTC", "date": "?"})],
        ),
        (
            "Ruritania's mission met the lender's on March 3, 2031.",
            [("event", {"kind": {"value": "meeting", "why": "the sentence says «met»"}, "date": "on March 3, 2031",
                        "parties": ["ruritania"]})],
        ),
    ],
)  # fmt: skip
def test_what_a_sentence_becomes(text: str, entries: list[tuple[str, dict[str, object]]]) -> None:
    assert written(text) == entries


def test_a_quote_leaves_out_where_a_value_s_words_stand_once_more() -> None:
    text = "In May the fee rose by 5 percent after long talks while wages fell by 5 percent in June."
    found = quotes(text)
    assert [entry["value"] for _, entry in written(text)] == ["5 percent", "5 percent"]
    assert all(quote.count("5 percent") == 1 for quote in found)


def test_a_quote_that_stands_twice_says_which() -> None:
    proposed = drafted("Ruritania held 5 BTC in all.\n\nRuritania held 5 BTC in all.\n")
    assert [entry.occurrence for entry in proposed.entries if entry.table == "reserve_snapshot"] == [1, 2]


def test_a_known_name_in_a_longer_one_does_not_link() -> None:
    proposed = drafted("The utility Electrica Nacional del Este held 5 BTC, as its directors told reporters in May.")
    named = {each.name: each for each in proposed.names}
    assert (named["Electrica Nacional del Este"].entity, named["Electrica Nacional del Este"].near) == (None, "elnac")
    assert "Electrica Nacional" not in named
    entry = _only(proposed)
    assert entry.values["holder"].words == "?"
    assert "holder: it names Electrica Nacional del Este, whom no entity lists" in entry.notes


def test_a_holder_that_the_sentence_does_not_name_is_open_with_a_hint() -> None:
    proposed = drafted("Ruritania is a state.\n\nThe reserve held 640 BTC at its last count by the auditors.")
    assert _only(proposed).values["holder"].words == "?"
    assert "holder: ruritania is named before" in _only(proposed).notes


def test_an_actor_who_is_linked_gets_an_entry_with_its_name() -> None:
    found = tomllib.loads(toml(drafted("On May 4, 2031, Ruritania held 5 BTC.")))["actor"]
    why = "seeds/entities.toml lists it as one"
    assert [{**each, "quote": ""} for each in found] == [
        {"quote": "", "id": "ruritania", "name": "Ruritania", "kind": {"value": "state", "why": why}}
    ]


def test_what_is_not_read_is_a_comment_and_no_value() -> None:
    text = toml(drafted("A payment of ¥500 million is listed in the annex of the invented report."))
    assert "unknown-currency" in text
    assert tomllib.loads(text)["ignore"][0]["why"] == "?"
    assert "indicator" not in tomllib.loads(text)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Invented Wire\nMarch 3, 2031\n\nRuritania held 5 BTC on May 1, 2030.\n", "2031-03-03"),
        ("BOULDER, March 3, 2031 /Wire/ - Ruritania today said that it held 5 BTC.\n", "2031-03-03"),
        ("The state of Ruritania held 640 BTC on 30 June 2031.\n", None),
        ("Title: X\nPublished: 2031-03-03\nAddress: https://a.example\n\nOn May 1, 2030 it met.", "2031-03-03"),
    ],
)  # fmt: skip
def test_the_date_of_a_document_is_that_of_its_dateline(text: str, published: str | None) -> None:
    found = drafted(text).reading.published
    assert (found.edtf if found else None) == published


def test_the_head_that_a_capture_writes() -> None:
    text = "Title: Coins counted\nPublisher: Invented Wire\nPublished: 2031-03-03\nAddress: https://a.example/x\n\n"
    head = tomllib.loads(toml(drafted(text + "Coins counted\n\nRuritania held 5 BTC.\n")))["document"]
    assert head["title"]["value"] == "Coins counted"
    assert (head["title"]["quote"], head["title"]["occurrence"]) == ("Coins counted", 1)  # it stands there twice
    assert (head["publisher"], head["published"], head["id"]) == ("Invented Wire", "2031-03-03", "coins-counted")
    assert head["label"] == "Coins counted"


@pytest.mark.parametrize(
    ("tag", "text", "language"),
    [
        ("es-SV", "El Gobierno dijo que la reserva vale más.", "es-SV"),
        (None, "El Gobierno dijo que la reserva vale más de lo que se dijo en mayo.", "es"),
        ("ja", "The state said that it is worth more than before.", "en"),
    ],
)
def test_the_language_is_the_page_s_or_that_of_its_words(tag: str | None, text: str, language: str) -> None:
    said = draft(read(text), ACTORS, tag).head.language
    assert said.words == language
    assert (said.why or "").startswith("the page declares it" if tag == language else "its words")


def _only(proposed: Draft) -> Entry:
    found = [entry for entry in proposed.entries if entry.table == "reserve_snapshot"]
    assert len(found) == 1
    return found[0]


DATELINE = "Title: Test data\nPublished: 2031-05-01\nAddress: https://wire.example/1\n\n"


@pytest.mark.parametrize(("day", "status"), [("On June 1, 2031", "intended"), ("On April 1, 2031", None)])
def test_an_event_after_the_document_is_an_intended_one(day: str, status: str | None) -> None:
    proposed = drafted(f"{DATELINE}{day}, Ruritania and Syldavia met in the capital of the country.\n")
    (event,) = [entry for entry in proposed.entries if entry.table == "event"]
    value = event.values.get("status")
    assert (value.words if value else None) == status


def test_what_is_read_and_in_no_entry_is_listed_with_its_line() -> None:
    proposed = replace(drafted("Test data.\nRuritania held 5 BTC in May 2031.\n"), entries=[])
    assert "# line 2: «5 BTC»" in toml(proposed)
    assert "# line 2: «in May 2031»" in toml(proposed)
