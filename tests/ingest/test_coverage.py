"""Coverage: sentences by what was made of them."""

import pytest

from app.ingest.coverage import cover
from app.ingest.documents import Document
from app.model.claims import SetAside, cite

TEXT = "1. A heading\n\nIt holds 6,240 BTC. Nothing here! He said “no.” Then it paused.\n  • A point of 5 items\n"


def _document(text: str) -> Document:
    return Document("test", "0" * 64, text.encode(), text)


def test_every_sentence_is_counted_once() -> None:
    document = _document(TEXT)
    cited = [cite("test", "0" * 64, TEXT, TEXT.index("6,240"), TEXT.index("6,240") + 5)]
    aside = [SetAside("test", TEXT.index("  •"), len(TEXT), "test")]
    coverage, gaps = cover(document, cited, aside)
    assert (coverage.cited, coverage.set_aside, coverage.silent) == (1, 1, 3)
    assert [gap.what for gap in gaps] == ["nothing cites or sets aside: «Then it paused.»"]


@pytest.mark.parametrize(
    ("sentence", "gap"),
    [
        ("Nobody knows.", False),
        ("It costs 5 dollars.", True),
        ("In May they met.", True),
        ("The minister met them.", True),
        ("They announced it.", True),
        ("3. Heading", False),
    ],
)
def test_what_makes_a_sentence_a_gap(sentence: str, gap: bool) -> None:
    _, gaps = cover(_document(sentence), [], [])
    assert bool(gaps) is gap
