"""The embedded page stands in anybody's page, as high as it is; no other page can be framed."""

from typing import Any

import pytest
from playwright.sync_api import Frame, Page

from tests.browser.pages import BUTTONS, CHART, EMBED, OPEN, PNG, READERS, SVG
from tests.browser.watch import Hosting, Visitor

LISTEN = """<script>
heard = [];
addEventListener("message", ({ data, origin }) => heard.push([data, origin]));
</script>"""
HOST = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Somebody else's page</title>
<meta name="viewport" content="width=device-width">
<style>body {{ margin: 0 }} iframe {{ border: 0 }}</style>
{listen}
{body}
<script src="{server}/assets/host.js"></script>
"""
SIZES = """() => {
    const { scrollHeight, scrollWidth } = document.documentElement;
    return [scrollHeight, innerHeight, scrollWidth, innerWidth];
}"""


def visit(visitor: Visitor, site: Hosting, server: str, body: str, width: int = 1400) -> Page:
    """Somebody else's page with this in it."""
    visitor.allow(server)
    return visitor.open(site({"/": HOST.format(listen=LISTEN, server=server, body=body)}), width=width)


def framed(server: str, path: str = EMBED, style: str = "width: 100%") -> str:
    return f'<iframe title="framed" style="{style}" src="{server}{path}"></iframe>'


def settled(page: Page, count: int = 1) -> list[Frame]:
    """The frames, once all of them have asked for the height that they have."""
    frames = page.frames[1 : count + 1]
    page.wait_for_function(
        """(count) => {
            const frames = [...document.querySelectorAll("iframe")].slice(0, count);
            return frames.every((frame) => heard.some(([data]) => Math.abs(data?.height - frame.clientHeight) <= 1));
        }""",
        arg=count,
    )
    page.wait_for_timeout(100)
    return frames


def fits(frame: Frame) -> None:
    """Nothing in it is cut off or scrolls, and nothing is left over."""
    height, window, width, room = frame.evaluate(SIZES)
    assert height == window
    assert width == room
    bottom = frame.evaluate(
        "Math.max(...[...document.body.children].map((each) => each.getBoundingClientRect().bottom))"
    )
    assert bottom <= window


@pytest.mark.parametrize("width", [360, 700, 1400])
def test_the_frame_becomes_as_high_as_its_page(width: int, server: str, visitor: Visitor, site: Hosting) -> None:
    page = visit(visitor, site, server, framed(server), width)
    (frame,) = settled(page)
    assert frame.locator("table").is_visible()
    assert frame.locator(CHART).count() == 1
    fits(frame)
    messages = page.evaluate("heard")
    assert messages
    for data, origin in messages:
        assert data == {"type": "chancery:height", "height": data["height"]}
        assert isinstance(data["height"], int | float)
        assert origin == server


def test_the_frame_follows_the_width_of_the_window(server: str, visitor: Visitor, site: Hosting) -> None:
    page = visit(visitor, site, server, framed(server))
    fits(*settled(page))
    for width in (360, 1100, 500):
        page.evaluate("heard.length = 0")
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_function("heard.length > 0")
        fits(*settled(page))


def test_each_frame_has_the_height_of_its_own_page(server: str, visitor: Visitor, site: Hosting) -> None:
    body = framed(server, style="width: 300px") + framed(server, style="width: 1000px")
    page = visit(visitor, site, server, body)
    narrow, wide = settled(page, 2)
    fits(narrow)
    fits(wide)
    assert narrow.evaluate("innerHeight") != wide.evaluate("innerHeight")


def test_a_stranger_s_frame_cannot_size_another(server: str, visitor: Visitor, site: Hosting) -> None:
    posts = "".join(
        f"parent.postMessage({message}, '*');"
        for message in (
            "{type: 'chancery:height', height: 7}",
            "{type: 'chancery:height', height: '7px; position: fixed'}",
            "{type: 'chancery:height', height: -1}",
            "{type: 'chancery:height', height: NaN}",
            "{type: 'chancery:height'}",
            "{type: 'other', height: 7}",
            "'chancery:height'",
            "null",
        )
    )
    stranger = site({"/": f"<!doctype html><html lang=en><title>stranger</title><script>{posts}</script>"})
    body = framed(server) + f'<iframe title="stranger" src="{stranger}"></iframe>'
    page = visit(visitor, site, server, body)
    visitor.allow(stranger)
    page.wait_for_function("heard.some(([data]) => data === null)")
    fits(*settled(page))


def test_the_frame_follows_what_is_unfolded_in_it(server: str, visitor: Visitor, site: Hosting) -> None:
    page = visit(visitor, site, server, framed(server))
    fits(*settled(page))
    for summary in page.frames[1].locator("summary").all():
        page.evaluate("heard.length = 0")
        summary.click()
        page.wait_for_function("heard.length > 0")
        fits(*settled(page))


def test_what_the_page_offers_to_paste_works(server: str, visitor: Visitor, site: Hosting) -> None:
    snippets = visitor.open(server + EMBED).locator("pre", has_text="<iframe")
    assert snippets.count() == 1
    pasted = (snippets.text_content() or "").replace("<script", f"{LISTEN}<script")
    page = visitor.open(site({"/": f"<!doctype html><html lang=en><title>pasted</title>{pasted}"}), width=500)
    fits(*settled(page))


def test_the_script_of_the_host_may_come_after_the_frame(server: str, visitor: Visitor, site: Hosting) -> None:
    late = f"""{LISTEN}{framed(server)}<script>
        document.querySelector("iframe").onload = () => setTimeout(() => document.head.append(
            Object.assign(document.createElement("script"), {{ src: "{server}/assets/host.js" }})), 300);
    </script>"""
    visitor.allow(server)
    page = visitor.open(site({"/": f"<!doctype html><html lang=en><title>late</title>{late}"}))
    fits(*settled(page))


@pytest.mark.parametrize("width", [360, 1100])
def test_passages_are_shown_inside_the_frame_and_where_they_are_seen(
    width: int, server: str, visitor: Visitor, site: Hosting
) -> None:
    page = visit(visitor, site, server, framed(server), width)
    page.set_viewport_size({"width": width, "height": 640})
    (frame,) = settled(page)
    unseen = []
    for button in frame.locator(BUTTONS).all():
        button.click()
        box: dict[str, Any] = frame.locator(OPEN).evaluate("popover => popover.getBoundingClientRect().toJSON()")
        assert box["top"] >= 0
        assert box["left"] >= 0
        assert box["bottom"] <= frame.evaluate("innerHeight")
        assert box["right"] <= frame.evaluate("innerWidth")
        above = page.locator("iframe").evaluate("frame => frame.getBoundingClientRect().top")
        if above + box["top"] < 0 or above + box["top"] > 640 - 100:
            unseen.append((button.inner_text(), above + box["top"], above + box["bottom"]))
        page.keyboard.press("Escape")
    assert unseen == [], "each begins within the window of the page around the frame"


@pytest.mark.parametrize("path", ["/", *READERS, "/docs"])
def test_the_browser_refuses_to_frame_any_other_page(path: str, server: str, visitor: Visitor, site: Hosting) -> None:
    page = visit(visitor, site, server, framed(server, path))
    page.wait_for_timeout(200)
    assert page.frames[1].url == "chrome-error://chromewebdata/"
    visitor.leave()
    visitor.expect("frame-ancestors")


@pytest.mark.parametrize("path", [SVG, PNG])
def test_the_charts_are_pictures_for_any_page(path: str, server: str, visitor: Visitor, site: Hosting) -> None:
    body = f'<img alt="chart" src="{server}{path}">'
    page = visit(visitor, site, server, body)
    assert page.locator("img").evaluate("image => image.complete && image.naturalWidth") > 0
