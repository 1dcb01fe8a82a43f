"""The reader's page: the text is the document's, whatever is cited of it and whatever stands in it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.model.claims import Citation, SetAside, cite
from app.model.passages import Span
from app.render.pages.asides import Aside, Shades, shades
from app.render.pages.reading import Note, Piece, Supported, document, highlights, lines, nested
from tests.html import Element, parse

TEXT = (
    "One two three\r\nfour <script>alert(1)</script> five\n\n\u202eright to left\u2066 & \"quoted\" 'six'\u2028seven\n"
)
SHA256 = "0" * 64


def note(text: str, start: int, end: int, *, disputed: bool = False) -> Note:
    conflicts = (("cnf_0", "They differ."),) if disputed else ()
    return Note(cite("s", SHA256, text, start, end), (Supported("L", "/v1/x", "f", "w", "shown", False, conflicts),))


def read(text: str, notes: list[Note], *asides: Aside) -> Element:
    return parse(str(document(text, lines(text, notes), shaded(text, notes, *asides))))


def shaded(text: str, notes: list[Note], *asides: Aside) -> Shades:
    return shades(text, [stretch for line in lines(text, notes) for stretch in line.unmarked], asides)


def aside(text: str, start: int, end: int, why: str = "no fact") -> Aside:
    return Aside.of(SetAside("s", start, end, why), text)


def pieces(page: Element, citation: Citation) -> list[Element]:
    return [mark for mark in page.all("mark") if citation.id in mark.attributes["class"].split()]


def spans(draw: st.DrawFn, text: str) -> list[Span]:
    found = draw(st.sets(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=8))
    return sorted(((a, b) for a, b in found if a < b), key=lambda span: (span[0], -span[1]))


def dotted(page: Element) -> list[Element]:
    return [each for each in page.walk() if "aside" in each.attributes.get("class", "").split()]


@st.composite
def texts_and_notes(draw: st.DrawFn) -> tuple[str, list[Note]]:
    text = draw(st.text(st.sampled_from("ab <&\"'\n\r\u2028\u202e\U0001f600"), min_size=1, max_size=60))
    return text, [note(text, *span) for span in spans(draw, text)]


@st.composite
def texts_notes_and_asides(draw: st.DrawFn) -> tuple[str, list[Note], list[Aside]]:
    text, notes = draw(texts_and_notes())
    return text, notes, [aside(text, *span) for span in spans(draw, text)]


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
    rules = highlights(lines(text, [crossed, crossing, apart]), {})
    assert rules.count(":target") == 1
    assert crossing.citation.id in rules
    assert highlights(lines(text, [crossed, apart]), {}) == ""


def test_so_have_asides_in_pieces() -> None:
    text = "abc\ndef\nghi"
    broken, whole = aside(text, 1, 6), aside(text, 8, 11)
    assert highlights(lines(text, []), shaded(text, [], broken, whole)).count("#aside-1-6:target") == 1
    assert highlights(lines(text, []), shaded(text, [], whole)) == ""


def test_disagreements_are_seen() -> None:
    page = read("abc", [note("abc", 0, 1), note("abc", 1, 2, disputed=True)])
    assert ["disputed" in mark.attributes["class"] for mark in page.all("mark")] == [False, True]


def test_a_carriage_return_is_not_left_to_the_browser() -> None:
    """It would take it for a line feed."""
    assert "\r" not in str(document(TEXT, lines(TEXT, []), {}))


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
    hostile = aside(TEXT, 0, len(TEXT), '"><script>alert(1)</script>')
    (link, *_) = read(TEXT, [], hostile).all("a")
    assert link.attributes["title"] == 'Set aside: "><script>alert(1)</script>'
    assert read(TEXT, [], hostile).text == TEXT
    assert all(each.attributes["dir"] == "auto" for each in page.all("div")), "a line is isolated from the next"


@given(texts_notes_and_asides())
def test_what_is_set_aside_leaves_the_marks_as_they_are(given: tuple[str, list[Note], list[Aside]]) -> None:
    text, notes, asides = given
    page, without = read(text, notes, *asides), read(text, notes)
    assert page.text == text
    assert [_told(mark) for mark in page.all("mark")] == [_told(mark) for mark in without.all("mark")]
    found = dotted(page)
    assert not [each for mark in page.all("mark") for each in mark.walk() if each in found]
    set_aside = {at for each in asides for at in range(each.start, each.end)}
    cited = {at for each in notes for at in range(each.citation.start, each.citation.end)}
    shown = "".join(text[at] for at in sorted(set_aside - cited))
    assert _seen("".join(link.text for link in found)) == _seen(shown)
    for each in asides:
        pieces = [link for link in found if each.id in link.attributes["class"].split()]
        assert [link.attributes.get("id") for link in pieces] == [each.id, *[None] * len(pieces)][: len(pieces)]
        assert {link.attributes.get("href") for link in pieces} <= {f"#note-{each.id}", None}
        assert {link.attributes["title"] for link in pieces} <= {"Set aside: no fact"}


def test_an_aside_is_not_shown_again_where_a_marked_line_ends() -> None:
    text = "all of it is cited\nnothing of it is"
    page = read(text, [note(text, 0, 19)], aside(text, 0, len(text)))
    assert page.text == text
    assert [each.text for each in page.all("a", class_="aside aside-0-35")] == ["nothing of it is"]


def test_an_aside_after_a_passage_within_a_passage_begins_where_both_have_ended() -> None:
    text = "A whole sentence, and what comes after it."
    page = read(text, [note(text, 0, 16), note(text, 2, 7)], aside(text, 0, len(text)))
    assert [each.text for each in page.all("a", class_="aside aside-0-42")] == [text[16:]]


def test_what_cannot_be_seen_is_not_dotted() -> None:
    text = "first line\n \nthird line"
    assert [each.text for each in dotted(read(text, [], aside(text, 0, len(text))))] == ["first line\n", "third line"]


def test_a_piece_too_small_to_be_hit_leads_nowhere() -> None:
    text = "3. Heading of a list"
    page = read(text, [note(text, 3, 10)], aside(text, 0, 20))
    assert [(each.tag, each.text) for each in dotted(page)] == [("span", "3. "), ("a", " of a list")]


def _told(mark: Element) -> tuple[str, dict[str, str], list[dict[str, str]]]:
    return mark.text, mark.attributes, [each.attributes for each in mark.walk()]


def _seen(text: str) -> str:
    """Without what no link is made of."""
    return "".join(char for char in text if char not in " \n\r\u2028\u202e")


def test_the_note_of_a_long_aside_has_its_first_words() -> None:
    text = "word " * 100
    assert aside(text, 0, 160).opening == text[:160]
    assert aside(text, 0, 161).opening == f"{text[:159]}…"
