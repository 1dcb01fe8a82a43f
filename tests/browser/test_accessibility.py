"""axe-core finds nothing to complain of, with all of its rules for WCAG 2.2 AA and its best practices."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.pages import BUTTONS, EMBED, HOSTILE_PAGES, PAGES, WIDTHS
from tests.browser.watch import Visitor

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """async (tags) => {
    const found = await axe.run(document, {
        runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], preload: false, iframes: false,
    });
    return {
        violations: found.violations.map(({ id, nodes: [first, ...others] }) =>
            [id, `${first.html} ${first.failureSummary} (and ${others.length} more)`]),
        passed: found.passes.length,
    };
}"""


def violations(page: Page) -> dict[str, str]:
    """What axe finds on a page that it was brought to: each rule that is broken, with the first place."""
    found: dict[str, Any] = page.evaluate(RUN, RULES)
    assert found["passed"] >= 10, "axe has not looked at much"
    return dict(found["violations"])


def everywhere(page: Page, axe: str) -> dict[str, dict[str, str]]:
    """What axe finds at each width, in light and in dark."""
    page.evaluate(axe)  # over the debugging protocol, to which the page's policy does not apply
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        found[f"{width} light"] = violations(page)
        page.emulate_media(color_scheme="dark")
        found[f"{width} dark"] = violations(page)
    return {at: each for at, each in found.items() if each}


@pytest.mark.parametrize("path", [*PAGES, f"{EMBED}?theme=light", f"{EMBED}?theme=dark"])
def test_nothing_is_in_anybody_s_way(path: str, server: str, visitor: Visitor, axe: str) -> None:
    assert everywhere(visitor.open(server + path), axe) == {}


def test_nor_is_it_with_a_citation_open(server: str, visitor: Visitor, axe: str) -> None:
    page = visitor.open(server + EMBED)
    page.locator(BUTTONS).last.click()
    assert everywhere(page, axe) == {}


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_nor_with_a_document_that_was_written_for_it(
    path: str, hostile_server: str, visitor: Visitor, axe: str
) -> None:
    page = visitor.open(hostile_server + path, width=360)
    page.evaluate(axe)
    assert violations(page) == {}


def test_axe_does_find_what_is_wrong(server: str, visitor: Visitor, axe: str) -> None:
    page = visitor.open(server + EMBED)
    page.evaluate("document.body.prepend(document.createElement('button'))")
    page.evaluate(axe)
    assert "button-name" in violations(page)
