"""A document that tries to break out is shown as what it is: text."""

import itertools
import urllib.request

import pytest

from app.model.folding import fold
from tests.browser.conftest import table
from tests.browser.hostile import HOLDER, LABEL, TEXT, WHY
from tests.browser.pages import (
    BUTTONS,
    HOSTILE_EMBED,
    HOSTILE_PAGES,
    HOSTILE_READER,
    HOSTILE_SVG,
    OPEN,
)
from tests.browser.watch import Visitor

INJECTED = """() => [
    ...document.querySelectorAll("script:not([src]), img[src*=hacked], style:not(head > style):not(svg > style)"),
    ...[...document.querySelectorAll("*")].filter((element) =>
        element.getAttributeNames().some((name) => name.startsWith("on"))),
    ...("hacked" in window ? [document.documentElement] : []),
].map((element) => element.outerHTML.slice(0, 200))"""
QUOTES = """(popover) => [
    [...popover.querySelectorAll('a[href*="#cit_"]')].map(({ hash }) => hash),
    [...popover.querySelectorAll("*")]
        .filter((each) => /isolate|plaintext/.test(getComputedStyle(each).unicodeBidi))
        .map((each) => (each.querySelector("span") ?? each).textContent),
]"""
"""The citations of a popover, and the texts in it that no override around them acts on."""
SHOWN = """() => [...document.querySelectorAll("[aria-label]")].map((each) => each.getAttribute("aria-label"))
    .concat(document.documentElement.textContent).join("\\n")"""
"""All text, and what is only read out."""
OVERRIDDEN = """() => {
    const found = [], walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (!/[\\u202a-\\u202e\\u2066-\\u2069]/.test(node.data)) continue;
        let element = node.parentElement;
        if (element.closest("title, desc, script, style")) continue;
        while (!/isolate|plaintext/.test(getComputedStyle(element).unicodeBidi)) element = element.parentElement;
        const quoted = element.matches("bdi") ? element.querySelector("span") : null;
        found.push((quoted ?? element).textContent);  // behind it is what closes what it leaves open
    }
    return found;
}"""
"""What stands, with each override of the direction, in the nearest element that it cannot act beyond."""
REVERSED = """() => {
    const found = [], range = document.createRange();
    const left = (node, at) => {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const [box] = range.getClientRects();
        return box;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        for (const { 0: word, index } of node.data.matchAll(/[a-z]{2,}/gi)) {
            const first = left(node, index), last = left(node, index + word.length - 1);
            if (!first || !last || first.top !== last.top || first.left <= last.left) continue;
            const around = [];
            for (let each = node.parentElement; !each.matches("ol, section, body"); each = each.parentElement)
                around.push(each.textContent);
            found.push([word, around]);
        }
    }
    return found;
}"""
"""The words that run from right to left, each with the texts of the elements that it is in."""

QUOTED = fold(f"{TEXT}\n{WHY}")


@pytest.mark.parametrize("policy", [True, False], ids=["policy", "no policy"])
@pytest.mark.parametrize("path", [*HOSTILE_PAGES, HOSTILE_SVG])
def test_no_script_runs_and_nothing_is_asked_for(
    path: str, policy: bool, hostile_server: str, visitor: Visitor
) -> None:
    """Not even where the policy of the page would not stop it."""
    page = visitor.open(hostile_server + path, policy=policy)
    assert page.evaluate(INJECTED) == []
    visitor.leave()
    assert visitor.complaints == []
    assert not any("hacked" in request for request in visitor.requests)


def test_the_document_is_shown_letter_by_letter(hostile_server: str, visitor: Visitor) -> None:
    page = visitor.open(hostile_server + HOSTILE_READER)
    assert page.locator("#document").evaluate("document => document.textContent") == TEXT


def test_labels_are_shown_letter_by_letter(hostile_server: str, visitor: Visitor) -> None:
    for path, texts in (("/", [LABEL, HOLDER]), (HOSTILE_READER, [LABEL]), (HOSTILE_EMBED, [HOLDER])):
        page = visitor.open(hostile_server + path)
        shown = page.evaluate(SHOWN)
        assert [text for text in texts if text not in shown] == [], path


def test_passages_are_shown_letter_by_letter(hostile_server: str, visitor: Visitor) -> None:
    citations = {each["id"]: each for each in table(f"{hostile_server}/v1/citations.json")}
    page = visitor.open(hostile_server + HOSTILE_EMBED)
    buttons = page.locator(BUTTONS).all()
    assert len(buttons) >= 3
    for button in buttons:
        button.click()
        links, texts = page.locator(OPEN).evaluate(QUOTES)
        assert links
        assert [each for each in links if citations[each.removeprefix("#")]["exact"] not in texts] == []
        page.keyboard.press("Escape")


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_overrides_of_the_direction_end_where_the_quotation_ends(
    path: str, hostile_server: str, visitor: Visitor
) -> None:
    page = visitor.open(hostile_server + path)
    quoted = page.evaluate(OVERRIDDEN)
    assert [text for text in quoted if fold(text) not in QUOTED] == []


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_no_word_beside_a_quotation_is_turned_round(path: str, hostile_server: str, visitor: Visitor) -> None:
    page = visitor.open(hostile_server + path)
    page.emulate_media(media="print")  # in which nothing is folded away
    turned: list[tuple[str, list[str]]] = page.evaluate(REVERSED)
    assert turned or path != HOSTILE_READER, "the document has some"
    quoted = {each for each in set(itertools.chain(*(around for _, around in turned))) if fold(each) in QUOTED}
    assert [word for word, around in turned if not quoted & set(around)] == []


def test_the_chart_is_drawn_of_it(hostile_server: str, visitor: Visitor) -> None:
    page = visitor.open(hostile_server + HOSTILE_SVG)
    assert page.evaluate("document.documentElement.tagName") == "svg"
    assert page.locator("parsererror").count() == 0
    assert HOLDER in page.evaluate(SHOWN)
    with urllib.request.urlopen(hostile_server + HOSTILE_SVG.replace(".svg", ".png")) as response:
        assert response.read().startswith(b"\x89PNG\r\n")
