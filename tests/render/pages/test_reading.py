"""The reader's page: the text is the document's, whatever is cited of it and whatever stands in it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.model.claims import Citation, cite
from app.render.pages.reading import Note, Piece, Supported, document, highlights, lines, nested
from tests.html import Element, parse

TEXT = (
    "One two three\r\nfour <script>alert(1)</script> five\n\n\u202eright to left\u2066 & \"quoted\" 'six'\u2028seven\n"
)
SHA256 = "0" * 64


def note(text: str, start: int, end: int, *, disputed: bool = False) -> Note:
    conflicts = (("cnf_0", "They differ."),) if disputed else ()
    return Note(cite("s", SHA256, text, start, end), (Supported("L", "/v1/x", "f", "w", "shown", False, conflicts),))


def read(text: str, notes: list[Note]) -> Element:
    return parse(str(document(text, lines(text, notes))))


def pieces(page: Element, citation: Citation) -> list[Element]:
    return [mark for mark in page.all("mark") if citation.id in mark.attributes["class"].split()]


@st.composite
def texts_and_notes(draw: st.DrawFn) -> tuple[str, list[Note]]:
    text = draw(st.text(st.sampled_from("ab <&\"'\n\r\u2028\u202e\U0001f600"), min_size=1, max_size=60))
    spans = draw(st.sets(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=8))
    ordered = sorted(((a, b) for a, b in spans if a < b), key=lambda span: (span[0], -span[1]))
    return text, [note(text, *span) for span in ordered]


@given(texts_and_notes())
def test_the_text_is_the_document_s_and_the_marks_are_its_passages(given: tuple[str, list[Note]]) -> None:
    text, notes = given
    page = read(text, notes)
    assert page.text == text
    for each in notes:
        found = pieces(page, each.citation)
        assert "".join(piece.text for piece in found) == each.citation.exact
        assert [piece.attributes.get("id") for piece in found] == [each.citation.id] + [None] * (len(found) - 1)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=12))
def test_pieces_are_nested_or_apart(spans: list[tuple[int, int]]) -> None:
    text = "x" * 50
    found = nested(Piece(a, a + n, note(text, a, a + n), is_first=True) for a, n in spans)
    assert [piece.start for piece in found] == sorted(piece.start for piece in found)
    for one in found:
        for other in found:
            assert not one.start < other.start < one.end < other.end


def test_every_piece_of_marked_text_leads_to_the_note_of_the_narrowest_passage() -> None:
    text = "July 17, 2025: 6,240 BTC (some)"
    whole, inner = note(text, 0, 31), note(text, 15, 24)
    links = read(text, [whole, inner]).all("a")
    assert [(link.text, link.attributes["href"]) for link in links] == [
        ("July 17, 2025: ", f"#note-{whole.citation.id}"),
        ("6,240 BTC", f"#note-{inner.citation.id}"),
        (" (some)", f"#note-{whole.citation.id}"),
    ]


def test_only_passages_in_pieces_have_rules_of_their_own() -> None:
    text = "abcdefghij"
    crossing, crossed, apart = note(text, 3, 7), note(text, 0, 5), note(text, 8, 9)
    assert highlights(lines(text, [crossed, crossing, apart])).count(":target") == 1
    assert crossing.citation.id in highlights(lines(text, [crossed, crossing, apart]))
    assert highlights(lines(text, [crossed, apart])) == ""


def test_disagreements_are_seen() -> None:
    page = read("abc", [note("abc", 0, 1), note("abc", 1, 2, disputed=True)])
    assert ["disputed" in mark.attributes["class"] for mark in page.all("mark")] == [False, True]


def test_a_carriage_return_is_not_left_to_the_browser() -> None:
    """It would take it for a line feed."""
    assert "\r" not in str(document(TEXT, lines(TEXT, [])))


def test_a_mark_names_the_fields_that_it_supports() -> None:
    (link,) = read("abc", [note("abc", 0, 3, disputed=True)]).all("a")
    assert link.attributes["title"] == "f of L; disputed"
    support = Supported('"><script>', "/v1/x", "f", "w", "shown", is_context=False, conflicts=())
    several = [replace(support, field=f"f{number}") for number in range(6)]
    (link,) = read("abc", [Note(cite("s", SHA256, "abc", 0, 3), tuple(several))]).all("a")
    assert link.attributes["title"].startswith('f0 of "><script>; f1 of ')
    assert link.attributes["title"].endswith("; 2 more")


def test_a_hostile_document_is_text() -> None:
    page = read(TEXT, [note(TEXT, 15, 40), note(TEXT, 50, len(TEXT) - 3)])
    assert page.text == TEXT
    assert {each.tag for each in page.walk()} == {"", "div", "mark", "a"}
    assert all(each.attributes["dir"] == "auto" for each in page.all("div")), "a line is isolated from the next"
