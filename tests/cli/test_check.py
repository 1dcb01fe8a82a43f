"""`check`: the refusals of an ingestion and its warnings, and nothing else. All data here is invented."""

import json
from typing import Any

import pytest

from app.cli import main
from app.errors import IngestionRefused
from tests.workshop import ACTOR, REST, SNAPSHOT, Workshop

MEMBERS = ["refusals", "failed_checks", "disagreements", "compared", "counts"]
FINDING = ["file", "line", "code", "what", "nearest", "mend"]
PRICED = "On March 20, 2030 the state of Ruritania held 1,300 BTC (worth $100 million at $50,000/BTC)."
WORTH = """
[[reserve_snapshot]]
holder    = "ruritania"
quote     = "On March 20, 2030 the state of Ruritania held 1,300 BTC (worth $100 million at $50,000/BTC)"
date      = "On March 20, 2030"
amount    = "1,300 BTC"
value_usd = "$100 million"
price_usd = "$50,000/BTC"
"""
ACCEPT = 'accept = {check = "implied-price", why = "test"}\n'
OTHER = """
[[reserve_snapshot]]
id     = "ruritania-btc-2030-03-20"
holder = "ruritania"
quote  = "Ruritania announced that it holds over 1,250 BTC"
date   = {value = "2030-03-20", why = "test"}
amount = {value = "1,250 BTC", why = "test"}
"""
PREFER = 'prefer = {field = "amount", why = "test"}\n'


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status = main(["check", "--json", *arguments])
    printed = capsys.readouterr()
    assert printed.err == ""
    document = json.loads(printed.out)
    assert list(document) == MEMBERS
    for name in MEMBERS[:3]:
        assert document["counts"][name] == len(document[name])
        assert all(list(finding) == FINDING for finding in document[name])
    return status, document


@pytest.fixture
def priced(seeds: Workshop) -> Workshop:
    seeds.document(seeds.text.replace("On March 20, 2030 the state of Ruritania held 1,300 BTC.", PRICED))
    return seeds


def test_seeds_without_fault(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in seeds.seeds.rglob("*") if path.is_file()}
    assert main(["check", "--strict"]) == 0
    assert (
        capsys.readouterr().out
        == "1 document, 7 claims: 0 failed checks, 0 open disagreements, 0 settled by the curator\n"
    )
    assert not seeds.settings.store.parent.exists()
    assert {path: path.read_bytes() for path in seeds.seeds.rglob("*") if path.is_file()} == before


def _no_file(seeds: Workshop) -> None:
    (seeds.seeds / "entities.toml").unlink()


def _two_that_do_not_parse(seeds: Workshop) -> None:
    seeds.write("entities.toml", "[[entity]\n")
    seeds.write("claims/other.toml", "quote = \n")


def _a_changed_document(seeds: Workshop) -> None:
    seeds.document("changed")


def _no_such_words(seeds: Workshop) -> None:
    seeds.claims(SNAPSHOT.replace("1,300", "1,400"))


def _a_gap(seeds: Workshop) -> None:
    seeds.document(seeds.text + "In May, 12 ministers met.\n")
    seeds.claims()


def _no_label(seeds: Workshop) -> None:
    seeds.claims('[[event]]\nid = "x"\nquote = "Ruritania announced"\nkind = "announced"\n')


@pytest.mark.parametrize(
    ("spoil", "codes", "compared"),
    [
        (_no_file, ["bad-toml"], False),
        (_two_that_do_not_parse, ["bad-toml", "bad-toml"], False),
        (_a_changed_document, ["document-changed"], False),
        (_no_such_words, ["quote-missing"], False),
        (_a_gap, ["uncovered"], False),
        (_no_label, ["no-label"], True),
    ],
)
def test_it_refuses_what_an_ingestion_refuses(
    seeds: Workshop, capsys: pytest.CaptureFixture[str], spoil: Any, codes: list[str], compared: bool
) -> None:
    spoil(seeds)
    with pytest.raises(IngestionRefused) as refused:
        seeds.ingest()
    assert main(["check"]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith(f"{refused.value}\n{len(codes)} refusal")
    assert printed.err == ""
    status, document = checked(capsys)
    assert status == 1
    assert [each["code"] for each in document["refusals"]] == codes
    assert document["compared"] is compared


def test_a_check_that_fails_is_a_warning(priced: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    priced.claims(ACTOR, WORTH, REST, instead=True)
    status, document = checked(capsys)
    assert (status, document["refusals"], document["disagreements"]) == (0, [], [])
    warning = document["failed_checks"][0]
    assert (warning["file"], warning["line"]) == ("claims/article.toml", priced.line("amount    ="))
    assert warning["code"] == "implied-price"
    assert warning["what"].startswith("reserve_snapshot/ruritania-btc-2030-03-20: 1,300 x 50,000 = 65,000,000; stated")
    assert warning["mend"] == 'mend the entry, or give it accept = {check = "implied-price", why = "…"}'
    assert checked(capsys, "--strict")[0] == 1
    assert main(["check"]) == 0
    assert f"claims/article.toml:{warning['line']}: warning: implied-price: " in capsys.readouterr().out


def test_a_failed_check_that_is_accepted_is_none(priced: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    priced.claims(ACTOR, WORTH, ACCEPT, REST, instead=True)
    status, document = checked(capsys, "--strict")
    assert (status, document["failed_checks"]) == (0, [])


def test_a_disagreement_is_a_warning_until_the_curator_decides_it(
    seeds: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds.claims(OTHER)
    status, document = checked(capsys)
    assert (status, document["failed_checks"]) == (0, [])
    warning = document["disagreements"][0]
    assert (warning["file"], warning["line"]) == ("claims/article.toml", seeds.line('amount = {value = "1,250 BTC"'))
    assert warning["code"] == "conflict"
    other = seeds.line('amount = "1,300 BTC"')
    assert warning["what"] == (
        "reserve_snapshot/ruritania-btc-2030-03-20/amount: test-article is read as «1250»; test-article says «1,300 "
        "BTC». Taken by themselves, they cannot both hold; shown by the rule undecided; see also "
        f"claims/article.toml:{other}"
    )
    assert warning["mend"].endswith('give an entry prefer = {field = "amount", why = "…"}')
    assert checked(capsys, "--strict")[0] == 1
    seeds.claims(OTHER, PREFER)
    status, document = checked(capsys, "--strict")
    assert (status, document["disagreements"], document["counts"]["settled"]) == (0, [], 1)


def test_an_implausible_jump_is_a_warning_that_nobody_can_decide(
    seeds: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds.claims(
        OTHER.replace('id     = "ruritania-btc-2030-03-20"\n', "")
        .replace('"2030-03-20"', '"2030-03-10"')
        .replace('{value = "1,250 BTC"', '{value = "125 BTC"')
    )
    warning = checked(capsys)[1]["disagreements"][0]
    assert warning["code"] == "implausible-jump"
    assert warning["mend"] == "read the passages once more"
    assert "shown by" not in warning["what"]


def test_a_dispute_that_the_curator_wrote_is_settled(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    record = "reserve_snapshot/ruritania-btc-2030-03-20"
    seeds.write("disputes.toml", f'[[dispute]]\nbetween = ["{record}/amount", "{record}/date"]\nwhy = "test"\n')
    status, document = checked(capsys, "--strict")
    assert (status, document["disagreements"], document["counts"]["settled"]) == (0, [], 1)


def test_refusals_and_warnings_come_together_where_every_entry_can_be_read(
    seeds: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds.claims(OTHER, ACCEPT)
    status, document = checked(capsys)
    assert status == 1
    assert [each["code"] for each in document["refusals"]] == ["stale-accept"]
    assert [each["code"] for each in document["disagreements"]] == ["conflict"]
    assert main(["check"]) == 1
    assert "1 refusal: nothing would be published\n1 document, " in capsys.readouterr().out


def test_warnings_are_not_looked_for_while_an_entry_is_refused(
    seeds: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds.claims(OTHER, SNAPSHOT.replace("1,300", "1,400"))
    status, document = checked(capsys)
    assert (status, document["disagreements"], document["compared"]) == (1, [], False)
    assert main(["check"]) == 1
    assert capsys.readouterr().out.endswith("\nwarnings are looked for once every entry can be read\n")


def test_a_folder_that_is_not_there(
    seeds: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHANCERY_SEEDS", str(seeds.seeds / "nowhere"))
    assert main(["check"]) == 1
    assert "entities.toml cannot be read: No such file or directory" in capsys.readouterr().out


def test_the_seeds_of_this_checkout_are_not_refused(capsys: pytest.CaptureFixture[str]) -> None:
    status, document = checked(capsys)
    assert (status, document["refusals"], document["failed_checks"]) == (0, [], [])
    assert document["counts"]["settled"] > 0


def test_every_member_is_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert all(f"`{member}`" in said for member in [*MEMBERS, "settled", "documents", "claims"])
    assert f"{{{', '.join(FINDING)}}}" in said
