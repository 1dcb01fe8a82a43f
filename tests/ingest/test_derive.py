"""Deriving: what is taken from words, and what is read into them, each with its basis."""

import pytest

from app.ingest.job import Ingested
from app.model.claims import Citation, Claim
from tests.ingest.test_refusals import POLICY
from tests.workshop import ACTOR, REST, SNAPSHOT, TEXT, Workshop


def derived(workshop: Workshop, done: Ingested, field: str, **where: str) -> tuple[Claim, list[Citation]]:
    """The one claim on a field (of a record, if there are several), with its passages."""
    citations = {citation.id: citation for citation in done.holdings.citations}
    (claim,) = [
        claim
        for claim in done.holdings.claims
        if claim.field == field and where.get("record", claim.record) == claim.record
    ]
    return claim, [citations[citation] for citation, _ in claim.citations]


def test_a_hedge_is_read_around_the_typed_figure(workshop: Workshop) -> None:
    """The curator typed the figure alone; the passage and the value hold the hedge all the same."""
    workshop.claims(
        '\n[[reserve_snapshot]]\nholder = "ruritania"\ndate = "On March 3, 2030"\n'
        'quote = "On March 3, 2030, Ruritania announced that it holds over 1,250 BTC ($100 million)"\n'
        'amount = "1,250 BTC"\nvalue_usd = "$100 million"\n'
    )
    claim, (passage, *_) = derived(workshop, workshop.ingest(), "amount", record="ruritania-btc-2030-03-03")
    assert passage.exact == claim.text == "over 1,250 BTC"
    assert (claim.value.qualifier, claim.value.low, claim.value.high) == ("more-than", "1250", None)
    assert claim.basis == "normalised"


def test_an_actor_that_the_quote_names(workshop: Workshop) -> None:
    claim, (passage, quote) = derived(workshop, workshop.ingest(), "holder")
    assert (claim.value.value, claim.basis, claim.rule, passage.exact) == ("ruritania", "normalised", None, "Ruritania")
    assert quote.exact == "On March 20, 2030 the state of Ruritania held 1,300 BTC"


ELSEWHERE = """
[[actor]]
id    = "ruritania"
quote = "On March 3, 2030, Ruritania announced"
name  = "Ruritania"
"""


def test_an_actor_is_not_named_by_a_part_of_another_s_name(workshop: Workshop) -> None:
    text = (workshop.seeds / "entities.toml").read_text()
    excluded = 'names = ["Ruritania"]\nnot = ["state of Ruritania"]'
    workshop.write("entities.toml", text.replace('names = ["Ruritania"]', excluded))
    (finding,) = workshop.refused()
    assert (finding.code, finding.line) == ("unknown-name", workshop.line('name  = "Ruritania"'))


def test_words_do_not_leave_out_the_hedge_of_their_figure(workshop: Workshop) -> None:
    entry = POLICY.replace('capacity = "40 to 60 megawatts"', 'scope = ["60 megawatts of surplus power"]')
    workshop.claims(entry)
    assert [finding.code for finding in workshop.refused()] == ["hedge-cut"]


def test_a_name_inside_a_longer_name_is_no_mention(workshop: Workshop) -> None:
    text = (workshop.seeds / "entities.toml").read_text()
    more = '\n[[entity]]\nid = "bank"\nkind = "organisation"\nlabel = "Bank"\nnames = ["state of Ruritania"]\n'
    workshop.write("entities.toml", text + more)
    workshop.claims(ELSEWHERE, SNAPSHOT, REST, instead=True)
    claim, (mention, quote) = derived(workshop, workshop.ingest(), "holder")
    assert (claim.basis, claim.rule) == ("inferred", "named-before-the-quote")
    assert workshop.text[: mention.start].endswith("On March 3, 2030, ")
    assert quote.exact.startswith("On March 20, 2030 the state of Ruritania")


def test_a_name_that_is_excluded_is_no_mention(workshop: Workshop) -> None:
    """`not` names must never link, not even as a part."""
    text = (workshop.seeds / "entities.toml").read_text()
    excluded = 'names = ["Ruritania"]\nnot = ["state of Ruritania"]'
    workshop.write("entities.toml", text.replace('names = ["Ruritania"]', excluded))
    workshop.claims(ELSEWHERE, SNAPSHOT, REST, instead=True)
    claim, (mention, _) = derived(workshop, workshop.ingest(), "holder")
    assert (claim.basis, claim.rule) == ("inferred", "named-before-the-quote")
    assert workshop.text[: mention.start].endswith("On March 3, 2030, ")


def test_what_is_held_by_a_reading_is_a_reading_too(workshop: Workshop) -> None:
    entry = SNAPSHOT.replace('"1,300 BTC"', '{value = "1,300 BTC", why = "test"}')
    workshop.claims(ACTOR, REST, entry, instead=True)
    claim, _ = derived(workshop, workshop.ingest(), "asset")
    assert (claim.value.value, claim.basis, claim.reason) == ("BTC", "interpreted", "test")


def test_an_actor_that_stands_before_the_quote(workshop: Workshop) -> None:
    """Inferred by a named rule; the last mention is the passage, the quote is the context."""
    workshop.claims(ACTOR, REST, SNAPSHOT.replace("On March 20, 2030 the state of Ruritania ", ""), instead=True)
    workshop.document(
        TEXT.replace("state of Ruritania held 1,300 BTC", "state of Ruritania. In 2029 it held 1,300 BTC")
    )
    workshop.claims(
        ACTOR.replace(" held", ""),
        REST.replace("($100 million)", "the state of Ruritania"),
        '\n[[reserve_snapshot]]\nholder = "ruritania"\nquote = "In 2029 it held 1,300 BTC"\n'
        'date = "In 2029"\namount = "1,300 BTC"\n',
        instead=True,
    )
    claim, (mention, quote) = derived(workshop, workshop.ingest(), "holder", record="ruritania-btc-2029")
    assert (claim.basis, claim.rule) == ("inferred", "named-before-the-quote")
    assert (mention.exact, quote.exact) == ("Ruritania", "In 2029 it held 1,300 BTC")
    assert mention.end < quote.start


def test_a_year_that_the_document_lends(workshop: Workshop) -> None:
    workshop.document(TEXT.replace("On March 20, 2030", "In late March"))
    workshop.claims(ACTOR, REST, SNAPSHOT.replace("On March 20, 2030", "In late March"), instead=True)
    claim, (passage, context) = derived(workshop, workshop.ingest(), "date")
    assert claim.record == "ruritania-btc-2030-03-late"
    assert (claim.value.value, claim.value.precision) == ("2030-03-21/2030-03-31", "month-part")
    assert (claim.basis, claim.rule) == ("inferred", "year-from-document-date")
    assert (passage.exact, context.exact) == ("In late March", "Test data")


@pytest.mark.parametrize(
    ("date", "record"),
    [
        ("2030-03-20", "ruritania-btc-2030-03-20"),
        ("2030-03", "ruritania-btc-2030-03"),
        ("2030", "ruritania-btc-2030"),
        ("2030-03-01/2030-03-05", "ruritania-btc-2030-03-01-to-2030-03-05"),
        ("../2030-03-05", "ruritania-btc-until-2030-03-05"),
    ],
)
def test_a_snapshot_s_id_follows_from_its_key(workshop: Workshop, date: str, record: str) -> None:
    entry = SNAPSHOT.replace('"On March 20, 2030"', f'{{value = "{date}", why = "test"}}')
    workshop.claims(ACTOR, REST, entry, instead=True)
    claim, _ = derived(workshop, workshop.ingest(), "date")
    assert (claim.record, claim.value.value, claim.basis, claim.reason) == (record, date, "interpreted", "test")
    assert claim.text is None


@pytest.mark.parametrize(
    ("field", "value", "stated"),
    [
        ("capacity", '"50 MW"', "50"),
        ("actor", '"ruritania"', "ruritania"),
        ("name", '"Plan of the tests"', "Plan of the tests"),
        ("status", '"planned"', "planned"),
        ("ends", '"2031"', "2031"),
        ("aims", '["power"]', "power"),
        ("parties", '["ruritania"]', "ruritania"),
    ],
)
def test_every_kind_of_reading(workshop: Workshop, field: str, value: str, stated: str) -> None:
    """A reading cites the passage that was read, and says why."""
    quote = "Ruritania plans to mine with 40 to 60 megawatts of surplus power"
    reading = f'{{value = {value}, why = "test"}}'
    workshop.claims(f'\n[[policy]]\nid = "p"\nlabel = "P"\nquote = "{quote}"\n{field} = {reading}\n')
    claim, (passage,) = derived(workshop, workshop.ingest(), field, record="p")
    assert (claim.value.value, claim.basis, claim.reason, passage.exact) == (stated, "interpreted", "test", quote)


@pytest.mark.parametrize("value", ['"nobody"', '"2030-99"', '"fifty"'])
def test_readings_that_a_field_cannot_hold(workshop: Workshop, value: str) -> None:
    field = {'"nobody"': "actor", '"2030-99"': "ends", '"fifty"': "capacity"}[value]
    entry = '\n[[policy]]\nid = "p"\nlabel = "P"\nquote = "Ruritania plans to mine"\n'
    workshop.claims(f'{entry}{field} = {{value = {value}, why = "test"}}\n')
    (finding,) = workshop.refused()
    assert finding.code in ("unknown-entity", "unreadable-date", "unreadable-quantity", "wrong-unit")
    assert f"{field} = " in (workshop.seeds / finding.file).read_text().splitlines()[finding.line - 1]


def test_a_source_s_own_reading_needs_a_quote(workshop: Workshop) -> None:
    head = '\n[document]\nid = "test-article"\nfile = "article.txt"\nsha256 = "{sha256}"\nlabel = "T"\n'
    workshop.claims(head=head + 'rank = {{value = "primary", why = "test"}}\n')
    (finding,) = workshop.refused()
    assert (finding.code, finding.line) == ("bad-value", 7)
    assert "quote" in finding.mend


def test_the_words_of_a_list(workshop: Workshop) -> None:
    entry = '\n[[policy]]\nid = "p"\nlabel = "P"\nquote = "Ruritania plans to mine with 40 to 60 megawatts"\n'
    workshop.claims(f'{entry}parties = ["ruritania"]\ndesign = ["plans to mine", "40 to 60 megawatts"]\n')
    done = workshop.ingest()
    stated = [claim.value.value for claim in done.holdings.claims if claim.field == "design"]
    assert stated == ["plans to mine", "40 to 60 megawatts"]


@pytest.mark.parametrize("missing", ["holder", "amount"])
def test_a_snapshot_without_its_key(workshop: Workshop, missing: str) -> None:
    lines = [line for line in SNAPSHOT.splitlines() if not line.startswith(missing)]
    workshop.claims(ACTOR, REST, "\n".join(lines), instead=True)
    (finding,) = workshop.refused()
    assert finding.code == "no-reserve-key"
