"""Anchoring: every true quote is found where it stands, and no altered one anywhere."""

import json
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.ingest.anchor import (
    AmbiguousQuote,
    AnchorError,
    CutToken,
    EmptyQuote,
    MissingQuote,
    Span,
    anchor,
    cuts_token,
    mentions,
)
from app.ingest.documents import Document
from app.model.folding import fold
from app.settings import ROOT

FACTS = json.loads((Path(__file__).parent.parent / "reading" / "facts.json").read_text())
FILES = {"crypto-alliance": "000_1fa6aab83e485e2c.txt", "forging-bitcoin-diplomacy": "003_c58fd93a2676a130.txt"}


def _document(text: str) -> Document:
    return Document("test", "0" * 64, text.encode(), text)


DOCUMENTS = {source: _document((ROOT / "seeds" / "documents" / file).read_text()) for source, file in FILES.items()}


def found_at(document: Document, quote: str, occurrence: int | None = None) -> tuple[int, int]:
    span = anchor(document, quote, occurrence=occurrence)
    return document.folded.original(span.start, span.end)


@pytest.mark.parametrize("fact", FACTS, ids=[fact["id"] for fact in FACTS])
def test_every_passage_read_by_hand_is_found_from_its_plain_form(fact: dict[str, str | int]) -> None:
    """Typed in plain spaces and hyphens, each of the passages leads to its exact offsets."""
    document = DOCUMENTS[str(fact["source"])]
    start, end = int(fact["start"]), int(fact["end"])
    typed = fold(document.text[start:end])
    places = [document.folded.original(s.start, s.end) for s in mentions(document, typed, WHOLE[str(fact["source"])])]
    assert (start, end) in places
    assert found_at(document, typed, places.index((start, end)) + 1) == (start, end)


WHOLE = {source: Span(0, len(document.folded.text)) for source, document in DOCUMENTS.items()}


def _tokens(document: Document) -> tuple[list[int], list[int]]:
    """Where a quote of the document may start, and where it may end."""
    text = document.folded.text
    whole = [at for at in range(len(text) + 1) if not cuts_token(text, at)]
    starts = [at for at in whole if at < len(text) and text[at] != " "]
    return starts, [at for at in whole if at > 0 and text[at - 1] != " "]


BOUNDARIES = {source: _tokens(document) for source, document in DOCUMENTS.items()}


@st.composite
def passages(draw: st.DrawFn) -> tuple[Document, Span]:
    """A passage of a seed document between two token boundaries."""
    source = draw(st.sampled_from(sorted(DOCUMENTS)))
    starts, ends = BOUNDARIES[source]
    start = draw(st.sampled_from(starts))
    end = draw(st.sampled_from([at for at in ends if start < at <= start + 150]))
    return DOCUMENTS[source], Span(start, end)


@given(passages())
@settings(max_examples=1500)
def test_every_true_quote_anchors(passage: tuple[Document, Span]) -> None:
    """At its place, or as ambiguous with its place among the occurrences."""
    document, span = passage
    typed = document.folded.text[span.start : span.end]
    try:
        assert anchor(document, typed) == span
    except AmbiguousQuote:
        assert span in mentions(document, typed, WHOLE_OF[id(document)])


WHOLE_OF = {id(document): WHOLE[source] for source, document in DOCUMENTS.items()}


@given(passages(), st.data())
@settings(max_examples=1500)
def test_no_altered_quote_anchors(passage: tuple[Document, Span], data: st.DataObject) -> None:
    """One character changed into another: a letter, a digit, a mark. It anchors nowhere but where it truly stands."""
    document, span = passage
    typed = document.folded.text[span.start : span.end]
    at = data.draw(st.integers(0, len(typed) - 1))
    other = data.draw(st.sampled_from("0123456789abcXYZ.,%$-"))
    altered = typed[:at] + other + typed[at + 1 :]
    assume(altered != typed and altered not in document.folded.text)
    with pytest.raises(AnchorError):
        anchor(document, altered)


def test_every_digit_of_every_passage_altered() -> None:
    """Each digit of each passage read by hand, replaced by each other digit: not one is accepted."""
    tried = 0
    for fact in FACTS:
        document = DOCUMENTS[fact["source"]]
        typed = fold(document.text[fact["start"] : fact["end"]])
        for at, char in enumerate(typed):
            for other in "0123456789" if char.isdigit() else "":
                altered = typed[:at] + other + typed[at + 1 :]
                if other != char and altered not in document.folded.text:
                    tried += 1
                    with pytest.raises(MissingQuote):
                        anchor(document, altered)
    assert tried > 1000


@pytest.mark.parametrize(
    ("quote", "error"),
    [
        ("", EmptyQuote),
        (" \u200b", EmptyQuote),
        ("240 BTC", CutToken),
        ("6,24", CutToken),
        ("40 million", CutToken),
        ("20", CutToken),
        ("9.36", CutToken),
        ("92,595", CutToken),
        ("$92,595", CutToken),
        ("akistan", CutToken),
        ("binding", CutToken),
        ("@nayib", CutToken),
        ("$750 million", CutToken),
        ("5 BTC", CutToken),
        ("6 GW", CutToken),
        ("BTC", AmbiguousQuote),
        ("6,241 BTC", MissingQuote),
        ("btc", MissingQuote),
    ],
)
def test_quotes_that_are_refused(quote: str, error: type[AnchorError]) -> None:
    text = "Pakistan: 6,240 BTC, at $92,595/BTC, a 9.36% decline; 20–40 million people, "
    document = _document(text + "non-binding; @nayib_b; C$750 million; .5 BTC; 5⁄6 GW.")
    with pytest.raises(error):
        anchor(document, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("between 2\u0301 and 3", "2"),
        ("the ﬁrst", "the f"),
        ("a ﬁt", "it"),
        ("x\u0301y", "x"),
    ],
)
def test_a_quote_never_splits_a_character(text: str, quote: str) -> None:
    with pytest.raises((CutToken, MissingQuote)):
        anchor(_document(text), quote)


@pytest.mark.parametrize(
    ("text", "quote", "exact"),
    [
        ("San\u202fSalvador", "San Salvador", "San\u202fSalvador"),
        ("a\u200bb c", "ab", "a\u200bb"),
        ("“cryptodiplomacy.”", '"cryptodiplomacy."', "“cryptodiplomacy.”"),
        ("wrapped\n  line", "wrapped line", "wrapped\n  line"),
        ("Pakistan’s plan", "Pakistan's plan", "Pakistan’s plan"),
        ("cafe\u0301 noir", "café noir", "cafe\u0301 noir"),
        ("\U0001f4b0 6,240 BTC", "6,240 BTC", "6,240 BTC"),
    ],
)
def test_the_document_s_own_characters_are_kept(text: str, quote: str, exact: str) -> None:
    document = _document(text)
    start, end = found_at(document, quote)
    assert text[start:end] == exact


def test_the_hint_names_the_nearest_passage() -> None:
    document = _document("Nothing here. El Salvador holds over 6,240 BTC today. And nothing there.")
    with pytest.raises(MissingQuote) as refusal:
        anchor(document, "El Salvador holds over 6,340 BTC")
    assert refusal.value.nearest == "«El Salvador holds over 6,240 BTC today.»"


def test_an_ambiguous_quote_shows_every_place() -> None:
    document = _document("One BTC here. Two BTC there.")
    with pytest.raises(AmbiguousQuote, match=r"1: …One BTC here.* \| 2: …") as refusal:
        anchor(document, "BTC")
    assert "occurrence" in refusal.value.mend
    assert found_at(document, "BTC", 2) == (18, 21)
