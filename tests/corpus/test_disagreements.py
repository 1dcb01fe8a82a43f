"""Two articles about the same purchases and stocks: only what they truly disagree on is a disagreement.

The second rounds, refines, and tells of other purchases, holders and dates as well; all of it is test data.
"""

import hashlib
from pathlib import Path

import pytest

from app.ingest.job import Ingested, ingest
from app.settings import Settings
from tests.corpus.marks import FOLDER

ENTITIES = """
[[entity]]
id = "paraguay"
kind = "state"
label = "Paraguay"
names = ["Paraguay"]

[[entity]]
id = "caja"
kind = "organisation"
label = "Caja"
names = ["Caja Nacional de Previsión"]
"""
HEAD = """
[document]
id = "{id}"
file = "{id}.txt"
sha256 = "{sha256}"
label = "{id}"
published = "{published}"
language = {{value = "{language}", why = "test", quote = "{quote}"}}

[[actor]]
id = "paraguay"
quote = "{quote}"
name = "Paraguay"
"""
REST = '\n[[ignore]]\nfrom = "{first}"\nto = "END"\nwhy = "test"\n'
COST = '[[policy]]\nid = "cost-{what}"\nlabel = "What it cost"\nquote = "{quote}"\namount_usd = "{words}"\n'
BOUGHT = '[[event]]\nid = "bought-{what}"\nlabel = "Bought"\nquote = "{quote}"\namount = "{words}"\ndate = "{date}"\n'
HELD = '[[reserve_snapshot]]\nholder = {holder}\nquote = "{quote}"\namount = "{words}"\ndate = {date}\n'
PARAGUAY = '"paraguay"'


def held(quote: str, words: str, date: str, holder: str = PARAGUAY) -> str:
    return HELD.format(holder=holder, quote=quote, words=words, date=date if date.startswith("{") else f'"{date}"')


WIRE = [
    held("held exactly 9,816 BTC at the close of business on Thursday", "exactly 9,816 BTC", "on Thursday"),
    held("8,086 BTC on December 31, 2030, and", "8,086 BTC", "December 31, 2030"),
    held("6,940 BTC on June 30 last year", "6,940 BTC", "June 30 last year"),
    COST.format(what="march", quote="cost $148.6 million, or", words="$148.6 million"),
    COST.format(what="february", quote="the Treasury paid $55.1 million for 480 BTC", words="$55.1 million"),
    BOUGHT.format(
        what="march", quote="bought about 1,250 bitcoin last week", words="about 1,250 bitcoin", date="last week"
    ),
    BOUGHT.format(
        what="february",
        quote="On Feb. 12 the Treasury paid $55.1 million for 480 BTC",
        words="480 BTC",
        date="On Feb. 12",
    ),
    BOUGHT.format(
        what="december", quote="in December it picked up nearly 900 BTC", words="nearly 900 BTC", date="in December"
    ),
    COST.format(what="budget", quote="That budget allows up to $400 million of purchases", words="up to $400 million"),
]
SECOND = [
    held("on Thursday 13 March, the stock was put at over 9,800 BTC", "over 9,800 BTC", "on Thursday 13 March"),
    held("held 8,160 BTC on 31 December 2030", "8,160 BTC", "on 31 December 2030"),
    held("about 6,900 BTC on 30 June 2030", "about 6,900 BTC", "on 30 June 2030"),
    held(
        "bringing the national reserve to 9,880 BTC, official data showed today", "9,880 BTC",
        '{value = "2031-03-18", why = "today"}',
    ),
    held(
        "the 210 BTC that the Caja had at the end of 2030", "210 BTC", '{value = "2030-12-31", why = "end of 2030"}',
        '{value = "caja", why = "named in the sentence before"}',
    ),
    COST.format(what="march", quote="the Treasury spent US$149m on 1,250 BTC", words="US$149m"),
    COST.format(what="february", quote="it added 480 BTC for US$57.8m", words="US$57.8m"),
    BOUGHT.format(
        what="march",
        quote="It follows a larger order from 3 to 7 March, when the Treasury spent US$149m on 1,250 BTC",
        words="1,250 BTC",
        date="from 3 to 7 March",
    ),
    BOUGHT.format(what="february", quote="On 12 February it added 480 BTC", words="480 BTC", date="On 12 February"),
    BOUGHT.format(
        what="december", quote="It had bought 893 BTC in December 2030 alone", words="893 BTC", date="in December 2030"
    ),
    BOUGHT.format(what="monday", quote="Paraguay bought a further 64 BTC on Monday", words="64 BTC", date="on Monday"),
    '[[actor]]\nid = "caja"\nquote = "the Caja Nacional de Previsión"\nname = "Caja Nacional de Previsión"\n',
]  # fmt: skip
DOCUMENTS = {
    "press-wire": (WIRE, "March 14, 2031", "en-US", "Paraguay tops up bitcoin reserve", "Meridian Wire | Americas"),
    "press-second": (SECOND, "18 March 2031", "en-GB", "Paraguay buys again", "RÍO DE LA PLATA"),
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    seeds = tmp_path_factory.mktemp("two") / "seeds"
    for folder in ("documents", "claims"):
        (seeds / folder).mkdir(parents=True)
    for name, content in (("entities", ENTITIES), ("vocabularies", ""), ("disputes", "")):
        (seeds / f"{name}.toml").write_text(content)
    for name in DOCUMENTS:
        _write(seeds, name)
    return ingest(Settings(seeds=seeds, store=seeds.parent / "store" / "current.db"))


def _write(seeds: Path, name: str) -> None:
    entries, published, language, quote, first = DOCUMENTS[name]
    data = (FOLDER / f"{name}.txt").read_bytes()
    (seeds / "documents" / f"{name}.txt").write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    day = {"March 14, 2031": "Mar 14, 2031"}.get(published, published)
    head = HEAD.format(id=name, sha256=sha256, published=day, language=language, quote=quote)
    (seeds / "claims" / f"{name}.toml").write_text("\n".join([head, *entries, REST.format(first=first)]))


def test_only_what_they_disagree_on_is_a_disagreement(done: Ingested) -> None:
    found = {(each.record, each.field, each.kind) for each in done.holdings.conflicts}
    assert found == {
        ("paraguay-btc-2030-12-31", "amount", "conflict"),
        ("cost-february", "amount_usd", "conflict"),
    }


def test_both_speak_of_what_was_compared(done: Ingested) -> None:
    """Of nothing would be silence."""
    both = [each for each in done.holdings.evidence if len({*_sources(done, each.record, each.field)}) == 2]
    compared = {(each.record, each.field) for each in both if each.record_type not in ("actor", "source")}
    assert {
        *(("paraguay-btc-2031-03-13", "amount"), ("paraguay-btc-2030-06-30", "amount"), ("cost-march", "amount_usd")),
        *(("bought-march", "amount"), ("bought-march", "date"), ("bought-december", "amount")),
        *(("bought-february", "date"), ("bought-december", "date")),
    } <= compared


def _sources(done: Ingested, record: str, field: str) -> list[str]:
    return [claim.source for claim in done.holdings.claims if (claim.record, claim.field) == (record, field)]
