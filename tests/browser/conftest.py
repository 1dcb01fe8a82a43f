"""A real browser over a real server: Debian's Chromium, driven by Playwright, of which no browser is downloaded."""

import json
import os
import shutil
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.hostile import hostile
from tests.browser.watch import Hosting, Visitor, hosting
from tests.programs import needs, run
from tests.server import serving

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = "NO PAGE WAS TESTED: this machine has no Chromium; on Debian, apt-get install chromium"
ARGUMENTS = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-pings")

NOWHERE = "http://127.0.0.1:9"
"""A proxy that is not there: what is not for this machine, be it of the browser's own wish, goes nowhere."""


@pytest.fixture(scope="session")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the hostile document."""
    workshop = hostile(tmp_path_factory.mktemp("hostile"))
    workshop.ingest()
    with serving(workshop.settings.store) as base:
        yield base


@pytest.fixture(scope="session")
def citations(server: str) -> dict[str, dict[str, Any]]:
    """Every citation of the seeds by its id."""
    return {each["id"]: each for each in table(f"{server}/v1/citations.json")}


def table(url: str) -> list[dict[str, Any]]:
    """The rows of a whole table."""
    with urllib.request.urlopen(url) as response:
        rows: list[dict[str, Any]] = json.load(response)
        return rows


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program; without it these tests are skipped, and in continuous integration they fail."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        assert not os.environ.get("CI"), NO_BROWSER
        pytest.skip(NO_BROWSER)
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One for each module, not for the session: Playwright holds the thread's event loop, and others need it after."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=chromium,
            chromium_sandbox=os.geteuid() != 0,  # which the superuser cannot have
            args=ARGUMENTS,
            proxy={"server": NOWHERE, "bypass": "127.0.0.1, localhost"},
        )


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Who opens pages in this test."""
    visiting = Visitor(browser)
    yield visiting
    visiting.leave()
    assert visiting.complaints == []
    assert visiting.elsewhere() == []


@pytest.fixture
def site() -> Iterator[Hosting]:
    """Makes other sites, as long as the test runs."""
    with ExitStack() as stack:
        yield lambda pages: stack.enter_context(hosting(pages))


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, as the lock beside this file has it."""
    needs("node", "npm")
    folder = tmp_path_factory.mktemp("axe")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(Path(__file__).with_name(name), folder)
    run(["npm", "ci"], folder)
    return (folder / "node_modules/axe-core/axe.min.js").read_text()
