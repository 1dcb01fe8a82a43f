"""Whoever has no pointer reaches everything, and sees where they are."""

from typing import Any

import pytest
from playwright.sync_api import FloatRect, Locator, Page

from tests.browser.pages import BUTTONS, CHART, EMBED, OPEN, READERS
from tests.browser.watch import Visitor

RECORD = """() => {
    const known = new Set();
    reached = [];
    addEventListener("focusin", ({ target }) => {
        if (known.has(target)) return;
        known.add(target);
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(target);
        const box = target.getBoundingClientRect();
        reached.push({
            is: target.getAttribute("popovertarget") ?? target.getAttribute("href") ?? target.tagName,
            outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/, 0\\)$/.test(outlineColor),
            seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        });
    });
}"""


def tabbed(page: Page) -> list[dict[str, Any]]:
    """What gets the focus, Tab after Tab, until nothing new does."""
    page.evaluate(RECORD)
    before, found = -1, 0
    while before < found:
        for _ in range(40):
            page.keyboard.down("Tab")
        before, found = found, page.evaluate("reached.length")
    reached: list[dict[str, Any]] = page.evaluate("reached")
    return reached


@pytest.mark.parametrize("width", [360, 1400])
def test_tab_reaches_every_citation_of_a_chart(width: int, server: str, visitor: Visitor) -> None:
    page = visitor.open(server + EMBED, width=width)
    buttons = page.locator(BUTTONS).evaluate_all("all => all.map((each) => each.getAttribute('popovertarget'))")
    marks = page.locator(f"{CHART} a").evaluate_all("all => all.map((each) => each.getAttribute('href'))")
    assert len(buttons) >= 4
    assert len(marks) >= 4
    reached = tabbed(page)
    assert [each["is"] for each in reached if each["is"] in buttons] == buttons
    assert [each["is"] for each in reached if each["is"] in marks] == marks
    assert [each for each in reached if not each["seen"]] == []


@pytest.mark.parametrize("path", READERS)
def test_tab_reaches_every_passage_of_a_document(path: str, server: str, visitor: Visitor) -> None:
    page = visitor.open(server + path)
    links = page.locator("#document a").evaluate_all("all => all.map((each) => each.getAttribute('href'))")
    assert len(links) > 50
    reached = tabbed(page)
    assert [each["is"] for each in reached if each["is"].startswith("#note-")] == links
    assert [each for each in reached if not (each["outlined"] and each["seen"])] == []


@pytest.mark.parametrize(("dark", "every"), [(False, 1), (True, 4)], ids=["light", "dark"])
def test_the_focus_can_be_seen(dark: bool, every: int, server: str, visitor: Visitor) -> None:
    page = visitor.open(server + EMBED, dark=dark, height=1400)
    page.keyboard.press("Tab")  # from here on, the focus is the keyboard's
    places = page.locator(f"{CHART} a, {BUTTONS}, summary, section a:visible")
    assert [place for place in places.all()[::every] if not changes(page, place)] == []


def changes(page: Page, place: Locator) -> bool:
    """Whether the focus changes how a place looks."""
    box = place.bounding_box()
    assert box is not None
    around = FloatRect(x=box["x"] - 6, y=box["y"] - 6, width=box["width"] + 12, height=box["height"] + 12)
    page.evaluate("document.activeElement.blur()")
    before = page.screenshot(clip=around)
    place.focus()
    return page.screenshot(clip=around) != before


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_escape_closes_a_passage_and_the_focus_returns(scripts: bool, server: str, visitor: Visitor) -> None:
    page = visitor.open(server + EMBED, scripts=scripts)
    for button in page.locator(BUTTONS).all():
        button.focus()
        page.keyboard.press("Enter")
        assert page.locator(OPEN).count() == 1
        page.keyboard.press("Tab")
        assert page.locator(f"{OPEN} :focus").count() == 1, "Tab goes into what has opened"
        page.keyboard.press("Escape")
        assert page.locator(OPEN).count() == 0
        assert button.evaluate("button => button === document.activeElement")
