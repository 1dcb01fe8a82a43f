"""No page is wider than its window, none needs its scripts, and paper shows what a pointer would."""

import itertools
import re

import pytest
from playwright.sync_api import Page

from tests.browser.pages import BUTTONS, CHART, EMBED, HOSTILE_PAGES, PAGES, SIDEWAYS
from tests.browser.watch import Visitor

NARROW = (320, 360, 480, 768, 1400)


def sideways(page: Page) -> dict[int, int]:
    """By how much a page is too wide, at each width at which it is."""
    found = {}
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 640})
        if excess := page.evaluate(SIDEWAYS):
            found[width] = excess
    return found


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(path: str, server: str, visitor: Visitor) -> None:
    assert sideways(visitor.open(server + path)) == {}


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_nor_does_one_of_a_hostile_document(path: str, hostile_server: str, visitor: Visitor) -> None:
    assert sideways(visitor.open(hostile_server + path)) == {}


def test_what_is_too_wide_is_noticed(server: str, visitor: Visitor) -> None:
    page = visitor.open(server + EMBED)
    page.evaluate("document.body.append(Object.assign(new Image(), { width: 400, height: 10 }))")
    assert set(sideways(page)) == {320, 360}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_looks_the_same_without_scripts(path: str, server: str, visitor: Visitor) -> None:
    with_scripts, without = (
        visitor.open(server + path, scripts=scripts).screenshot(full_page=True) for scripts in (True, False)
    )
    assert with_scripts == without


def test_chart_and_table_need_no_script(server: str, visitor: Visitor) -> None:
    for width in (360, 1400):
        page = visitor.open(server + EMBED, width=width, scripts=False)
        assert page.locator(CHART).count() == 1, "of two layouts, one"
        assert page.locator("table").is_visible()
        assert page.locator("table tbody tr").count() == 4


@pytest.mark.parametrize("path", PAGES)
def test_dark_is_dark_and_light_is_light(path: str, server: str, visitor: Visitor) -> None:
    page = visitor.open(server + path)
    light = page.evaluate(LUMINANCES)
    assert light["ground"] > 0.8
    assert light["text"] < 0.3
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(LUMINANCES)
    assert dark["ground"] < 0.2
    assert dark["text"] > 0.6
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(LUMINANCES)["text"] < 0.3, "paper is light"


LUMINANCES = """() => {
    const luminance = (colour) => {
        const pen = new OffscreenCanvas(1, 1).getContext("2d");
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
        return alpha === 0 ? null : (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
    };
    const ground = [document.body, document.documentElement]
        .map((element) => luminance(getComputedStyle(element).backgroundColor)).find((found) => found !== null);
    const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? 0.07 : 1;
    return { ground: ground ?? canvas, text: luminance(getComputedStyle(document.body).color) };
}"""


def test_paper_shows_every_passage(server: str, visitor: Visitor) -> None:
    page = visitor.open(server + EMBED, width=720)
    passages = page.locator("[popover]")
    shown = {button.get_attribute("popovertarget") for button in page.locator(BUTTONS).all()}
    assert not any(passage.is_visible() for passage in passages.all())
    page.emulate_media(media="print")
    boxes = []
    for passage in passages.all():
        if passage.get_attribute("id") in shown:
            assert passage.is_visible()
            assert passage.locator("a[href*='#cit_']").first.is_visible()
            boxes.append(passage.bounding_box())
    spans = sorted((box["y"], box["y"] + box["height"], box["x"]) for box in boxes if box is not None)
    assert len(spans) == len(shown)
    assert all(above[1] <= below[0] or above[2] != below[2] for above, below in itertools.pairwise(spans))


@pytest.mark.parametrize("path", PAGES)
def test_each_page_can_be_printed(path: str, server: str, visitor: Visitor) -> None:
    printed = visitor.open(server + path).pdf(format="A4")
    assert len(re.findall(rb"/Type /Page\b", printed)) >= 1
