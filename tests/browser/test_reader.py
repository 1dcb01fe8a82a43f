"""The reader shows a document as it is, and each citation's address leads to the passage in it."""

import urllib.request
from typing import Any

import pytest

from tests.browser.pages import SOURCES
from tests.browser.watch import Visitor

Citations = dict[str, dict[str, Any]]

PIECES = """(id) => [...document.querySelectorAll(`#document mark.${id}`)]"""
"""A passage that crosses a line or another passage is in several."""
LOOK = """(mark) => {
    const { backgroundColor, outlineStyle, outlineWidth, outlineColor, boxShadow, textDecoration } =
        getComputedStyle(mark);
    return [backgroundColor, outlineStyle, outlineWidth, outlineColor, boxShadow, textDecoration].join();
}"""
VISITS = f"""(ids) => {{
    const look = {LOOK}, visits = [];
    for (const id of ids) {{
        const mark = document.getElementById(id), before = look(mark);
        location.hash = id;
        const [box] = [...mark.getClientRects()].filter((box) => box.width > 0);
        const above = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        visits.push({{
            id,
            target: document.querySelector(":target")?.id,
            inside: box.top >= -1 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth,
            uncovered: above !== null && (mark.contains(above) || above.contains(mark)),
            highlighted: look(mark) !== before,
        }});
    }}
    return visits;
}}"""

FIRST_LINE_IS_SEEN = """(mark) => {
    const [{ top, bottom }] = mark.getClientRects();
    return -1 <= top && bottom <= innerHeight;
}"""


def of(source: str, citations: Citations) -> list[dict[str, Any]]:
    """The citations of one source, in the order of their passages."""
    rows = [each for each in citations.values() if each["source"] == source]
    assert len(rows) > 100
    return sorted(rows, key=lambda row: (row["start"], row["end"]))


def crossing(rows: list[dict[str, Any]]) -> list[str]:
    """Those that begin inside another and end outside of it."""
    return [b["id"] for b in rows for a in rows if a["start"] < b["start"] < a["end"] < b["end"]]


@pytest.mark.parametrize("source", SOURCES)
def test_the_document_reads_as_it_was_captured(source: str, server: str, visitor: Visitor) -> None:
    with urllib.request.urlopen(f"{server}/v1/sources/{source}/text") as response:
        text = response.read().decode()
    page = visitor.open(f"{server}/sources/{source}", scripts=False)
    assert page.locator("#document").evaluate("document => document.textContent") == text


@pytest.mark.parametrize("width", [360, 1400])
@pytest.mark.parametrize("source", SOURCES)
def test_each_citation_s_address_leads_to_its_passage(
    source: str, width: int, server: str, visitor: Visitor, citations: Citations
) -> None:
    page = visitor.open(f"{server}/sources/{source}", width=width, height=640)
    ids = [row["id"] for row in of(source, citations)]
    assert page.evaluate(VISITS, ids) == [
        {"id": each, "target": each, "inside": True, "uncovered": True, "highlighted": True} for each in ids
    ]


@pytest.mark.parametrize("source", SOURCES)
def test_an_address_that_is_opened_leads_there_too(
    source: str, server: str, visitor: Visitor, citations: Citations
) -> None:
    rows = of(source, citations)
    for each in {*crossing(rows)[:1], rows[-1]["id"]}:
        page = visitor.open(f"{server}/sources/{source}#{each}", width=360, height=640, scripts=False)
        mark = page.locator("mark:target")
        assert mark.get_attribute("id") == each
        assert mark.evaluate(FIRST_LINE_IS_SEEN)


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_marked_is_the_exact_passage(source: str, server: str, visitor: Visitor, citations: Citations) -> None:
    rows = of(source, citations)
    assert crossing(rows), "there are some to try"
    page = visitor.open(f"{server}/sources/{source}")
    marked = page.evaluate(
        f"""(ids) => ids.map((id) => ({PIECES})(id).map((piece) => piece.textContent).join(""))""",
        [row["id"] for row in rows],
    )
    assert marked == [row["exact"] for row in rows]


@pytest.mark.parametrize("source", SOURCES)
def test_all_that_is_marked_leads_to_its_note(source: str, server: str, visitor: Visitor, citations: Citations) -> None:
    page = visitor.open(f"{server}/sources/{source}")
    wrong = page.evaluate(
        """() => {
            const marked = [], walker = document.createTreeWalker(document.querySelector("#document"), 4);
            while (walker.nextNode()) {
                const text = walker.currentNode, mark = text.parentElement.closest("mark");
                if (mark !== null && text.data.trim()) marked.push([text.data, mark, text.parentElement]);
            }
            return marked.filter(([, mark, link]) => link.getAttribute("href") !== `#note-${mark.classList[0]}`)
                .map(([text]) => text);
        }"""
    )
    assert wrong == []
    ids = [row["id"] for row in of(source, citations)]
    assert [each for each in ids if page.locator(f"#note-{each} a[href='#{each}']").count() != 1] == []


def test_notes_can_be_followed_and_left(server: str, visitor: Visitor, citations: Citations) -> None:
    page = visitor.open(f"{server}/sources/{SOURCES[0]}", width=360, height=640, scripts=False)
    link = page.locator("#document a[href^='#note-cit_']").first
    note = (link.get_attribute("href") or "").removeprefix("#")
    link.click()
    assert page.url.endswith(f"#{note}")
    page.locator(f"#{note} a[href^='#cit_']").first.click()
    assert page.locator("mark:target").get_attribute("id") == note.removeprefix("note-")


def test_no_id_stands_twice(server: str, visitor: Visitor) -> None:
    for source in SOURCES:
        page = visitor.open(f"{server}/sources/{source}")
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
        assert len(ids) == len(set(ids))
