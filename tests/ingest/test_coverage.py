"""Coverage: sentences by what was made of them, and the refusal of every gap."""

from dataclasses import replace

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
    assert coverage.sentences == 5, "a gap is none of them: it is refused"


def test_a_gap_is_told_once_and_so_is_each_figure_that_nothing_takes() -> None:
    document = _document("It holds 6,240 BTC, or $7.5 million, in 2 wallets.\nIn May 2030 it bought 3.\n")
    start = document.text.index("6,240")
    _, gaps = cover(document, [cite("test", "0" * 64, document.text, start, start + 9)], [])
    assert [(gap.line, gap.what) for gap in gaps] == [
        (1, "no value takes «7.5» in «It holds 6,240 BTC, or $7.5 million, in 2 wallets.»"),
        (1, "no value takes «2» in «It holds 6,240 BTC, or $7.5 million, in 2 wallets.»"),
        (2, "nothing cites or sets aside: «In May 2030 it bought 3.»"),
    ]
    assert all("[[ignore]]" in gap.mend for gap in gaps)


def test_passages_of_other_documents_cover_nothing() -> None:
    document = _document("It holds 6,240 BTC.")
    citation, aside = cite("test", "0" * 64, document.text, 0, 19), SetAside("test", 0, 19, "test")
    others = [replace(citation, source="other")], [replace(aside, source="other")]
    assert cover(document, [citation], [])[1] == cover(document, [], [aside])[1] == []
    assert len(cover(document, *others)[1]) == 1


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
