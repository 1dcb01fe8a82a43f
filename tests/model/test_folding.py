"""Folding: what may differ between typed text and document text, and that nothing else may."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.folding import fold, fold_map

ANY = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("El\u202fSalvador", "El Salvador"),
        ("2,000\u00a0MW", "2,000 MW"),
        ("20–40 million", "20-40 million"),
        ("year‑to‑date", "year-to-date"),
        ("Pakistan’s “plan”", 'Pakistan\'s "plan"'),
        ("a \n\t b", "a b"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("a \u200b b", "a b"),
        ("ﬁnance", "finance"),
        ("６,２４０", "6,240"),
        ("e\u0301", "é"),
        ("−9.36 %", "-9.36 %"),
        ("Case STAYS", "Case STAYS"),
    ],
)
def test_what_folds(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("written", ["10² BTC", "½", "①", "H₂O", "x¹"])
def test_no_digit_is_invented(written: str) -> None:
    """A typed `102` must never verify a document's `10²`."""
    assert fold(written) == written


@given(ANY)
@settings(max_examples=1000)
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY)
@settings(max_examples=1000)
def test_every_folded_span_leads_back(text: str) -> None:
    """Spans are in order, inside the text, and fold to the characters that they stand for."""
    folded = fold_map(text)
    for at, char in enumerate(folded.text):
        start, end = folded.original(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert at == 0 or start >= folded.starts[at - 1]
        assert char in fold(text[start:end])


@given(ANY)
@settings(max_examples=500)
def test_folding_never_adds_a_digit(text: str) -> None:
    digits = [char for char in text if unicodedata.category(char) == "Nd"]
    assert sum(map(str.isdecimal, fold(text))) == len(digits)
