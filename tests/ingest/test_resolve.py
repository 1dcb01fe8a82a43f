"""Resolution, disputes and checks on invented statements: each rule decides where it should, and is named."""

import hashlib
import random
import re
import shutil
from pathlib import Path

import pytest

from app.ingest.job import Ingested, ingest
from app.model.claims import Check, Claim, Conflict, Evidence
from app.settings import ROOT, Settings
from tests.workshop import ACTOR, DOCUMENT, REST, SNAPSHOT, TEXT, Workshop

OVER = """
[[reserve_snapshot]]
id     = "ruritania-btc-2030-03-20"
holder = "ruritania"
quote  = "Ruritania announced that it holds over 1,250 BTC ($100 million)"
amount = "1,250 BTC"
"""
SECOND = """
[document]
id        = "a-second-article"
file      = "second.txt"
sha256    = "{sha256}"
label     = "A second test article"
published = {{value = "{published}", why = "test", quote = "Test data"}}
rank      = {{value = "{rank}", why = "test", quote = "Test data"}}

[[reserve_snapshot]]
holder = "ruritania"
quote  = "On March 20, 2030 Ruritania held {amount}"
date   = "On March 20, 2030"
amount = "{amount}"
"""


def second(workshop: Workshop, amount: str, rank: str = "aggregator", published: str = "2030-04-01") -> None:
    """Another article that states a holding of the same day."""
    text = f"Test data. On March 20, 2030 Ruritania held {amount}.\n"
    workshop.write("documents/second.txt", text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    workshop.write("claims/second.toml", SECOND.format(sha256=sha256, amount=amount, rank=rank, published=published))


def evidence(done: Ingested, field: str = "amount", record: str = "ruritania-btc-2030-03-20") -> Evidence:
    return next(e for e in done.holdings.evidence if (e.record, e.field) == (record, field))


def shown(done: Ingested, found: Evidence) -> Claim:
    return next(claim for claim in done.holdings.claims if claim.id == found.claims[0][0])


def test_one_statement_leaves_nothing_to_decide(workshop: Workshop) -> None:
    found = evidence(workshop.ingest())
    assert (found.agreement, found.rule, found.conflict) == ("single-source", None, None)


def test_two_sources_that_agree(workshop: Workshop) -> None:
    second(workshop, "1,300 BTC")
    found = evidence(workshop.ingest())
    assert (found.agreement, found.rule) == ("agreed", None)
    assert [place for _, place, _ in found.claims] == ["shown", "corroborating"]


def test_two_passages_of_one_source_are_one_source(workshop: Workshop) -> None:
    workshop.document(TEXT.replace("1,250 BTC", "1,300 BTC") + "In all 1,300 BTC.\n")
    again = SNAPSHOT.replace("On March 20, 2030 the state of Ruritania held", "In all").replace(
        'date   = "On March 20, 2030"\n', 'id     = "ruritania-btc-2030-03-20"\n'
    )
    workshop.claims(again)
    assert evidence(workshop.ingest()).agreement == "single-source"


def test_dated_beats_undated(workshop: Workshop) -> None:
    """An undated stock takes its document's date, and stands back behind a dated one."""
    workshop.claims(OVER)
    done = workshop.ingest()
    found = evidence(done)
    assert (found.agreement, found.rule) == ("refined", "dated-beats-undated")
    when = evidence(done, "date")
    assert when.agreement == "disputed"  # published on April 1, stated for March 20
    undated = next(c for c in done.holdings.claims if c.rule == "undated-takes-document-date")
    assert (undated.basis, undated.value.value, undated.text) == ("inferred", "2030-04-01", None)
    assert [support for _, support in undated.citations] == ["value", "context"]


def test_a_curator_s_decision_beats_every_rule(workshop: Workshop) -> None:
    workshop.claims(OVER + 'prefer = {field = "amount", why = "the ministry said so"}\n')
    found = evidence(workshop.ingest())
    assert (found.rule, found.decided_by, found.reason) == ("curator-decision", "curator", "the ministry said so")


@pytest.mark.parametrize(
    ("rank", "published", "amount", "rule", "value"),
    [
        ("primary", "2030-04-01", "1,400 BTC", "rank-of-source", "1400"),
        ("aggregator", "2030-04-01", "1,300.25 BTC", "more-precise", "1300.25"),
        ("aggregator", "2030-05-01", "1,400 BTC", "newer", "1400"),
        ("aggregator", "2030-04-01", "1,400 BTC", "undecided", "1400"),
    ],
)
def test_the_rules_in_their_order(
    workshop: Workshop, rank: str, published: str, amount: str, rule: str, value: str
) -> None:
    second(workshop, amount, rank, published)
    done = workshop.ingest()
    found = evidence(done)
    assert (found.rule, shown(done, found).value.value) == (rule, value)
    assert found.reason


def test_a_resolution_deletes_nothing(workshop: Workshop) -> None:
    second(workshop, "1,400 BTC")
    done = workshop.ingest()
    assert len(evidence(done).claims) == 2
    (conflict,) = done.holdings.conflicts
    assert (conflict.kind, conflict.found_by, len(conflict.claims)) == ("conflict", "rule", 2)


@pytest.mark.parametrize(("amount", "conflicts"), [("1,300.4 BTC", 0), ("about 1,000 BTC", 0), ("1,301 BTC", 1)])
def test_rounding_is_no_disagreement(workshop: Workshop, amount: str, conflicts: int) -> None:
    second(workshop, amount)
    assert len(workshop.ingest().holdings.conflicts) == conflicts


def _at(workshop: Workshop, day: str, amount: str) -> Ingested:
    """The valid snapshot of March 20 and another one."""
    workshop.document(TEXT + f"On {day} Ruritania had {amount}.\n")
    other = f'\n[[reserve_snapshot]]\nholder = "ruritania"\nquote = "On {day} Ruritania had {amount}"\n'
    workshop.claims(f'{other}date = "On {day}"\namount = "{amount}"\n')
    return workshop.ingest()


@pytest.mark.parametrize(
    ("day", "amount", "kinds"),
    [
        ("April 10, 2030", "1,700 BTC", ["implausible-jump"]),
        ("April 10, 2030", "1,000 BTC", ["implausible-jump"]),
        ("April 10, 2030", "1,600 BTC", []),
        ("April 20, 2030", "1,700 BTC", ["implausible-jump"]),
        ("April 21, 2030", "1,700 BTC", []),
    ],
)
def test_implausible_jumps(workshop: Workshop, day: str, amount: str, kinds: list[str]) -> None:
    """More than a quarter within 31 days; a month later it is a change like any other."""
    done = _at(workshop, day, amount)
    assert [c.kind for c in done.holdings.conflicts] == kinds
    later = next(e for e in done.holdings.evidence if e.field == "amount" and "04" in e.record)
    assert later.agreement == ("disputed" if kinds else "single-source")


def test_a_dispute_written_by_a_curator(workshop: Workshop) -> None:
    text = '[[dispute]]\nbetween = ["actor/ruritania/name=Ruritania", "actor/ruritania/kind"]\nwhy = "test"\n'
    workshop.write("disputes.toml", text)
    done = workshop.ingest()
    (conflict,) = done.holdings.conflicts
    assert (conflict.kind, conflict.found_by, conflict.reason) == ("disputed", "curator", "test")
    assert [verdict for _, _, verdict in conflict.pairs] == ["disputed"]
    assert evidence(done, "kind", "ruritania").agreement == "disputed"


def _checks(done: Ingested, name: str) -> list[Check]:
    return [check for check in done.holdings.checks if check.name == name]


def _priced(workshop: Workshop, price: str, value: str, tail: str = "") -> Ingested:
    workshop.document(f"Test data: the state of Ruritania held it.\nMay 1, 2030: 1,000 BTC ({value} at {price}).\n")
    entry = (
        '\n[[reserve_snapshot]]\nholder = "ruritania"\n'
        f'quote = "May 1, 2030: 1,000 BTC ({value} at {price})"\ndate = "May 1, 2030"\namount = "1,000 BTC"\n'
        f'value_usd = "{value}"\nprice_usd = "{price}"\n{tail}'
    )
    workshop.claims(ACTOR, entry, instead=True)
    return workshop.ingest()


@pytest.mark.parametrize(
    ("price", "value", "outcome"),
    [
        ("$90,000/BTC", "$90 million", "passed"),
        ("$90,449/BTC", "$90 million", "passed"),
        ("$90,000/BTC", "$95 million", "failed"),
        ("$90,000/BTC", "over $80 million", "passed"),
        ("$90,000/BTC", "over $95 million", "failed"),
    ],
)
def test_amount_times_price(workshop: Workshop, price: str, value: str, outcome: str) -> None:
    (check,) = _checks(_priced(workshop, price, value), "implied-price")
    assert check.outcome == outcome
    assert len(check.claims) == 3
    assert "1,000 x 90," in check.statement


def test_a_failed_check_is_accepted_with_a_reason_only(workshop: Workshop) -> None:
    tail = 'accept = {check = "implied-price", why = "the source counts differently"}\n'
    (check,) = _checks(_priced(workshop, "$90,000/BTC", "$95 million", tail), "implied-price")
    assert (check.outcome, check.accepted_because) == ("accepted", "the source counts differently")


PURCHASE = """
[[event]]
id      = "purchase"
label   = "Purchase"
quote   = "On April 2, 2030 Ruritania bought {amount}"
kind    = {{value = "{kind}", why = "test"}}
date    = "On April 2, 2030"
parties = ["ruritania"]
amount  = "{amount}"
"""


@pytest.mark.parametrize(("bought", "outcome"), [("100 BTC", "passed"), ("60 BTC", "failed")])
def test_changes_are_explained_by_purchases(workshop: Workshop, bought: str, outcome: str) -> None:
    more = f"On April 2, 2030 Ruritania bought {bought}. On April 9, 2030 Ruritania had 1,400 BTC.\n"
    workshop.document(TEXT + more)
    later = SNAPSHOT.replace("March 20, 2030", "April 9, 2030").replace("the state of Ruritania held", "Ruritania had")
    workshop.claims(later.replace("1,300", "1,400"), PURCHASE.format(amount=bought, kind="purchase"))
    (check,) = _checks(workshop.ingest(), "explained-change")
    assert check.outcome == outcome
    assert "changes by 100" in check.statement


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("announcement", ("100 BTC", "100 BTC")),
        ("purchase", ("100 BTC", "about 100 BTC")),
        ("purchase", ("On April 2, 2030", "On April 12, 2030")),
    ],
)
def test_only_purchases_in_between_that_add_up_are_counted(
    workshop: Workshop, kind: str, change: tuple[str, str]
) -> None:
    """An announcement is no purchase, an estimate adds up to nothing, and what comes later explains nothing."""
    more = "On April 2, 2030 Ruritania bought 100 BTC. On April 9, 2030 Ruritania had 1,400 BTC.\n"
    workshop.document(TEXT + more.replace(*change))
    later = SNAPSHOT.replace("March 20, 2030", "April 9, 2030").replace("the state of Ruritania held", "Ruritania had")
    workshop.claims(later.replace("1,300", "1,400"), PURCHASE.format(amount="100 BTC", kind=kind).replace(*change))
    assert _checks(workshop.ingest(), "explained-change") == []


def test_a_part_of_a_month_may_hold_the_day_before_it(workshop: Workshop) -> None:
    """July 17, then mid-July: the list may well be in order."""
    done = _at_date(workshop, "mid-March 2030")
    (check,) = _checks(done, "dates-in-order")
    assert check.outcome == "passed"


def _at_date(workshop: Workshop, date: str) -> Ingested:
    workshop.document(TEXT + f"In {date} Ruritania had 1,290 BTC.\n")
    entry = f'\n[[reserve_snapshot]]\nholder = "ruritania"\nquote = "In {date} Ruritania had 1,290 BTC"\n'
    workshop.claims(f'{entry}date = "In {date}"\namount = "1,290 BTC"\n')
    return workshop.ingest()


def test_a_source_that_reports_what_came_after_it(workshop: Workshop) -> None:
    workshop.claims(ACTOR, SNAPSHOT, REST, head=DOCUMENT.replace("2030-04-01", "2030-03-01"), instead=True)
    (check,) = _checks(workshop.ingest(), "dated-by-publication")
    assert check.outcome == "failed"


def test_a_list_out_of_order(workshop: Workshop) -> None:
    (check,) = _checks(_at(workshop, "March 1, 2030", "1,290 BTC"), "dates-in-order")
    assert check.outcome == "failed"


def test_a_policy_that_ends_before_it_begins(workshop: Workshop) -> None:
    workshop.document(TEXT + "The plan of May 2031 runs through 2030.\n")
    workshop.claims(
        '\n[[policy]]\nid = "plan"\nlabel = "Plan"\nquote = "The plan of May 2031 runs through 2030"\n'
        'date = "May 2031"\nends = "through 2030"\n'
    )
    (check,) = _checks(workshop.ingest(), "dates-in-order")
    assert (check.record_type, check.outcome) == ("policy", "failed")


def test_a_negation_is_no_refinement(workshop: Workshop) -> None:
    workshop.document(TEXT + "It is a binding pact. It is not a binding pact.\n")
    entry = '\n[[policy]]\nid = "p"\nlabel = "P"\nquote = "It is {0}"\nname = "{0}"\n'
    workshop.claims(entry.format("a binding pact"), entry.format("not a binding pact"))
    (conflict,) = workshop.ingest().holdings.conflicts
    assert conflict.kind == "differs-in-words"


def test_losers_that_disagree_are_a_conflict_too(workshop: Workshop) -> None:
    """The shown range agrees with both points; they do not agree with each other."""
    workshop.document(TEXT + "It has 10-20 MW. It has 11 MW. It has 19 MW.\n")
    entry = '\n[[policy]]\nid = "p"\nlabel = "P"\nquote = "It has {0}"\ncapacity = "{0}"\n'
    prefer = 'prefer = {field = "capacity", why = "test"}\n'
    workshop.claims(entry.format("10-20 MW") + prefer, entry.format("11 MW"), entry.format("19 MW"))
    done = workshop.ingest()
    found = evidence(done, "capacity", "p")
    assert (found.agreement, [verdict for _, _, verdict in found.claims]) == ("disputed", [None, "refines", "refines"])
    (conflict,) = done.holdings.conflicts
    assert len(conflict.claims) == 2


def test_an_actor_of_an_alternative_needs_a_record_too(workshop: Workshop) -> None:
    second(workshop, "1,300 BTC")
    path = workshop.seeds / "claims/second.toml"
    why = 'holder = {value = "syldavia", why = "test"}'
    path.write_text(path.read_text().replace('holder = "ruritania"', f'id = "ruritania-btc-2030-03-20"\n{why}'))
    assert {finding.code for finding in workshop.refused()} == {"actor-without-record"}


def test_a_snapshot_with_an_id_still_needs_its_key(workshop: Workshop) -> None:
    workshop.claims('\n[[reserve_snapshot]]\nid = "x"\nquote = "On March 20, 2030"\ndate = "On March 20, 2030"\n')
    assert "no-reserve-key" in {finding.code for finding in workshop.refused()}


def test_who_holds_and_what_is_held_decide_what_a_purchase_explains(workshop: Workshop) -> None:
    more = "On April 2, 2030 Syldavia bought 100 BTC. On April 9, 2030 Ruritania had 1,400 BTC.\n"
    workshop.document(TEXT + more)
    later = SNAPSHOT.replace("March 20, 2030", "April 9, 2030").replace("the state of Ruritania held", "Ruritania had")
    other = PURCHASE.format(amount="100 BTC", kind="purchase").replace("Ruritania", "Syldavia")
    syldavia = '\n[[actor]]\nid = "syldavia"\nquote = "Syldavia bought"\nname = "Syldavia"\n'
    workshop.claims(later.replace("1,300", "1,400"), other.replace('"ruritania"', '"syldavia"'), syldavia)
    assert _checks(workshop.ingest(), "explained-change") == []


@pytest.mark.parametrize("seed", range(5))
def test_files_and_entries_in_any_order_give_the_same_digest(published: Ingested, tmp_path: Path, seed: int) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(ROOT / "seeds", seeds)
    shuffle = random.Random(seed)
    for number, path in enumerate(sorted((seeds / "claims").iterdir(), reverse=True)):
        head, *entries = re.split(r"\n(?=\[\[)", path.read_text())
        shuffle.shuffle(entries)
        path.unlink()
        (seeds / "claims" / f"{number}.toml").write_text("\n".join([head, *entries]) + "\n")
    assert ingest(Settings(store=tmp_path / "store" / "current.db", seeds=seeds)).digest == published.digest


def test_ids_do_not_depend_on_order(workshop: Workshop) -> None:
    """Entries in another order are the same claims, evidence and conflicts."""
    second(workshop, "1,400 BTC")
    first = workshop.ingest().holdings
    workshop.claims(REST, SNAPSHOT, ACTOR, instead=True)
    other = workshop.ingest().holdings
    assert {c.id for c in first.claims} == {c.id for c in other.claims}
    assert sorted(map(_identity, first.conflicts)) == sorted(map(_identity, other.conflicts))
    assert first.evidence == other.evidence


def _identity(conflict: Conflict) -> tuple[str, tuple[str, ...]]:
    return conflict.id, conflict.claims
