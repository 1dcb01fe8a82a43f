"""The pages, and what to look for on them."""

TIMELINE = "el-salvador-btc"
EMBED = f"/embed/reserve-timelines/{TIMELINE}"
SVG = f"/v1/reserve-timelines/{TIMELINE}.svg"
PNG = f"/v1/reserve-timelines/{TIMELINE}.png"
SOURCES = ("crypto-alliance", "forging-bitcoin-diplomacy")
READERS = tuple(f"/sources/{source}" for source in SOURCES)
PAGES = ("/", *READERS, EMBED)
"""The pages that are ours; `/docs` is Swagger's."""

HOSTILE_EMBED = "/embed/reserve-timelines/ruritania-btc"
HOSTILE_SVG = "/v1/reserve-timelines/ruritania-btc.svg"
HOSTILE_READER = "/sources/test-article"
HOSTILE_PAGES = ("/", HOSTILE_READER, HOSTILE_EMBED)

BUTTONS = "button[popovertarget]:visible"
"""The citations on a page with a chart."""
OPEN = "[popover]:popover-open"
CHART = "svg.chart:visible"
"""Of its two layouts, the one that fits."""
WIDTHS = (360, 1400)

SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
"""By how many pixels a page is wider than its window."""
