"""Bad input: each is refused by name, with file and line, a remedy, and the old store untouched."""

import hashlib
import os

import pytest

from tests.workshop import ACTOR, DOCUMENT, REST, SNAPSHOT, TEXT, Workshop

POLICY = """
[[policy]]
id       = "power"
label    = "Power"
quote    = "The minister said that Ruritania plans to mine with 40 to 60 megawatts of surplus power"
status   = "plans to"
capacity = "40 to 60 megawatts"
"""

HELD = """
[[reserve_snapshot]]
holder = "ruritania"
quote  = "Ruritania said it held {0} in all"
date   = {{value = "2030-03-21", why = "test"}}
amount = "1,300 BTC"
"""

SYLDAVIA = '\n[[actor]]\nid = "syldavia"\nquote = "{0}"\nname = "Syldavia"\n'

# what is wrong, the entry, the code, a text on the line that the finding names, a part of what it says
ENTRIES = [
    ("missing", POLICY.replace("surplus power", "cheap power"), "quote-missing", "[[policy]]", "cheap power"),
    ("altered digit", POLICY.replace("40 to 60", "40 to 61"), "quote-missing", "[[policy]]", "40 to 61"),
    ("empty", POLICY.replace('"The minister said', '" " #'), "bad-key", "[[policy]]", "quote"),
    ("cuts a figure", SNAPSHOT.replace('"1,300 BTC"', '"300 BTC"'), "quote-cuts-token", "amount", "300 BTC"),
    ("cuts a word", POLICY.replace("The minister", "he minister"), "quote-cuts-token", "[[policy]]", "he minister"),
    (
        "ambiguous",
        '\n[[actor]]\nid = "syldavia"\nquote = "Syldavia"\nname = "Syldavia"\n',
        "quote-ambiguous",
        "[[actor]]",
        "2 times",
    ),
    (
        "superscript",
        '\n[[actor]]\nid = "syldavia"\nquote = "Syldavia holds 102 coins"\nname = "Syldavia"\n',
        "quote-missing",
        "",
        "102",
    ),
    ("outside", POLICY.replace('"40 to 60 megawatts"', '"1,300 BTC"'), "value-outside-quote", "capacity", "1,300"),
    (
        "without a reason",
        POLICY.replace('"plans to"', '{value = "planned"}'),
        "reason-missing",
        "status   = {value",
        "without a reason",
    ),
    (
        "blank reason",
        POLICY.replace('"plans to"', '{value = "planned", why = " "}'),
        "reason-missing",
        "status   = {value",
        "",
    ),
    ("unknown code", POLICY.replace('"plans to"', '{value = "plan", why = "x"}'), "bad-value", "status", "plan"),
    ("unknown phrase", POLICY.replace('"plans to"', '"said that"'), "unknown-phrase", "status", "said that"),
    ("unknown entity", SNAPSHOT.replace('"ruritania"', '"ruritanya"'), "unknown-entity", "holder", "ruritanya"),
    ("actor not named", SNAPSHOT.replace('"ruritania"', '"syldavia"'), "actor-not-named", "holder", "syldavia"),
    ("unknown field", POLICY.replace("capacity", "capacitty"), "bad-key", "[[policy]]", "capacitty"),
    ("unknown table", "\n[[polices]]\nid = 'x'\n", "bad-key", "[[polices]]", "polices"),
    ("no id", POLICY.replace('id       = "power"\n', ""), "bad-key", "[[policy]]", "id"),
    ("id is no slug", POLICY.replace('"power"', '"Power Plan"'), "bad-key", "[[policy]]", "Power Plan"),
    ("no label", POLICY.replace('label    = "Power"\n', ""), "no-label", "status", "power"),
    ("wrong unit", SNAPSHOT + 'value_usd = "1,300 BTC"\n', "wrong-unit", "value_usd", "USD"),
    ("no unit", POLICY.replace('"40 to 60 megawatts"', '"40 to 60"'), "wrong-unit", "capacity", "none"),
    (
        "part of a range",
        POLICY.replace('"40 to 60 megawatts"', '"60 megawatts"'),
        "unreadable-quantity",
        "",
        "40 to 60",
    ),
    ("no quantity", POLICY.replace('"40 to 60 megawatts"', '"surplus power"'), "unreadable-quantity", "capacity", ""),
    ("no date", SNAPSHOT.replace('"On March 20, 2030"', '"state of Ruritania"'), "unreadable-date", "date", "state"),
    ("stale accept", SNAPSHOT + 'accept = {check = "implied-price", why = "x"}\n', "stale-accept", "accept", "fail"),
    ("prefer nothing", SNAPSHOT + 'prefer = {field = "price_usd", why = "x"}\n', "bad-key", "", "price_usd"),
    (
        "cut hedge",
        '\n[[reserve_snapshot]]\nholder = "ruritania"\nquote = "1,250 BTC ($100 million)"\namount = "1,250 BTC"\n',
        "hedge-cut",
        'amount = "1,250 BTC"',
        "over 1,250 BTC",
    ),
    (
        "unknown name",
        ACTOR.replace('name  = "Ruritania"', 'name  = "state of Ruritania"'),
        "unknown-name",
        "",
        "state of",
    ),
    ("wrong kind", ACTOR.replace('value = "state"', 'value = "person"'), "bad-value", "", "state"),
    ("unclear", HELD.format("never more than 1,300 BTC"), "hedge-unclear", "amount", "never"),
    ("rate", HELD.format("1,300 BTC per week"), "unreadable-quantity", "amount", "per week"),
    ("part of a date", SNAPSHOT.replace('"On March 20, 2030"', '"March 20"'), "date-cut", "date", "2030"),
    ("stock of power", SNAPSHOT.replace('"1,300 BTC"', '"40 MW"'), "value-outside-quote", "amount", ""),
    ("plain code", POLICY.replace('"plans to"', '"planned"'), "bad-value", "status", "is a code"),
    ("prefer is no table", SNAPSHOT + 'prefer = "amount"\n', "bad-key", "[[reserve_snapshot]]", "table"),
    ("accept is no table", SNAPSHOT + "accept = [1]\n", "bad-key", "[[reserve_snapshot]]", "table"),
    ("states nothing", '\n[[event]]\nid = "x"\nlabel = "X"\nquote = "Test data"\n', "bad-key", "[[event]]", "no field"),
    ("number for text", POLICY.replace('"40 to 60 megawatts"', "40"), "bad-key", "capacity", "string"),
    ("odd label", POLICY.replace('"Power"', '"Po\\u202ewer"'), "bad-key", "[[policy]]", "printable"),
    ("ignore twice", REST.replace("to   =", 'quote = "x"\nto   ='), "bad-key", "", "either"),
    (
        "ignore backwards",
        '\n[[ignore]]\nfrom = "Syldavia is silent"\nto = "Test data"\nwhy = "x"\n',
        "bad-key",
        "[[ignore]]",
        "before",
    ),
    ("list expected", POLICY + 'design = "mine"\n', "bad-key", "design", "list"),
    ("occurrence", SNAPSHOT + "occurrence = 2\n", "quote-missing", "", "not 2"),
]


HEDGED = ("never more than 1,300 BTC", "1,300 BTC per week")
ASIDE = '\n[[ignore]]\nfrom = "Ruritania said it held never"\nto = "per week in all"\nwhy = "test"\n'


@pytest.mark.parametrize(("entry", "code", "line", "says"), [e[1:] for e in ENTRIES], ids=[e[0] for e in ENTRIES])
def test_bad_entries(workshop: Workshop, entry: str, code: str, line: str, says: str) -> None:
    workshop.ingest()
    workshop.document(TEXT + "".join(f"Ruritania said it held {held} in all.\n" for held in HEDGED))
    workshop.claims(entry, ASIDE)
    findings = workshop.refused()
    found = next((finding for finding in findings if finding.code == code), None)
    assert found is not None, findings
    assert says in found.what
    assert found.file == "claims/article.toml"
    assert found.mend
    if line:
        lines = (workshop.seeds / found.file).read_text().splitlines()
        assert line in lines[found.line - 1]


def test_all_findings_of_a_run_are_printed_at_once(workshop: Workshop) -> None:
    workshop.claims(*(entry for _, entry, *_ in ENTRIES[:4]))
    workshop.write("entities.toml", (workshop.seeds / "entities.toml").read_text() + '\n[[entity]]\nid = "x"\n')
    findings = workshop.refused()
    assert {"quote-missing", "bad-dictionary", "quote-cuts-token"} <= {finding.code for finding in findings}
    assert {finding.file for finding in findings} == {"claims/article.toml", "entities.toml"}


def test_a_refusal_reads_as_file_line_code_what_nearest_mend(workshop: Workshop) -> None:
    workshop.claims(POLICY.replace("surplus power", "cheap power"))
    text = str(workshop.refused()[0])
    assert text.startswith(
        f"claims/article.toml:{workshop.line('[[policy]]')}: quote-missing: test-article does not read"
    )
    assert "; nearest: «The minister said that Ruritania plans to mine with 40 to 60 megawatts" in text
    assert "; mend: " in text


def test_a_changed_document(workshop: Workshop) -> None:
    workshop.ingest()
    workshop.write("documents/article.txt", TEXT.replace("1,300", "1,301"))
    assert [finding.code for finding in workshop.refused()] == ["document-changed"]


def test_invalid_utf8(workshop: Workshop) -> None:
    workshop.ingest()
    data = b"Ruritania \xff\xfe holds"
    workshop.write("documents/article.txt", data)
    workshop.write("claims/article.toml", DOCUMENT.format(sha256=hashlib.sha256(data).hexdigest()))
    (finding,) = workshop.refused()
    assert finding.code == "not-utf8"
    assert "byte 10" in finding.what


def test_nul_bytes(workshop: Workshop) -> None:
    workshop.document("Test data: Ruritania\0 holds")
    workshop.claims(instead=True)
    assert [finding.code for finding in workshop.refused()] == ["unreadable-document"]


def test_claims_files_that_are_none(workshop: Workshop) -> None:
    workshop.ingest()
    (workshop.seeds / "claims" / "article.toml").rename(workshop.seeds / "claims" / "article.txt")
    assert {finding.code for finding in workshop.refused()} == {"no-claims"}
    (workshop.seeds / "claims" / "article.txt").unlink()
    (finding,) = workshop.refused()
    assert "empty store" in finding.what


def test_a_claims_file_that_is_a_pipe(workshop: Workshop) -> None:
    os.mkfifo(workshop.seeds / "claims" / "pipe.toml")
    (finding,) = workshop.refused()
    assert (finding.file, finding.code) == ("claims/pipe.toml", "bad-toml")


@pytest.mark.parametrize("text", ["x=" + "[" * 5000, "x=" + "{a=" * 5000, "x=" + "5" * 5000])
def test_toml_that_exhausts_the_parser(workshop: Workshop, text: str) -> None:
    workshop.write("claims/article.toml", text)
    assert [finding.code for finding in workshop.refused()] == ["bad-toml"]


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        ("entities.toml", "entity = 1", "bad-key"),
        ("entities.toml", '[[entety]]\nid = "x"', "bad-key"),
        ("entities.toml", '[[entity]]\nid = "x"\nnott = ["y"]', "bad-key"),
        ("disputes.toml", 'dispute = "x"', "bad-key"),
        ("disputes.toml", "[other]", "bad-key"),
        ("vocabularies.toml", 'units = "x"', "bad-dictionary"),
        ("vocabularies.toml", 'event = "x"', "bad-dictionary"),
        ("vocabularies.toml", '[event.kind]\npurchase = "bought"', "bad-dictionary"),
        ("vocabularies.toml", "[event.kind]\npurchase = [1]", "bad-dictionary"),
        ("vocabularies.toml", "[event.kind]\npurchase = 2025-01-01", "bad-dictionary"),
        ("vocabularies.toml", '[units]\npersons = "people"', "bad-dictionary"),
        ("vocabularies.toml", '[units]\npersons = ["BTC"]', "bad-dictionary"),
        ("vocabularies.toml", '[units]\npersons = ["million"]', "bad-dictionary"),
        ("vocabularies.toml", '[units]\n"a/b" = ["coins"]', "bad-dictionary"),
        ("vocabularies.toml", '[units]\na = ["coins"]\nb = ["coins"]', "bad-dictionary"),
    ],
)
def test_files_of_the_wrong_form(workshop: Workshop, file: str, text: str, code: str) -> None:
    """The fault itself is told, and not what follows from it in every claims file."""
    workshop.write(file, text)
    assert {(finding.file, finding.code) for finding in workshop.refused()} == {(file, code)}


def test_a_gap_is_named_with_the_document_s_line(workshop: Workshop) -> None:
    workshop.document(TEXT + "Ruritania announced more.\n")
    workshop.claims()
    (finding,) = workshop.refused()
    assert (finding.file, finding.line) == ("documents/article.txt", len(TEXT.splitlines()) + 1)


@pytest.mark.parametrize("kind", ["missing", "link", "pipe", "folder", "elsewhere", "huge"])
def test_only_regular_files_of_the_folder_are_read(workshop: Workshop, kind: str) -> None:
    path = workshop.seeds / "documents" / "article.txt"
    path.unlink()
    match kind:
        case "link":
            path.symlink_to("/etc/hostname")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "elsewhere":
            workshop.claims(head=DOCUMENT.replace("article.txt", "../entities.toml"), instead=True)
        case "huge":
            with path.open("wb") as file:
                file.truncate(5_000_001)
        case _:
            pass  # the file is missing
    assert [finding.code for finding in workshop.refused()] == ["unreadable-document"]


@pytest.mark.parametrize("file", ["claims/article.toml", "entities.toml", "vocabularies.toml", "disputes.toml"])
def test_truncated_toml(workshop: Workshop, file: str) -> None:
    workshop.ingest()
    workshop.write("disputes.toml", '[[dispute]]\nbetween = ["a"]\nwhy = "x"\n')
    path = workshop.seeds / file
    text = path.read_text()
    path.write_text(text[: text.rindex('"')])
    (finding,) = workshop.refused()
    assert (finding.file, finding.code) == (file, "bad-toml")
    assert finding.line == len(path.read_text().splitlines()) or finding.line == 1


@pytest.mark.parametrize("file", ["claims/article.toml", "entities.toml"])
def test_toml_that_is_not_utf8(workshop: Workshop, file: str) -> None:
    workshop.write(file, b'label = "\xff"')
    (finding,) = workshop.refused()
    assert (finding.file, finding.code) == (file, "bad-toml")


def test_missing_dictionaries(workshop: Workshop) -> None:
    (workshop.seeds / "entities.toml").unlink()
    assert [(finding.file, finding.code) for finding in workshop.refused()] == [("entities.toml", "bad-toml")]


def test_alias_collision(workshop: Workshop) -> None:
    text = (workshop.seeds / "entities.toml").read_text()
    workshop.write("entities.toml", text.replace('names = ["Syldavia"]', 'names = ["Syldavia", "Rurit\u200bania"]'))
    finding = workshop.refused()[0]
    assert finding.code == "alias-collision"
    assert "ruritania" in finding.what
    assert "syldavia" in finding.what
    assert finding.line == workshop.line('id    = "syldavia"', "entities.toml") - 1


def test_a_name_may_serve_two_kinds(workshop: Workshop) -> None:
    text = (workshop.seeds / "entities.toml").read_text()
    more = '\n[[entity]]\nid = "ruritania-fund"\nkind = "organisation"\nlabel = "Fund"\nnames = ["Ruritania"]\n'
    workshop.write("entities.toml", text + more)
    assert workshop.ingest().digest


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("names = ", "not = ['Ruritania']\nnames = "), "alias-collision"),
        (('id    = "syldavia"', 'id    = "ruritania"'), "alias-collision"),
        (('kind  = "state"', 'kind  = "planet"'), "bad-dictionary"),
        (('names = ["Syldavia"]', "names = []"), "bad-dictionary"),
    ],
)
def test_bad_entities(workshop: Workshop, change: tuple[str, str], code: str) -> None:
    text = (workshop.seeds / "entities.toml").read_text()
    workshop.write("entities.toml", text.replace(*change))
    assert code in {finding.code for finding in workshop.refused()}


def test_a_name_that_must_never_link(workshop: Workshop) -> None:
    text = (workshop.seeds / "entities.toml").read_text()
    workshop.write("entities.toml", text.replace('names = ["Ruritania"]', 'names = ["Ruritania"]\nnot = ["the state"]'))
    workshop.claims(ACTOR.replace('name  = "Ruritania"', 'name  = "the state"'))
    finding = next(finding for finding in workshop.refused() if finding.code == "unknown-name")
    assert "is not ruritania" in finding.what


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[event.kind]\nannouncement = ["said"]\nsigning = ["Said"]\n', "alias-collision"),
        ('[event.kind]\nparty = ["said"]\n', "bad-dictionary"),
        ('[event.purpose]\nx = ["said"]\n', "bad-dictionary"),
        ('[planet.kind]\nx = ["said"]\n', "bad-dictionary"),
    ],
)
def test_bad_vocabularies(workshop: Workshop, text: str, code: str) -> None:
    workshop.write("vocabularies.toml", text)
    (finding,) = workshop.refused()
    assert (finding.file, finding.code, finding.line) == ("vocabularies.toml", code, 1)


def test_a_number_beyond_fifteen_digits(workshop: Workshop) -> None:
    workshop.document(TEXT.replace("1,300", "1,234,567,890,123,456"))
    workshop.claims(ACTOR, REST, SNAPSHOT.replace("1,300", "1,234,567,890,123,456"), instead=True)
    (finding,) = workshop.refused()
    assert finding.code == "too-many-digits"
    assert finding.line == workshop.line("amount")


def test_an_undated_stock_of_an_undated_document(workshop: Workshop) -> None:
    undated = '\n[[reserve_snapshot]]\nholder = "ruritania"\nquote = "Ruritania held 1,300 BTC"\namount = "1,300 BTC"\n'
    head = "\n".join(line for line in DOCUMENT.splitlines() if not line.startswith("published"))
    workshop.claims(undated, head=head)
    assert "undated" in {finding.code for finding in workshop.refused()}


def test_a_month_without_a_year_in_an_undated_document(workshop: Workshop) -> None:
    workshop.document(TEXT.replace("On March 20, 2030", "In late March"))
    head = "\n".join(line for line in DOCUMENT.splitlines() if not line.startswith("published")) + "\n"
    workshop.claims(ACTOR, REST, SNAPSHOT.replace("On March 20, 2030", "In late March"), head=head, instead=True)
    assert "year-missing" in {finding.code for finding in workshop.refused()}


@pytest.mark.parametrize(
    ("aside", "says"),
    [
        (REST.replace("The minister said", "Nobody said", 1), "Nobody said"),
        ("\n\n".join(part for part in REST.split("\n\n") if "minister" not in part), "The minister said"),
    ],
)
def test_what_nobody_cites_or_sets_aside_is_a_gap(workshop: Workshop, aside: str, says: str) -> None:
    workshop.claims(ACTOR, SNAPSHOT, aside, instead=True)
    findings = workshop.refused()
    assert {finding.code for finding in findings} <= {"uncovered", "quote-missing"}
    assert any(says in finding.what for finding in findings)


def test_a_figure_that_no_claim_takes_is_a_gap(workshop: Workshop) -> None:
    """A sentence may be cited for one of its figures and still hide another."""
    workshop.document(TEXT.replace("held 1,300 BTC", "held 1,300 BTC and 77 castles"))
    workshop.claims()
    (finding,) = workshop.refused()
    assert finding.code == "uncovered"
    assert "«77»" in finding.what


def test_the_same_document_twice(workshop: Workshop) -> None:
    first = (workshop.seeds / "claims/article.toml").read_text()
    workshop.write("claims/second.toml", first)
    assert [finding.code for finding in workshop.refused()] == ["bad-key"]


def test_an_actor_that_nothing_describes(workshop: Workshop) -> None:
    workshop.claims(SNAPSHOT, REST, instead=True)
    assert "actor-without-record" in {finding.code for finding in workshop.refused()}


@pytest.mark.parametrize(
    ("dispute", "code"),
    [
        ('between = ["actor/ruritania/handle"]\nwhy = "x"', "bad-dispute"),
        ('between = ["actor/ruritania"]\nwhy = "x"', "bad-dispute"),
        ('between = ["actor/ruritania/name"]\nwhy = "x"', "bad-dispute"),
        ('between = ["actor/ruritania/name", "actor/ruritania/kind"]', "bad-key"),
    ],
)
def test_bad_disputes(workshop: Workshop, dispute: str, code: str) -> None:
    workshop.write("disputes.toml", f"[[dispute]]\n{dispute}\n")
    (finding,) = workshop.refused()
    assert (finding.file, finding.line, finding.code) == ("disputes.toml", 1, code)


def test_two_labels_and_two_decisions(workshop: Workshop) -> None:
    workshop.claims(
        SNAPSHOT.replace('1,300 BTC"\ndate', '1,300 BTC"\nlabel = "A"\ndate'),
        SNAPSHOT.replace('1,300 BTC"\ndate', '1,300 BTC"\nlabel = "B"\ndate'),
    )
    assert "label-twice" in {finding.code for finding in workshop.refused()}
    held = '\n[[reserve_snapshot]]\nid = "ruritania-btc-2030-03-20"\nholder = "ruritania"\n'
    over = 'quote = "Ruritania announced that it holds over 1,250 BTC ($100 million)"\namount = "1,250 BTC"\n'
    prefer = 'prefer = {field = "amount", why = "test"}\n'
    workshop.claims(held + over + prefer, SNAPSHOT + prefer)
    assert "two-decisions" in {finding.code for finding in workshop.refused()}
