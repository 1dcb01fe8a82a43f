"""How heavy and how quick the page with a chart is: `python -m tests.browser.measure [address]`; no test.

Each load is the first of a new context, without anything kept. Without an address, the seeds are served for it.
"""

import os
import shutil
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from app.ingest.job import ingest
from app.settings import Settings
from tests.browser.conftest import BROWSERS
from tests.browser.pages import EMBED
from tests.server import serving

LOADS = 10
PAINTED = """async () => {
    for (;;) {
        const [entry] = performance.getEntriesByName("first-contentful-paint");
        if (entry) return entry.startTime;
        await new Promise(requestAnimationFrame);
    }
}"""


def load(browser: Browser, url: str) -> tuple[float, dict[str, int]]:
    """Milliseconds until the first paint, and the bytes of each request as they were transferred."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    network = context.new_cdp_session(page)
    asked: dict[str, str] = {}
    transferred: dict[str, int] = {}

    def sent(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = event["request"]["url"]

    def finished(event: dict[str, Any]) -> None:
        transferred[asked[event["requestId"]]] = int(event["encodedDataLength"])

    network.on("Network.requestWillBeSent", sent)
    network.on("Network.loadingFinished", finished)
    network.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    painted: float = page.evaluate(PAINTED)
    context.close()
    return painted, transferred


def main() -> None:
    with ExitStack() as stack:
        if len(sys.argv) > 1:
            url = sys.argv[1]
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            ingest(Settings(store=folder / "current.db"))
            url = stack.enter_context(serving(folder / "current.db")) + EMBED
        program = next(filter(None, map(shutil.which, BROWSERS)))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=os.geteuid() != 0)
        loads = [load(browser, url) for _ in range(LOADS)]
    transferred = loads[-1][1]
    for address, size in transferred.items():
        print(f"{size:>8,} bytes  {address}")
    print(f"{sum(transferred.values()):>8,} bytes in {len(transferred)} requests")
    times = sorted(painted for painted, _ in loads)
    print(f"first contentful paint: median {statistics.median(times):.0f} ms, {times[0]:.0f} to {times[-1]:.0f} ms")


if __name__ == "__main__":
    main()
