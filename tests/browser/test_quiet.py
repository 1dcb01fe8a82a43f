"""Pages ask nothing of any other host, and the browser has nothing to complain of."""

import pytest

from tests.browser.pages import BUTTONS, EMBED, PAGES, SVG
from tests.browser.watch import Hosting, Visitor


@pytest.mark.parametrize("path", [*PAGES, SVG, "/docs"])
def test_a_page_asks_its_own_server_alone_and_loads_without_a_complaint(
    path: str, server: str, visitor: Visitor
) -> None:
    page = visitor.open(server + path)
    if path == "/docs":  # which goes on loading
        page.wait_for_load_state("networkidle")
    for button in page.locator(BUTTONS).all():
        button.click()
        page.keyboard.press("Escape")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 640})
    assert page.locator("link[rel~=preconnect], link[rel~=dns-prefetch]").count() == 0
    visitor.leave()
    assert visitor.requests[0] == server + path
    assert visitor.elsewhere() == []
    assert visitor.complaints == []


@pytest.mark.parametrize(
    ("wrong", "heard"),
    [
        ("<script src='http://facts.example/a.js'></script>", "http://facts.example/a.js"),
        ("<style>@import 'http://facts.example/font.css';</style>", "http://facts.example/font.css"),
        ("<img src='http://127.0.0.1:9/pixel.png' alt=''>", "http://127.0.0.1:9/pixel.png"),
    ],
)
def test_what_a_page_asks_elsewhere_is_noticed(wrong: str, heard: str, site: Hosting, visitor: Visitor) -> None:
    visitor.open(site({"/": f"<!doctype html><title>wrong</title>{wrong}"}))
    assert any(heard in each for each in visitor.elsewhere())
    visitor.forget()


def test_what_a_policy_refuses_is_noticed(server: str, visitor: Visitor) -> None:
    page = visitor.open(server + EMBED)
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'hacked = true'}))")
    assert page.evaluate("'hacked' in window") is False
    visitor.leave()
    visitor.expect("Content Security Policy")
