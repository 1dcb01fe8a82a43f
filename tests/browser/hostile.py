"""Seeds that try to break out of a page: markup, quotes, overrides of the direction of writing, endless words."""

import hashlib
import json
from pathlib import Path

from tests.workshop import Workshop

ESCAPES = "</pre></p></mark></main></body></html>"
SCRIPT = "<script>window.hacked = true; alert(true)</script>"
IMAGE = """<img src="/hacked.png" onerror="window.hacked = true; alert(true)">"""
DRAWING = """<svg onload="window.hacked = true; alert(true)"><style>* { display: none }</style></svg>"""
ATTRIBUTE = """"'><script>window.hacked = true; alert(true)</script><a title=\""""
REFERENCES = "&lt;b&gt; &amp;amp; &#x3C;script&#x3E; &nosuch; ]]> <!-- {{ 7 * 7 }} {% raw %}"
CONTROLS = "\x0b\x0c\x1b\x85\x9f\u2028\ufffe\uffff\r\nlines\r"
OVERRIDES = "\u202eoverride, never closed \u2066and an isolate"
WORD = "endless" * 430
ODDITIES = "zero\u200bwidth\u200d, e\u0301\u0323\u0327, \U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1f8\U0001f1fb"

WHY = f"a reason {ATTRIBUTE}{DRAWING}{ESCAPES}{OVERRIDES}"
LABEL = f"{ATTRIBUTE}{SCRIPT} & &lt; שלום {WORD}"[:200]
HOLDER = f"""Ruritania'"><script>window.hacked = true; alert(true)</script>&lt;{WORD}"""[:200]
"""Labels are at most this long, and on one printable line."""
TITLE = f"Test data: {ESCAPES}{SCRIPT}\uffff{OVERRIDES}"
HELD = (
    f"On March 3, 2030, {SCRIPT} Ruritania held\u2066 over 1,250 BTC ($100 million).{IMAGE}",
    f"{OVERRIDES} On March 20, 2030 the state of Ruritania held 1,3\u200b00\x1fBTC.{DRAWING}",
    f"On April\x0b2, 2030 the state of Ruritania had １,４００ BTC {ESCAPES}.",
    f"By{OVERRIDES} others, on April 2, 2030 the state of Ruritania had over 1,500 BTC{ATTRIBUTE}.",
)
MEANS = f"a purchase of {WORD} and of {IMAGE}"
SCOPE = f"a trade in {REFERENCES} with {ODDITIES}{CONTROLS} and {OVERRIDES}"
RESOURCE = f"{DRAWING} and {ATTRIBUTE}"
PLANS = f"Ruritania plans {MEANS} soon.\n\nRuritania plans {SCOPE} soon."
CROSSING = (PLANS[: PLANS.index(" with ")], PLANS[PLANS.index("and of") :])
"""Two passages of which neither holds the other, over the end of a paragraph."""
TEXT = "\n\n".join(["", TITLE, *HELD, PLANS, f"It comes from {RESOURCE} soon.\n"])

Value = str | list[str] | dict[str, str]
ENTRIES: list[tuple[str, dict[str, Value]]] = [
    (
        "[document]",
        {
            "id": "test-article",
            "file": "article.txt",
            "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
            "label": LABEL,
            "title": TITLE,
            "published": {"value": "2030-04-30", "why": WHY, "quote": "Test data"},
        },
    ),
    (
        "[[actor]]",
        {
            "id": "ruritania",
            "quote": "the state of Ruritania held",
            "kind": {"value": "state", "why": WHY},
            "name": "Ruritania",
        },
    ),
    (
        "[[reserve_snapshot]]",
        {
            "holder": "ruritania",
            "quote": HELD[0],
            "date": "On March 3, 2030",
            "amount": "1,250 BTC",
            "value_usd": "$100 million",
        },
    ),
    (
        "[[reserve_snapshot]]",
        {
            "holder": "ruritania",
            "quote": HELD[1],
            "date": {"value": "2030-03-20", "why": WHY, "quote": HELD[1]},
            "amount": "1,300 BTC",
        },
    ),
    (
        "[[reserve_snapshot]]",
        {"holder": "ruritania", "quote": HELD[2], "date": "On April 2, 2030", "amount": "1,400 BTC"},
    ),
    (
        "[[reserve_snapshot]]",
        {
            "holder": "ruritania",
            "quote": HELD[3],
            "date": "on April 2, 2030",
            "amount": "over 1,500 BTC",
            "prefer": {"field": "amount", "why": WHY},
        },
    ),
    (
        "[[policy]]",
        {
            "id": "plans",
            "label": f"{WORD[:20]}{LABEL}"[:200],
            "quote": PLANS,
            "actor": "ruritania",
            "status": {"value": "planned", "why": WHY},
            "means": [MEANS],
            "scope": [SCOPE],
            "methods": list(CROSSING),
        },
    ),
    ("[[policy]]", {"id": "plans", "quote": f"It comes from {RESOURCE}", "resource": RESOURCE}),
]

DISPUTED: list[str] = ["policy/plans/status", "policy/plans/resource"]


def toml(value: Value) -> str:
    """A value of TOML on one line; strings are escaped as JSON escapes them."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def hostile(folder: Path) -> Workshop:
    """A workshop with the hostile document and its claims."""
    made = Workshop(folder)
    made.write(
        "entities.toml",
        f'[[entity]]\nid = "ruritania"\nkind = "state"\nlabel = {toml(HOLDER)}\nnames = ["Ruritania"]\n',
    )
    made.document(TEXT)
    made.write(
        "claims/article.toml",
        "\n".join(
            "\n".join([table, *(f"{key} = {toml(value)}" for key, value in keys.items())]) for table, keys in ENTRIES
        ),
    )
    made.write("disputes.toml", "\n".join(["[[dispute]]", f"between = {toml(DISPUTED)}", f"why = {toml(WHY)}"]))
    return made
