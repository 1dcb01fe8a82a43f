"""Documents of other styles than articles: another language, tables, Markdown, wrapped lines; each ingested whole."""

import pytest

from app.ingest.job import Ingested
from app.model.claims import Claim
from tests.workshop import Workshop

HEAD = """
[document]
id        = "test-article"
file      = "article.txt"
sha256    = "{sha256}"
label     = "Test data"
published = {{value = "2030-04-01", why = "test", quote = "Test data"}}
"""
SPANISH_HEAD = HEAD + 'language  = {{value = "es", why = "test", quote = "Test data"}}\n'
ACTOR = """
[[actor]]
id    = "ruritania"
quote = "{0}"
name  = "Ruritania"
"""
INDICATOR = """
[[indicator]]
id    = "test"
label = "Test"
quote = "{quote}"
value = "{value}"
"""
SPANISH = (
    "Test data. La Oficina de Ruritania dijo que el país posee más de 1.250,5 BTC en la reserva que se creó el "
    "año de la ley, y que para los de la frontera se compró con los fondos del Estado una parte de las monedas de la "
    "reserva.\n"
)


def value(done: Ingested, field: str) -> Claim:
    (claim,) = [claim for claim in done.holdings.claims if claim.field == field and claim.record_type != "source"]
    return claim


def ingested(workshop: Workshop, text: str, named: str, *entries: str, head: str = HEAD) -> Ingested:
    """The document with these entries published; what they do not cite is set aside."""
    workshop.document(text)
    begin = " ".join(text.replace("#", "").split()[:2])
    rest = f'\n[[ignore]]\nfrom = "{begin}"\nto = "END"\nwhy = "test"\n'
    workshop.claims(ACTOR.format(named), *entries, rest, head=head, instead=True)
    return workshop.ingest()


def test_another_language_is_said_or_refused(workshop: Workshop) -> None:
    workshop.document(SPANISH)
    workshop.claims(ACTOR.format("La Oficina de Ruritania"), instead=True, head=HEAD)
    assert "language-unsaid" in {finding.code for finding in workshop.refused()}


def test_the_language_settles_how_figures_are_read(workshop: Workshop) -> None:
    entry = INDICATOR.format(quote="posee más de 1.250,5 BTC", value="más de 1.250,5 BTC")
    done = ingested(workshop, SPANISH, "La Oficina de Ruritania", entry, head=SPANISH_HEAD)
    claim = value(done, "value")
    assert (claim.value.value, claim.value.qualifier, claim.basis) == ("1250.5", "more-than", "normalised")
    source = next(row for row in done.holdings.records["source"])
    assert source["language"] == "es"


def test_a_language_that_no_grammar_reads(workshop: Workshop) -> None:
    workshop.claims(head=HEAD + 'language = {{value = "tlh", why = "test", quote = "Test data"}}\n')
    (finding,) = workshop.refused()
    assert finding.code == "unknown-language"


TABLE = """Test data: Ruritania
Purchases (in thousands)

| Date | BTC held | Cost |
|------|---------:|-----:|
| May 1, 2030 | 1,300 | $98,765 |
| June 1, 2030 | 1,400 | $99,123 |
"""


@pytest.mark.parametrize(
    ("words", "unit", "stated", "heads"),
    [
        ("1,400", "BTC", "1400", ["BTC held"]),
        ("$99,123", "USD", "99123000", ["Purchases (in thousands)"]),
    ],
)
def test_a_cell_takes_unit_and_scale_from_its_table(
    workshop: Workshop, words: str, unit: str, stated: str, heads: list[str]
) -> None:
    quote = "June 1, 2030 | 1,400 | $99,123"
    done = ingested(workshop, TABLE, "Test data: Ruritania", INDICATOR.format(quote=quote, value=words))
    claim = value(done, "value")
    assert (claim.value.value, claim.value.unit, claim.basis) == (stated, unit, "inferred")
    assert claim.rule == "unit-from-table-head"
    passages = {citation.id: citation.exact for citation in done.holdings.citations}
    assert [passages[citation] for citation, support in claim.citations if support == "context"] == heads


def test_a_row_is_typed_without_its_bars(workshop: Workshop) -> None:
    entry = INDICATOR.format(quote="June 1, 2030 1,400 $99,123", value="1,400")
    assert value(ingested(workshop, TABLE, "Test data: Ruritania", entry), "value").value.value == "1400"


MARKDOWN = """# Test data

- **Ruritania** holds [about **1,250** BTC](https://example.org/1)[12] 🚀
- ~~9,999~~ coins
"""


def test_markdown_is_seen_through_and_kept(workshop: Workshop) -> None:
    entry = INDICATOR.format(quote="Ruritania holds about 1,250 BTC", value="about 1,250 BTC")
    done = ingested(workshop, MARKDOWN, "Ruritania holds", entry)
    claim = value(done, "value")
    assert (claim.value.value, claim.text) == ("1250", "about 1,250 BTC")
    passages = {citation.id: citation.exact for citation in done.holdings.citations}
    assert passages[claim.citations[0][0]] == "about **1,250** BTC"


WRAPPED = (
    "Test data: a letter about Ruritania, which is wrapped at some seventy columns, as\n"
    "letters are. The state of Ruritania held about 1,250 bitcoin on the last of Sep-\n"
    "tember 2029, and a Bitcoin-\nbacked bond of 20-\n30 million dollars was planned in\n"
    "all the towns of it, which is a line that has nothing more to say to anybody.\n"
)


def test_wrapped_lines_are_one_text(workshop: Workshop) -> None:
    entry = INDICATOR.format(quote="a Bitcoin-backed bond of 20-30 million dollars", value="20-30 million dollars")
    claim = value(ingested(workshop, WRAPPED, "The state of Ruritania", entry), "value")
    assert (claim.value.value, claim.value.low, claim.value.high) == (None, "20000000", "30000000")


COINS = "Test data: Ruritania bought bitcoin. It has 1,250 coins now.\n"


def test_a_coin_is_a_bitcoin_where_the_document_names_no_other(workshop: Workshop) -> None:
    entry = INDICATOR.format(quote="It has 1,250 coins", value="1,250 coins")
    claim = value(ingested(workshop, COINS, "Ruritania bought", entry), "value")
    assert (claim.value.value, claim.value.unit, claim.rule) == ("1250", "BTC", "coin-of-the-document")
    other = COINS.replace("bitcoin", "bitcoin and ether")
    assert value(ingested(workshop, other, "Ruritania bought", entry), "value").value.unit == "coins"


def test_a_draft_is_refused_until_it_is_read(workshop: Workshop) -> None:
    workshop.claims(head=HEAD + 'review = "open"\n')
    (finding,) = workshop.refused()
    assert (finding.code, finding.line) == ("unreviewed", workshop.line("review"))


def test_what_a_draft_leaves_open_is_refused(workshop: Workshop) -> None:
    workshop.claims(INDICATOR.format(quote="Syldavia is silent", value="?"))
    (finding,) = workshop.refused()
    assert finding.code == "open-question"


def test_a_document_says_the_same_of_itself_wherever_it_does(workshop: Workshop) -> None:
    text = "Title: Coins of Ruritania\n\nCoins of Ruritania\nTest data: Ruritania is silent.\n"
    done = ingested(workshop, text, "Ruritania is silent", head=HEAD + 'title = "Coins of Ruritania"\n')
    (title,) = [claim for claim in done.holdings.claims if claim.field == "title"]
    (passage,) = [each for each in done.holdings.citations if each.id == title.citations[0][0]]
    assert passage.start == len("Title: ")


def test_the_day_of_a_weekday_is_counted_from_the_document(workshop: Workshop) -> None:
    text = "Test data: Ruritania announced it on Friday.\n"
    entry = '\n[[event]]\nid = "test"\nlabel = "Test"\nquote = "Ruritania announced it on Friday"\ndate = "on Friday"\n'
    claim = value(ingested(workshop, text, "Ruritania announced", entry), "date")
    assert (claim.value.value, claim.rule) == ("2030-03-29", "relative-to-document-date")


def test_a_jump_that_stated_purchases_explain_is_none(workshop: Workshop) -> None:
    text = (
        "Test data: on May 1, 2030 the state of Ruritania held 1,000 BTC.\nOn May 5, 2030 Ruritania bought 500 BTC.\n"
        "On May 9, 2030 Ruritania held 1,500 BTC.\n"
    )
    stocks = "".join(
        f'\n[[reserve_snapshot]]\nholder = "ruritania"\nquote = "{quote}"\ndate = "{day}"\namount = "{amount}"\n'
        for quote, day, amount in (
            ("on May 1, 2030 the state of Ruritania held 1,000 BTC", "on May 1, 2030", "1,000 BTC"),
            ("On May 9, 2030 Ruritania held 1,500 BTC", "On May 9, 2030", "1,500 BTC"),
        )
    )
    bought = (
        '\n[[event]]\nid = "test"\nlabel = "Test"\nquote = "On May 5, 2030 Ruritania bought 500 BTC"\n'
        'date = "On May 5, 2030"\namount = "500 BTC"\nparties = ["ruritania"]\n'
        'kind = {value = "purchase", why = "bought"}\n'
    )
    head = HEAD.replace("2030-04-01", "2030-06-01")
    jumps = [c.kind for c in ingested(workshop, text, "Ruritania bought", stocks, bought, head=head).holdings.conflicts]
    assert jumps == []
    less = bought.replace("500 BTC", "499 BTC")
    done = ingested(workshop, text.replace("500 BTC.\n", "499 BTC.\n", 1), "Ruritania bought", stocks, less, head=head)
    assert [c.kind for c in done.holdings.conflicts] == ["implausible-jump"]
