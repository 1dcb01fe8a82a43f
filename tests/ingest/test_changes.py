"""Changes: what an ingestion would change, told by what it is about, and nothing else."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from app.errors import StoreUnusable
from app.ingest.change_notes import notes
from app.ingest.changes import Changes, RecordChange, changes, changes_at, counted, document
from app.ingest.job import Ingested, read_seeds
from app.settings import ROOT
from app.store.reader import Reader
from app.store.whole import holdings
from tests.workshop import ACTOR, DOCUMENT, ENTITIES, REST, SNAPSHOT, TEXT, VOCABULARIES, Workshop

POLICY = """
[[policy]]
id     = "ruritania-mining"
label  = "Ruritania: mining"
quote  = "Ruritania plans to mine with 40 to 60 megawatts of surplus power"
actor  = "ruritania"
status = "plans to"
aims   = ["mine", "surplus power"]
"""
OTHER = """
[[reserve_snapshot]]
id     = "ruritania-btc-2030-03-20"
holder = "ruritania"
quote  = "Ruritania announced that it holds over 1,250 BTC ($100 million)"
date   = {value = "2030-03-20", why = "test"}
amount = {value = "1,250 BTC", why = "test"}
"""
SHRUNK = """
[[policy]]
id     = "ruritania-plan"
label  = "Ruritania: a plan that ends before it begins"
quote  = "Ruritania plans to mine with 40 to 60 megawatts of surplus power"
actor  = "ruritania"
date   = {value = "2030-02-01", why = "test"}
ends   = {value = "2030-01-01", why = "test"}
"""
READ = SNAPSHOT.replace('"1,300 BTC"\n', '{value = "1,301 BTC", why = "a slip of the pen"}\n')
RECORD = "ruritania-btc-2030-03-20"


@pytest.fixture
def served(workshop: Workshop) -> Iterator[Reader]:
    """The invented document, published with one policy besides."""
    workshop.claims(POLICY)
    workshop.ingest()
    with closing(Reader.open(workshop.settings.store)) as reader:
        yield reader


def _found(workshop: Workshop, reader: Reader) -> Changes:
    return changes(reader, read_seeds(workshop.seeds)[0])


def _held(reader: Reader) -> dict[str, int]:
    held = holdings(reader)
    return {"claims": len(held.claims), "conflicts": len(held.conflicts), "checks": len(held.checks)}


def _only(found: Changes) -> RecordChange:
    (record,) = found.records
    assert (found.set_aside, found.words) == ((), ())
    return record


def _lines(found: Changes) -> str:
    return "\n".join(notes(found))


def test_what_is_served_already_is_no_change(workshop: Workshop, served: Reader) -> None:
    found = _found(workshop, served)
    assert not found
    assert found == Changes(served.digest, (), (), ())
    assert _lines(found) == f"compared with the data set {served.digest[:12]} that is served\nnothing changes"


def test_the_seeds_are_what_is_served(reader: Reader) -> None:
    assert not changes(reader, read_seeds(ROOT / "seeds")[0])


def test_what_is_served_is_found_by_its_link(workshop: Workshop) -> None:
    held = read_seeds(workshop.seeds)[0]
    assert changes_at(workshop.settings, held) == changes(None, held)
    workshop.ingest()
    assert not changes_at(workshop.settings, held)
    workshop.settings.store.resolve().unlink()
    with pytest.raises(StoreUnusable, match="cannot be read"):
        changes_at(workshop.settings, held)


def test_without_a_store_everything_is_added(published: Ingested) -> None:
    held = published.holdings
    found = changes(None, held)
    assert (found.dataset, bool(found)) == (None, True)
    counts = counted(found)
    assert {name: each.pop("added") for name, each in counts.items()} == {
        "records": sum(map(len, held.records.values())),
        "claims": len(held.claims),
        "disagreements": len(held.conflicts),
        "checks": len(held.checks),
        "set_aside": len(held.set_aside),
        "words": len(held.words),
    }
    assert all(each == {"changed": 0, "removed": 0} for each in counts.values())
    assert _lines(found).startswith("compared with nothing: there is no store yet\nrecords: 40 added\n")


def test_a_record_is_added(workshop: Workshop) -> None:
    workshop.ingest()
    workshop.claims(POLICY)
    with closing(Reader.open(workshop.settings.store)) as reader:
        found = _found(workshop, reader)
    record = _only(found)
    assert (record.change, record.record_type, record.record) == ("added", "policy", "ruritania-mining")
    assert [(each.change, each.of) for each in record.fields] == [
        ("added", name) for name in ("label", "actor", "status", "aims")
    ]
    status = record.fields[2].after
    assert status is not None
    assert status.cells == {"status": "planned"}
    assert [(each.words, each.source) for each in status.said] == [("plans to", "test-article")]
    assert "+ policy/ruritania-mining «Ruritania: mining»" in _lines(found)
    assert "    + status: «plans to» = planned (test-article)" in _lines(found)
    assert "    + aims: «mine» (test-article), «surplus power» (test-article)" in _lines(found)
    assert "claim" not in _lines(found).partition("+ policy")[2]


def test_a_record_is_removed(workshop: Workshop, served: Reader) -> None:
    workshop.claims()
    found = _found(workshop, served)
    assert _only(found).change == "removed"
    assert {each.change for each in _only(found).fields} == {"removed"}
    assert {each.change for each in _only(found).claims} == {"removed"}
    assert counted(found)["claims"] == {"added": 0, "changed": 0, "removed": 4}
    assert "- policy/ruritania-mining «Ruritania: mining»\n    - actor: «Ruritania» = ruritania" in _lines(found)


def test_a_value_changes(workshop: Workshop, served: Reader) -> None:
    """The claim has another id now; it is told as the same claim, with what it said and says."""
    workshop.claims(ACTOR, READ, REST, POLICY, instead=True)
    found = _found(workshop, served)
    record = _only(found)
    asset, amount = record.fields
    assert asset.of == "asset"
    assert (amount.change, amount.of) == ("changed", "amount")
    assert amount.before is not None
    assert amount.after is not None
    assert (amount.before.cells["amount"], amount.after.cells["amount"]) == ("1300", "1301")
    assert (amount.before.said[0].words, amount.after.said[0].words) == ("1,300 BTC", None)
    assert [(each.change, each.of) for each in record.claims] == [("changed", "asset"), ("changed", "amount")]
    assert (
        "    ~ amount: «1,300 BTC» = 1300 BTC exact (test-article) → "
        "1301 BTC exact (test-article, as the curator reads it)"
    ) in _lines(found)
    assert "basis «normalised» → «interpreted»; reason none → «a slip of the pen» (test-article)" in _lines(found)


def test_a_disagreement_comes_changes_and_goes(workshop: Workshop, served: Reader) -> None:
    workshop.claims(POLICY, OTHER)
    found = _found(workshop, served)
    record = _only(found)
    assert (record.change, record.record) == ("changed", RECORD)
    (disagreement,) = record.disagreements
    assert (disagreement.change, disagreement.of) == ("added", "amount")
    assert disagreement.after is not None
    assert [each.value.value for each in disagreement.after.members] == ["1250", "1300"]
    assert [(each.change, each.of) for each in record.fields] == [("changed", "amount")]
    assert "; single-source → disputed; by undecided: Rank, date," in _lines(found)
    assert "    + disagreement over amount: conflict: 1250 BTC exact (test-article, as the curator" in _lines(found)

    workshop.ingest()
    with closing(Reader.open(workshop.settings.store)) as reader:
        workshop.claims(POLICY, OTHER.replace('1,250 BTC", why', '1,200 BTC", why'))
        (other,) = _only(_found(workshop, reader)).disagreements
        workshop.claims(POLICY)
        (gone,) = _only(_found(workshop, reader)).disagreements
    assert (other.change, other.of) == ("changed", "amount")
    assert other.before is not None
    assert other.after is not None
    assert other.before.id != other.after.id
    assert other.before.members[1] == other.after.members[1]
    assert (gone.change, gone.after) == ("removed", None)


def test_an_id_alone_is_a_change_of_the_same(workshop: Workshop, served: Reader) -> None:
    """One line more at the top of the document: claims, disagreements and checks have other ids, and are told once."""
    workshop.claims(POLICY, OTHER, SHRUNK)
    workshop.ingest()
    workshop.document(f"A line more.\n{TEXT}")
    workshop.claims(POLICY, OTHER, SHRUNK)
    with closing(Reader.open(workshop.settings.store)) as reader:
        found = _found(workshop, reader)
        held = _held(reader)
    counts = counted(found)
    assert counts["claims"] == {"added": 0, "changed": held["claims"], "removed": 0}
    assert counts["disagreements"] == {"added": 0, "changed": held["conflicts"], "removed": 0}
    assert counts["checks"] == {"added": 0, "changed": held["checks"], "removed": 0}
    fields = [(record.record, each.of) for record in found.records for each in record.fields]
    assert fields == [("test-article", name) for name in ("sha256", "bytes", "characters")]
    assert "    ~ claim on amount: it stands elsewhere in the document (test-article)" in _lines(found)
    assert ", by other claims" in _lines(found)


ACCEPTED = 'accept = {check = "dates-in-order", why = "it is a test"}\n'
# what is written: what the notes must say
EDITS: dict[str, tuple[Callable[[Workshop], object], str]] = {
    "a label": (
        lambda w: w.claims(POLICY.replace("Ruritania: mining", "Ruritania mines")),
        "    ~ label: Ruritania: mining → Ruritania mines",
    ),
    "a reason": (
        lambda w: w.claims(POLICY, head=DOCUMENT.replace('why = "test"', 'why = "better"')),
        "    ~ claim on published: reason «test» → «better» (test-article)",
    ),
    "a member of a list": (
        lambda w: w.claims(POLICY.replace('"mine", ', "")),
        "    ~ aims: without «mine» (test-article)",
    ),
    "another member of a list": (
        lambda w: w.claims(POLICY.replace('"mine"', '"Ruritania plans"')),
        "    ~ aims: without «mine» (test-article), with «Ruritania plans» (test-article)",
    ),
    "a field more": (
        lambda w: w.claims(POLICY + 'capacity = "40 to 60 megawatts"\n'),
        "    + capacity: «40 to 60 megawatts» = 40 to 60 MW between (test-article)",
    ),
    "a language": (
        lambda w: w.claims(POLICY, head=DOCUMENT + 'language = {{value = "en", why = "t", quote = "Test data"}}\n'),
        "    + language: en (test-article, as the curator reads it)",
    ),
    "where it was taken from": (
        lambda w: w.claims(POLICY, head=DOCUMENT + '[document.capture]\naddress = "https://example.org/a"\n'),
        "    + address: https://example.org/a",
    ),
    "a failed check": (
        lambda w: w.claims(POLICY, SHRUNK),
        "    + check dates-in-order: failed: ",
    ),
    "why something is set aside": (
        lambda w: w.claims(ACTOR, SNAPSHOT, REST.replace('why  = "test"', 'why  = "better"'), POLICY, instead=True),
        "set aside\n    ~ test-article: «On March 3, 2030, Ruritania",
    ),
    "a name": (
        lambda w: w.write("entities.toml", ENTITIES.replace('["Syldavia"]', '["Syldavia", "Kingdom of Syldavia"]')),
        "dictionary\n    + name: «Kingdom of Syldavia» means «syldavia»",
    ),
    "a name that must not link": (
        lambda w: w.write("entities.toml", f'{ENTITIES}not = ["Syldavian Sea"]\n'),
        "dictionary\n    + not-name: «Syldavian Sea» means «syldavia»",
    ),
    "a phrase": (
        lambda w: w.write("vocabularies.toml", VOCABULARIES.replace('"plans to"]', '"plans to", "aims to"]')),
        "dictionary\n    + policy.status: «aims to» means «planned»",
    ),
    "a count noun": (
        lambda w: w.write("vocabularies.toml", f'{VOCABULARIES}\n[units]\ncoins = ["doubloons"]\n'),
        "dictionary\n    + unit: «doubloons» means «coins»",
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_is_told(workshop: Workshop, served: Reader, edit: str) -> None:
    """Whatever gives another digest is a change, and it is said which."""
    write, says = EDITS[edit]
    write(workshop)
    found = _found(workshop, served)
    assert found
    assert says in _lines(found)
    assert workshop.ingest().digest != served.digest
    with closing(Reader.open(workshop.settings.store)) as reader:
        assert not _found(workshop, reader)


def test_a_check_that_is_accepted_is_the_same_check(workshop: Workshop) -> None:
    workshop.claims(SHRUNK)
    workshop.ingest()
    workshop.claims(SHRUNK + ACCEPTED)
    with closing(Reader.open(workshop.settings.store)) as reader:
        found = _found(workshop, reader)
    (check,) = _only(found).checks
    assert (check.change, check.of) == ("changed", "dates-in-order")
    assert check.before is not None
    assert check.after is not None
    assert (check.before.outcome, check.after.outcome) == ("failed", "accepted")
    assert "→ accepted (it is a test): " in _lines(found)


def test_of_two_claims_of_one_source_the_likest_is_the_same(workshop: Workshop) -> None:
    """Both state the amount; the one that is read otherwise now is told, and the other one is not."""
    workshop.claims(POLICY, OTHER)
    workshop.ingest()
    workshop.claims(ACTOR, READ, REST, POLICY, OTHER, instead=True)
    with closing(Reader.open(workshop.settings.store)) as reader:
        record = _only(_found(workshop, reader))
    claims = [each for each in record.claims if each.of == "amount"]
    assert [(each.change, each.before and each.before.quoted.value.value) for each in claims] == [("changed", "1300")]


def test_members_of_a_list_are_not_each_other(workshop: Workshop, served: Reader) -> None:
    workshop.claims(POLICY.replace('"mine"', '"Ruritania plans"'))
    assert counted(_found(workshop, served))["claims"] == {"added": 1, "changed": 0, "removed": 1}


@pytest.mark.parametrize("figure", ["1,200", "1,201", "1,202", "1,203"])
def test_of_two_disagreements_over_one_field_each_stays_its_own(workshop: Workshop, figure: str) -> None:
    """One found by rule, and one that the curator wrote: whatever their ids are, each is told as itself."""
    amount = f"reserve_snapshot/{RECORD}/amount"
    workshop.claims(OTHER)
    workshop.write("disputes.toml", f'[[dispute]]\nbetween = ["{amount}", "{amount}=1300"]\nwhy = "test"\n')
    workshop.ingest()
    workshop.claims(OTHER.replace('"1,250 BTC", why', f'"{figure} BTC", why'))
    with closing(Reader.open(workshop.settings.store)) as reader:
        changed = _only(_found(workshop, reader)).disagreements
    assert len(changed) == 2
    for each in changed:
        assert each.before is not None
        assert each.after is not None
        assert each.before.kind == each.after.kind


def test_programs_get_the_same_as_json(workshop: Workshop, served: Reader) -> None:
    workshop.claims(ACTOR, READ, REST, POLICY, OTHER, instead=True)
    found = _found(workshop, served)
    told = json.loads(json.dumps(document(found)))
    assert list(told) == ["counts", "dataset", "records", "set_aside", "words"]
    assert told["dataset"] == served.digest
    assert told["counts"]["records"] == {"added": 0, "changed": 1, "removed": 0}
    (record,) = told["records"]
    assert (record["change"], record["record_type"], record["record"]) == ("changed", "reserve_snapshot", RECORD)
    amount = next(each for each in record["fields"] if each["of"] == "amount")
    assert amount["before"]["cells"]["amount"] == "1300"
    assert amount["before"]["said"][0]["words"] == "1,300 BTC"
    assert {each["change"] for each in record["disagreements"]} == {"added"}


def test_what_a_document_says_cannot_break_a_line(workshop: Workshop) -> None:
    hostile = "surplus \u202epower \u2028+ actor/nobody"
    workshop.document(TEXT.replace("surplus power", hostile))
    entries = (ACTOR, SNAPSHOT, REST, POLICY)
    workshop.claims(*(each.replace("surplus power", hostile) for each in entries), instead=True)
    lines = list(notes(changes(None, read_seeds(workshop.seeds)[0])))
    assert "U+202E" in "".join(lines)
    assert not [each for each in lines if {"\n", "\u202e", "\u2028"} & set(each)]
    assert len([each for each in lines if each.startswith("+ ")]) == 4
