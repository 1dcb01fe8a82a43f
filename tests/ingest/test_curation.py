"""The curation of the two seed documents against a reading of them by hand: 183 facts, 38 disagreements."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from app.ingest.job import Ingested
from app.model.claims import Claim, Evidence

READING = Path(__file__).parent.parent / "reading"
FACTS = json.loads((READING / "facts.json").read_text())


def test_the_reading_is_whole() -> None:
    assert len(FACTS) == 183
    assert [fact["id"] for fact in FACTS if "set_aside" not in fact and "claim" not in fact] == []


@pytest.mark.parametrize("fact", FACTS, ids=[fact["id"] for fact in FACTS])
def test_each_fact_is_served_or_set_aside(published: Ingested, fact: dict[str, object]) -> None:
    """A claim on the right field quotes the passage and states the value; or a reason covers the passage."""
    held = published.holdings
    start, end = fact["start"], fact["end"]
    if "set_aside" in fact:
        spans = [(s.start, s.end) for s in held.set_aside if s.source == fact["source"] and s.why]
        assert any(first <= start and end <= last for first, last in spans)  # type: ignore[operator]
        return
    passages = {citation.id: (citation.start, citation.end) for citation in held.citations}
    claims = [
        claim
        for claim in held.claims
        if f"{claim.record_type}/{claim.record}/{claim.field}" == fact["claim"] and claim.source == fact["source"]
    ]
    quoting = [claim for claim in claims if _nested(passages[claim.citations[0][0]], (start, end))]
    assert quoting
    for expected in fact.get("states", []):  # type: ignore[attr-defined]
        assert any(expected in (c.value.value, c.value.low, c.value.high) for c in quoting)


def _nested(a: tuple[int, int], b: tuple[object, object]) -> bool:
    return (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1])  # type: ignore[operator]


SNAPSHOT = "reserve_snapshot/el-salvador-btc-2025-07-17"
AGREEMENT = "policy/pk-sv-agreement"
POWER = "policy/pk-mining-power"
# disagreement: (the field, how its sources stand, values of which every pair has this verdict)
FOUND_BY_RULE: dict[str, tuple[str, str, tuple[str, ...], str | None]] = {
    "C01": (f"{SNAPSHOT}/amount", "disputed", ("6,239 BTC", "6,240 BTC"), "conflict"),
    "C02": (f"{SNAPSHOT}/amount", "disputed", ("6,239 BTC", "over 6,240 BTC"), "conflict"),
    "C03": (f"{SNAPSHOT}/amount", "disputed", ("6,240 BTC", "over 6,240 BTC"), "conflict"),
    "C04": (f"{SNAPSHOT}/value_usd", "disputed", ("over $800 million", "≈ $751.8 million"), "conflict"),
    "C05": (f"{SNAPSHOT}/value_usd", "disputed", ("over $800 million", "$752 million"), "conflict"),
    "C06": (f"{SNAPSHOT}/value_usd", "disputed", ("$752 million", "≈ $751.8 million"), "agree-rounding"),
    "C09": ("actor/bilal-bin-saqib/role", "disputed", (), "differs-in-words"),
    "C10": ("actor/bilal-bin-saqib/name", "agreed", ("Bilal Bin Saqib", "Bilal bin Saqib"), None),
    "C11": (
        "actor/pk-digital-assets-authority/name",
        "disputed",
        ("Pakistan Digital Assets Authority", "Pakistan Digital Asset Authority"),
        "differs-in-words",
    ),
    "C12": (
        "actor/pk-digital-assets-authority/name",
        "disputed",
        ("Pakistan Digital Assets Authority", "Digital Asset Authority"),
        "differs-in-words",
    ),
    "C13": ("event/pk-digital-assets-authority-launch/status", "agreed", ("sets up", "launched"), None),
    "C14": ("event/pk-digital-assets-authority-launch/date", "agreed", ("in May", "in May 2025"), None),
    "C15": ("event/pk-digital-assets-authority-launch/described_as", "complementary", (), None),
    "C16": ("actor/pk-digital-assets-authority/mandate", "complementary", (), None),
    "C17": ("event/pk-sv-diplomatic-ties/status", "disputed", ("have formalized", "to establish"), "conflict"),
    "C18": ("event/pk-sv-diplomatic-ties/status", "disputed", ("to establish", "formalizing"), "conflict"),
    "C19": (f"{AGREEMENT}/called", "complementary", (), None),
    "C20": ("event/pk-sv-meeting/sequence", "disputed", (), "conflict"),
    "C21": ("event/pk-sv-letter-of-intent/date", "single-source", ("On July 17, 2025",), None),
    "C22": (f"{AGREEMENT}/scope", "disputed", (), None),  # complementary, but for the dispute of C23
    "C24": (f"{POWER}/purpose", "disputed", ("mining operations", "mining and AI data centers"), "differs-in-words"),
    "C25": (f"{POWER}/name", "single-source", ("Energy Allocation for Mining",), None),
    "C26": (f"{POWER}/resource", "disputed", ("energy", "surplus electricity"), "differs-in-words"),
    "C27": (f"{POWER}/part_of", "disputed", (), "differs-in-words"),
    "C29": (f"{POWER}/status", "disputed", ("allocates", "IMF approval remains critical"), "conflict"),
    "C30": ("policy/imf-pk-program/called", "complementary", (), None),
    "C31": ("policy/imf-pk-program/ends", "single-source", ("through 2027",), None),
    "C32": ("policy/sv-bitcoin-accumulation/status", "single-source", ("continues to",), None),
    "C34": (
        "policy/pk-digital-asset-regulation/status",
        "disputed",
        ("taking shape", "regulatory uncertainty"),
        "conflict",
    ),
    "C35": ("event/sv-bitcoin-legal-tender-adoption/date", "refined", ("in 2021", "in September 2021"), None),
    "C36": (
        "indicator/pk-digital-asset-users/value",
        "agreed",
        ("Around 20 to 40 million Pakistanis are estimated", "An estimated 20-40 million Pakistanis"),
        None,
    ),
    "C37": ("policy/pk-national-bitcoin-reserve/date", "single-source", ("In May",), None),
    "C38": ("policy/pk-national-bitcoin-reserve/design", "complementary", (), None),
}
FOUND_BY_CHECK = {
    "C07": ("implied-price", "el-salvador-btc-2025-01-01"),
    "C08": ("explained-change", "el-salvador-btc-2025-07-early"),
}
WRITTEN_BY_HAND = {
    "C23": (f"{AGREEMENT}/means", f"{AGREEMENT}/scope"),
    "C28": ("policy/imf-pk-subsidised-power/status", f"{POWER}/depends_on"),
    "C33": ("policy/sv-public-purchases/status", "event/sv-btc-purchase-2025-06/status"),
}


def test_all_38_are_accounted_for() -> None:
    known = {**FOUND_BY_RULE, **FOUND_BY_CHECK, **WRITTEN_BY_HAND}
    assert sorted(known) == [f"C{number:02}" for number in range(1, 39)]


def _evidence(published: Ingested, path: str) -> Evidence:
    return next(e for e in published.holdings.evidence if f"{e.record_type}/{e.record}/{e.field}" == path)


def _claims(published: Ingested, evidence: Evidence) -> list[Claim]:
    claims = {claim.id: claim for claim in published.holdings.claims}
    return [claims[claim] for claim, _, _ in evidence.claims]


@pytest.mark.parametrize("name", FOUND_BY_RULE)
def test_what_the_rules_make_of_a_disagreement(published: Ingested, name: str) -> None:
    path, agreement, words, verdict = FOUND_BY_RULE[name]
    evidence = _evidence(published, path)
    assert evidence.agreement == agreement
    claims = _claims(published, evidence)
    assert set(words) <= {claim.text for claim in claims}
    if verdict is None:
        found = [c.found_by for c in published.holdings.conflicts if c.id == evidence.conflict]
        assert found in ([], ["curator"])
        return
    conflict = next(c for c in published.holdings.conflicts if c.id == evidence.conflict)
    named = {claim.id for claim in claims if not words or claim.text in words}
    pairs = [v for a, b, v in conflict.pairs if {a, b} <= named and claims_differ(claims, a, b)]
    assert pairs
    assert set(pairs) == {verdict}


def claims_differ(claims: list[Claim], a: str, b: str) -> bool:
    by_id = {claim.id: claim for claim in claims}
    return by_id[a].value != by_id[b].value


@pytest.mark.parametrize("name", FOUND_BY_CHECK)
def test_what_the_checks_find(published: Ingested, name: str) -> None:
    check, record = FOUND_BY_CHECK[name]
    (found,) = [c for c in published.holdings.checks if (c.name, c.record) == (check, record)]
    assert found.outcome == "accepted"
    assert found.accepted_because


@pytest.mark.parametrize("name", WRITTEN_BY_HAND)
def test_what_a_curator_wrote(published: Ingested, name: str) -> None:
    fields = WRITTEN_BY_HAND[name]
    claims = {claim.id: claim for claim in published.holdings.claims}
    conflicts = [c for c in published.holdings.conflicts if c.found_by == "curator"]
    found = [
        c
        for c in conflicts
        if {f"{claims[i].record_type}/{claims[i].record}/{claims[i].field}" for i in c.claims} == set(fields)
    ]
    assert len(found) == 1
    assert {_evidence(published, path).agreement for path in fields} == {"disputed"}


def test_nothing_is_invented_on_top(published: Ingested) -> None:
    """Every conflict served is one that the reading by hand knows."""
    known = {path for path, agreement, _, verdict in FOUND_BY_RULE.values() if verdict is not None}
    served = {f"{c.record_type}/{c.record}/{c.field}" for c in published.holdings.conflicts if c.found_by == "rule"}
    assert served == known
    assert len([c for c in published.holdings.conflicts if c.found_by == "curator"]) == len(WRITTEN_BY_HAND)


def test_the_four_dated_holdings(published: Ingested) -> None:
    rows = published.holdings.records["reserve_snapshot"]
    assert [(r["date_start"], r["date_end"], r["date_precision"], r["amount"]) for r in rows] == [
        ("2025-01-01", "2025-01-01", "day", "6000"),
        ("2025-04-15", "2025-04-15", "day", "6158"),
        ("2025-07-17", "2025-07-17", "day", "6240"),
        ("2025-07-01", "2025-07-10", "month-part", "6228"),
    ]
    last = rows[2]
    assert (last["value_usd"], last["value_usd_low"], last["value_usd_high"]) == ("751800000", "751750000", "751850000")
    assert (rows[0]["value_usd_qualifier"], rows[0]["price_usd"]) == ("approximately", "92595")


def test_the_undated_holdings_stand_beside_the_last(published: Ingested) -> None:
    evidence = _evidence(published, f"{SNAPSHOT}/amount")
    assert evidence.rule == "dated-beats-undated"
    claims = {claim.id: claim for claim in published.holdings.claims}
    shown = [(claims[c].text, place, verdict) for c, place, verdict in evidence.claims]
    assert shown == [
        ("6,240 BTC", "shown", None),
        ("6,239 BTC", "alternative", "conflict"),
        ("over 6,240 BTC", "alternative", "conflict"),
    ]


def test_no_two_claims_of_a_conflict_are_the_same(published: Ingested) -> None:
    for conflict in published.holdings.conflicts:
        assert all(a != b for a, b in combinations(conflict.claims, 2))


def test_a_conflict_says_who_says_what(published: Ingested) -> None:
    reasons = {f"{c.record}.{c.field}": c.reason for c in published.holdings.conflicts}
    assert reasons["el-salvador-btc-2025-07-17.amount"].startswith(
        "crypto-alliance says «6,239 BTC», undated; forging-bitcoin-diplomacy says «over 6,240 BTC», undated; "
        "forging-bitcoin-diplomacy says «6,240 BTC». "
    )
    assert "crypto-alliance is read as «national Bitcoin reserve»" in reasons["pk-mining-power.part_of"]
