"""Provenance: what `[document.capture]` records is kept as it is, and nothing else passes."""

from contextlib import closing

import pytest

from app.store.reader import Reader
from tests.workshop import DOCUMENT, Workshop

CAPTURE = """
[document.capture]
address   = "https://example.org/news/2030/reserve?id=7"
retrieved = {retrieved}
extractor = "reader 1.2"
"""


def _stored(workshop: Workshop) -> tuple[object, ...]:
    workshop.ingest()
    with closing(Reader.open(workshop.settings.store)) as reader:
        row = reader.sources(["test-article"])["test-article"]
    return tuple(row[name] for name in ("address", "retrieved", "extractor"))


@pytest.mark.parametrize(
    "retrieved",
    [
        '"2030-04-02T08:15:00Z"',
        '"2030-04-02T10:15:00+02:00"',
        '"2030-04-02T08:15:00.987Z"',
        "2030-04-02T08:15:00Z",
        "2030-04-02T03:15:00-05:00",
    ],
)
def test_a_capture_is_kept(workshop: Workshop, retrieved: str) -> None:
    """The moment in UTC, however it was written."""
    workshop.claims(head=DOCUMENT + CAPTURE.format(retrieved=retrieved))
    address = "https://example.org/news/2030/reserve?id=7"
    assert _stored(workshop) == (address, "2030-04-02T08:15:00Z", "reader 1.2")


def test_nobody_has_to_record_it(workshop: Workshop) -> None:
    assert _stored(workshop) == (None, None, None)
    workshop.claims(head=f'{DOCUMENT}\n[document.capture]\nextractor = "none"\n')
    assert _stored(workshop) == (None, None, "none")
    workshop.claims(head=f'{DOCUMENT}capture = {{{{address = "http://example.org"}}}}\n')
    assert _stored(workshop) == ("http://example.org", None, None)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('adress = "https://example.org"', "«adress» is no key of [document.capture]"),
        ('media_type = "text/html"', "«media_type» is no key of [document.capture]"),
        ('address = "example.org/a"', "is no whole http or https address"),
        ('address = "ftp://example.org/a"', "is no whole http or https address"),
        ('address = "javascript:alert(1)"', "is no whole http or https address"),
        ('address = "https:///a"', "is no whole http or https address"),
        ('address = "https://[::1/a"', "is no whole http or https address"),
        ('address = "https://example.org/a b"', "is no whole http or https address"),
        ('address = "https://example.org/\\u202e"', "is no whole http or https address"),
        (f'address = "https://example.org/{"a" * 2000}"', "of at most 2000 characters"),
        ('address = "https://somebody:secret@example.org/a"', "leave user and password out"),
        ('address = ""', "needs address"),
        ("address = 7", "address in [document.capture] must be a string"),
        ('retrieved = "2030-04-02"', "must be a moment with its offset"),
        ("retrieved = 2030-04-02", "retrieved in [document.capture] must be a string"),
        ('retrieved = "2030-04-02T08:15:00"', "must be a moment with its offset"),
        ("retrieved = 2030-04-02T08:15:00", "must be a moment with its offset"),
        ('retrieved = "yesterday"', "must be a moment with its offset"),
        ('retrieved = "0001-01-01T00:00:00+14:00"', "must be a moment with its offset"),
        ('extractor = "one\\ntwo"', "must be one printable line"),
    ],
)
def test_what_is_no_capture_is_refused(workshop: Workshop, line: str, says: str) -> None:
    workshop.claims(head=f"{DOCUMENT}\n[document.capture]\n{line}\n")
    (finding,) = workshop.refused()
    assert (finding.file, finding.code) == ("claims/article.toml", "bad-key")
    assert finding.line == workshop.line("[document.capture]")
    assert says in finding.what


def test_a_capture_is_a_table(workshop: Workshop) -> None:
    workshop.claims(head=f'{DOCUMENT}capture = "https://example.org"\n')
    (finding,) = workshop.refused()
    assert finding.what == "capture must be a table, [document.capture]"
    assert finding.line == workshop.line("capture =")


def test_a_language_is_a_reading_like_any_other(workshop: Workshop) -> None:
    """It has its passage and its reason; of an unheard one the document cannot be read."""
    language = 'language = {{value = "en-GB", why = "test", quote = "Test data"}}\n'
    workshop.claims(head=DOCUMENT + language)
    workshop.ingest()
    with closing(Reader.open(workshop.settings.store)) as reader:
        assert reader.sources(["test-article"])["test-article"]["language"] == "en-GB"
        (claim,) = [claim for claim in reader.claims_page() if claim.field == "language"]
    assert (claim.basis, claim.reason) == ("interpreted", "test")
    workshop.claims(head=DOCUMENT + language.replace("en-GB", "English"))
    (finding,) = workshop.refused()
    assert (finding.code, finding.line) == ("unknown-language", workshop.line("language ="))


def test_a_list_of_the_document_may_be_empty(workshop: Workshop) -> None:
    workshop.claims(head=f"{DOCUMENT}embeds = []\n")
    assert _stored(workshop) == (None, None, None)
