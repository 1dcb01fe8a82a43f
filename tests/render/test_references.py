"""References: whatever a document holds comes out of every format as text, and nothing of it as markup."""

import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.model.dates import Precision, When
from app.render.citing import FORMATS, in_bibtex, in_markdown, line, texts
from app.render.references import Quotation, Reference, Source, days

HOSTILE = [
    "<script>alert(1)</script>",
    "](javascript:alert(1))",
    "![x](http://evil.example/x)",
    "[a]: javascript:alert(1)",
    "<http://evil.example>",
    "https://evil.example www.evil.example",
    "&lt;b&gt; &#35;",
    *("`", "``", "|", "*", "_", "__", "~~", "$", "\\", "{", "}", "{{", "\\}", "%", "#", "&", "^", "~", '"', "@misc{x,"),
    *("\n\n# heading\n", "\r\n- item", "\t", "\x00", "\x1b[31m", "\u2028", "\x85"),
    *("\u202e", "\u2066", "\u2069", "≈ $751.8 million", "\u202f"),
]
ANY = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=6), max_size=8).map("".join)
SAID = ANY.filter(lambda text: text.strip() != "")
SHA = "ab" * 32
ADDRESS = "https://facts.example.org/v1/policies/p"
PAGE = "https://facts.example.org/sources/article"
QUOTED = f"{PAGE}#cit_0123456789abcdef"
COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ESCAPED = {
    **{f"\\{char}": char for char in "&%$#_"},
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
}
"""Every way in which BibTeX text writes a character that TeX would read as something else."""
ESCAPES = re.compile("|".join(map(re.escape, ESCAPED)))


def reference(text: str, published: When | None = None) -> Reference:
    """A reference that has this text wherever a document or a curator can put some."""
    quotation = Quotation(text, 3, 9, QUOTED, is_other=False)
    source = Source("article", text, text, text, published, SHA, PAGE, (quotation,))
    return Reference(("policies", "p", "name"), text, f"name: {text}.", "0123456789abcdef" * 4, ADDRESS, (source,))


def unescaped(text: str) -> str:
    return ESCAPES.sub(lambda found: ESCAPED[found[0]], text)


def fields(entry: str) -> dict[str, str]:
    """The fields of a BibTeX entry, read by counting braces, as BibTeX does."""
    found: dict[str, str] = {}
    at = entry.index(",") + 1
    while (begin := re.compile(r"\s*([a-z]+) = \{").match(entry, at)) is not None:
        depth, at = 1, begin.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(entry[at], 0)
            at += 1
        found[begin[1]] = entry[begin.end() : at - 1]
        assert entry[at] == ","
        at += 1
    assert entry[at:].strip() == "}"
    return found


@given(ANY)
def test_a_line_is_one_line_that_turns_nothing_round(text: str) -> None:
    folded = line(text)
    assert folded.splitlines() in ([], [folded])
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", folded)
    assert line(folded) == folded


def test_what_turns_writing_round_is_made_visible() -> None:
    assert line("a\u202eb\n  \x07 c") == "a[U+202E]b c"
    assert line("6,240\u202fBTC") == "6,240\u202fBTC"


@given(ANY)
def test_markdown_reads_back_as_text(text: str) -> None:
    """As CommonMark reads it, there is nothing but text, and it is the same."""
    (_, inline, _) = COMMONMARK.parse(f"“{in_markdown(text)}”")
    assert {token.type for token in inline.children or []} == {"text"}
    assert "".join(token.content for token in inline.children or []) == f"“{line(text)}”"
    assert not re.search(
        r"(?i)(?<!\\):/|(?<!\\)@|www\.|(?<!\\)\$", in_markdown(text)
    )  # what GitHub makes links and formulas of


@given(SAID)
def test_a_whole_reference_in_markdown_has_only_its_own_links(text: str) -> None:
    tokens = COMMONMARK.parse(FORMATS["md"].write(reference(text)))
    inside = [token for block in tokens for token in block.children or []]
    assert [token.attrs["href"] for token in inside if token.type == "link_open"] == [ADDRESS, PAGE, QUOTED]
    assert {token.type for token in inside} == {"text", "link_open", "link_close"}
    assert {token.type for token in tokens if token.nesting >= 0} == {
        *("paragraph_open", "inline", "bullet_list_open", "list_item_open")
    }


@given(ANY)
def test_bibtex_reads_back_as_text(text: str) -> None:
    escaped = in_bibtex(text)
    assert unescaped(escaped) == line(text)
    assert escaped.count("{") == escaped.count("}")
    assert not re.search(r"[\\{}&%$#_~^]", ESCAPES.sub("", escaped))


@given(SAID)
def test_bibtex_entries_hold_what_they_were_given(text: str) -> None:
    cited, source = FORMATS["bib"].write(reference(text)).split("\n\n")
    assert cited.startswith("@misc{chancery:policies:p:name,\n")
    assert source.startswith("@misc{chancery:document:article,\n")
    assert fields(cited) == {
        "author": "{Chancery}",
        "title": f"{{{in_bibtex(f'{text}: name')}}}",
        "version": "0123456789ab",
        "url": ADDRESS,
        "note": in_bibtex(f"Data set {'0123456789abcdef' * 4}. name: {text}."),
    }
    read = {name: unescaped(value) for name, value in fields(source).items()}
    assert read["organization"] == line(text)
    assert f"“{line(text)}” (characters 3 up to 9) {QUOTED}" in read["note"]
    assert SHA in read["note"]
    assert read["url"] == PAGE


@given(SAID)
def test_csl_is_json_with_nothing_unknown_in_it(text: str) -> None:
    cited, source = json.loads(FORMATS["csl.json"].write(reference(text)))
    assert set(cited) == {"id", "type", "title", "author", "version", "URL", "note"}
    assert set(source) == {"id", "type", "title", "publisher", "URL", "note"}
    assert (cited["type"], cited["author"], cited["version"]) == ("dataset", [{"literal": "Chancery"}], "0123456789ab")
    assert (cited["title"], cited["URL"]) == (line(f"{text}: name"), ADDRESS)
    assert (source["type"], source["title"], source["URL"]) == ("document", line(text), PAGE)
    assert f"“{line(text)}” (characters 3 up to 9) {QUOTED}" in source["note"]


@given(ANY)
def test_plain_text_has_one_line_for_each_part(text: str) -> None:
    lines = FORMATS["txt"].write(reference(text)).splitlines()
    assert len(lines) == 2
    assert lines[0].endswith(f" Data set 0123456789ab. {ADDRESS}")
    assert lines[1].endswith(f"“{line(text)}” (characters 3 up to 9) {QUOTED}")


@given(ANY)
def test_the_same_is_written_each_time(text: str) -> None:
    assert texts(reference(text)) == texts(reference(text))
    assert list(texts(reference(text))) == list(FORMATS)


DAY, END = date(2025, 7, 1), date(2025, 7, 31)


@pytest.mark.parametrize(
    ("start", "end", "precision", "said", "bibtex", "parts"),
    [
        (DAY, DAY, "day", "2025-07-01", "2025-07-01", [[2025, 7, 1]]),
        (DAY, END, "month", "2025-07", "2025-07", [[2025, 7]]),
        (DAY, date(2025, 7, 10), "month-part", "2025-07-01 to 2025-07-10", "2025-07-01/2025-07-10", None),
        (date(2025, 1, 1), date(2025, 12, 31), "year", "2025", "2025", [[2025]]),
        (DAY, END, "interval", "2025-07-01 to 2025-07-31", "2025-07-01/2025-07-31", [[2025, 7, 1], [2025, 7, 31]]),
        (DAY, None, "from", "2025-07-01 or later", None, None),
        (None, END, "until", "2025-07-31 or earlier", None, None),
    ],
)
def test_no_date_is_more_precise_than_its_source(
    start: date | None,
    end: date | None,
    precision: Precision,
    said: str,
    bibtex: str | None,
    parts: list[list[int]] | None,
) -> None:
    """An interval that is open on one side is said in words, and is no date for a bibliography."""
    when = When(start, end, precision)
    written = texts(reference("T", when))
    assert days(when) == said
    assert f"published {said}, SHA-256" in written["txt"]
    assert f"published {said}, SHA-256" in written["md"]
    assert fields(written["bib"].split("\n\n")[1]).get("date") == bibtex
    issued = json.loads(written["csl.json"])[1].get("issued")
    assert (issued is None) == (bibtex is None)
    assert issued is None or issued["date-parts"] == (parts or [[2025, 7, 1], [2025, 7, 10]])


def test_a_source_without_title_has_its_label_and_without_publisher_has_none() -> None:
    source = Source("article", None, "An article", None, None, SHA, PAGE, ())
    written = texts(Reference(("policies", "p"), "P", "", "0" * 64, ADDRESS, (source,)))
    assert written["txt"] == (
        f"Chancery: “P”. Data set 000000000000. {ADDRESS}\nSource: An article, SHA-256 {SHA}. {PAGE}\n"
    )
    assert "organization" not in written["bib"]
    assert json.loads(written["csl.json"])[1]["title"] == "An article"
    assert "publisher" not in json.loads(written["csl.json"])[1]


def test_ids_are_fit_to_be_keys() -> None:
    odd = Reference(("policies", "a, b}%"), "P", "", "0" * 64, ADDRESS, ())
    assert FORMATS["bib"].write(odd).startswith("@misc{chancery:policies:a--b--,\n")
