"""Each value of the embedded page shows its passage, without a script."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import table
from tests.browser.pages import BUTTONS, EMBED, OPEN
from tests.browser.watch import Visitor

WHOLE_TEXTS = "element => [...element.querySelectorAll('*')].map((each) => each.textContent)"


def cited(popover: Locator) -> list[str]:
    """The ids of the citations that an open popover links to."""
    links = [link.get_attribute("href") or "" for link in popover.locator("a[href*='#cit_']").all()]
    return [link.partition("#")[2] for link in links]


@pytest.mark.parametrize(("key", "width"), [(None, 360), (None, 1400), ("Enter", 360), ("Space", 1400)])
def test_each_button_shows_its_passages(
    key: str | None, width: int, server: str, visitor: Visitor, citations: dict[str, dict[str, Any]]
) -> None:
    sources = {source["id"]: source for source in table(f"{server}/v1/sources.json")}
    page = visitor.open(server + EMBED, width=width, scripts=False)
    buttons = page.locator(BUTTONS).all()
    assert len(buttons) >= 4, "as many as there are points"
    for button in buttons:
        press(button, key)
        popover = shown(page)
        ids = cited(popover)
        assert ids
        texts, words = popover.evaluate(WHOLE_TEXTS), plain(popover.inner_text())
        for citation in (citations[each] for each in ids):
            source = sources[citation["source"]]
            assert citation["exact"] in texts
            assert popover.locator(f"a[href='/sources/{source['id']}#{citation['id']}']").count() >= 1
            assert source["id"] in words or plain(source["label"]) in words
            assert source["sha256"] in words
            assert {str(citation["start"]), str(citation["end"])} <= set(re.findall(r"\d+", words))
        page.keyboard.press("Escape")
        assert page.locator(OPEN).count() == 0


def press(button: Locator, key: str | None) -> None:
    if key is None:
        button.click()
    else:
        button.focus()
        button.press(key)


def shown(page: Page) -> Locator:
    """The one open popover, all of it within the window."""
    popover = page.locator(OPEN)
    assert popover.count() == 1
    box, window = popover.bounding_box(), page.viewport_size
    assert box is not None
    assert window is not None
    assert min(box["x"], box["y"]) >= 0
    assert box["x"] + box["width"] <= window["width"]
    assert box["y"] + box["height"] <= window["height"]
    return popover


def plain(text: str) -> str:
    """Without the marks between thousands."""
    return re.sub(r"(?<=\d)[,\u202f\u2009](?=\d)", "", text)


def test_a_passage_closes_when_another_opens(server: str, visitor: Visitor) -> None:
    page = visitor.open(server + EMBED, scripts=False)
    first, second, *_ = page.locator(BUTTONS).all()
    first.click()
    second.press("Enter")
    assert page.locator(OPEN).count() == 1
    assert page.locator(OPEN).get_attribute("id") == second.get_attribute("popovertarget")


def test_its_link_leads_to_the_passage_in_its_document(
    server: str, visitor: Visitor, citations: dict[str, dict[str, Any]]
) -> None:
    page = visitor.open(server + EMBED, scripts=False)
    page.locator(BUTTONS).first.click()
    link = page.locator(f"{OPEN} a[href*='#cit_']").first
    address = server + (link.get_attribute("href") or "")
    with page.expect_popup() as opened:
        link.click()
    assert opened.value.url == address
    assert opened.value.locator("mark:target").is_visible()
