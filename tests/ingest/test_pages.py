"""Pages: the article as text, and what a page states of itself. All pages are test data; Ruritania does not exist."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.ingest.metadata import Metadata, language_tag
from app.ingest.pages import DeepPage, EmptyPage, Page, read_page
from app.settings import ROOT

TEXT = "On March 3, 2031 the invented state of Ruritania said that it holds over 1,250 BTC, by its own invented count."
MORE = "The invented minister of Ruritania added that 40 to 60 megawatts of surplus power are set aside for mining it."
URL_DATE = '<link rel="canonical" href="https://wire.example/2024/05/06/coins">'


def page(head: str = "", body: str = "", html: str = ' lang="en"') -> str:
    return (
        f"<!DOCTYPE html><html{html}><head><title>Coins | Invented Wire</title>{head}</head><body>"
        f'<nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Ruritania counts coins</h1>'
        f"<p>{TEXT}</p>{body}<p>{MORE}</p></article><footer><p>© 2029 Invented Wire</p></footer></body></html>"
    )


def read(head: str = "", body: str = "", html: str = ' lang="en"') -> Page:
    return read_page(page(head, body, html), 100)


def stated(head: str = "", body: str = "", html: str = ' lang="en"') -> Metadata:
    return read(head, body, html).metadata


def linked(**node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **node})}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def test_an_article_is_told_from_the_page_around_it() -> None:
    assert read() == Page(f"{TEXT}\n{MORE}", Metadata(title="Ruritania counts coins", language="en"))


def test_a_table_keeps_its_rows() -> None:
    rows = "<tr><th>Day</th><th>Held</th></tr><tr><td>2031-01-01</td><td>1,0<b>00</b><br>BTC</td></tr>"
    odd = "<tr><td></td><td><ul><li>1,100</li><li>BTC</li></ul></td></tr><tr><td></td><td>1,100 BTC</td></tr>"
    assert read(body=f"<table>{rows}{odd}{odd}</table>").body.splitlines()[1:-1] == [
        "| Day | Held |",
        "|---|---|",
        "| 2031-01-01 | 1,000 BTC |",
        "|  | 1,100 BTC |",
        "|  | 1,100 BTC |",
        "|  | 1,100 BTC |",
        "|  | 1,100 BTC |",
    ]


def test_a_table_within_a_table_keeps_its_cells() -> None:
    inner = "<table><tr><td>Held</td><td>1,100 BTC</td></tr></table>"
    assert "1,100 BTC" in read(body=f"<table><tr><td>{inner}</td></tr></table>").body


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("10<sup>6</sup> coins and 10<sup>−<b>6</b></sup>1", "10⁶ coins and 10⁻⁶1"),
        ("a note<sup><b>1</b>2</sup> and <b><sup>3</sup></b>", "a note¹² and ³"),
        ("H<sub>2</sub>O, on the 20<sup>th</sup>", "H₂O, on the 20th"),
        ('6,240<sup><a href="#1">3</a></sup> BTC', "6,240[3] BTC"),
        ('6,240<a href="#1"><sup>3</sup></a> BTC', "6,240[3] BTC"),
        ('6,240<sup><a href="#1">[3]</a></sup> BTC', "6,240[3] BTC"),
        ('<a href="/x">some 10<sup>6</sup></a> coins', "some 10⁶ coins"),
        ("<del>6,2<b>40</b></del> 6,102, <s>two</s> or <strike>ten</strike>", "~~6,240~~ 6,102, ~~two~~ or ~~ten~~"),
        ("they said <q>we hold</q> it", "they said “we hold” it"),
        ("1,<b>100</b> and 1<wbr>300 and 6&#8239;240 &amp; &lt;b&gt;", "1,100 and 1300 and 6 240 & <b>"),
        ("they hold <span hidden>not</span> 5<template>99</template>0 BTC", "they hold 50 BTC"),
    ],
)  # fmt: skip
def test_what_style_alone_shows_is_spelled_out(html: str, text: str) -> None:
    assert text in read(body=f"<p>Test data: {html} in all.</p>").body


def test_what_nobody_sees_is_left_out() -> None:
    unseen = (
        '<p hidden>Ruritania holds 99 BTC</p><div hidden><p hidden>77 BTC</p></div><p style="display:none">88 BTC</p>'
    )
    assert read(body=unseen).body == f"{TEXT}\n{MORE}"
    assert "99 BTC" in read(body='<p hidden="until-found">Ruritania holds 99 BTC in its other book</p>').body


def test_comments_pictures_and_links_are_left_out() -> None:
    html = page(body='<p>A <a href="/x">linked word</a>.</p><img src="/chart.png" alt="A chart">')
    comments = '<div id="comments"><p>A reader of Ruritania says that it holds 99 BTC, and this is a comment.</p></div>'
    text = read_page(html.replace("</article>", f"</article>{comments}"), 100).body
    assert text == f"{TEXT}\nA linked word.\n{MORE}"


def test_the_headline_is_left_out_if_the_title_has_it() -> None:
    assert read(meta("og:title", "Other words")).body.startswith("Ruritania counts coins\n")
    assert read(meta("og:title", "Ruritania  counts\ncoins")).body.startswith(TEXT)


@pytest.mark.parametrize(
    "html",
    [
        *("", " \n", "just words", "<html><body></body></html>", "<html hidden><body><p>x</p></body></html>"),
        *("<sup><a>1</a><b>x</b></sup>", "<template><p>x</p><p>y</p></template>"),
        f"<html><body hidden><article><p>{TEXT}</p><p>{MORE}</p></article></body></html>",
        "<html><body><div id=root></div><noscript>Enable JavaScript</noscript><script>x()</script></body></html>",
    ],
)
def test_a_page_without_an_article(html: str) -> None:
    with pytest.raises(EmptyPage) as caught:
        read_page(html, 100)
    assert "by hand" in caught.value.mend


def test_an_article_that_is_too_short_is_a_notice() -> None:
    length = len(read().body)
    assert read_page(page(), length).body
    with pytest.raises(EmptyPage, match=f"has {length} characters, at least {length + 1}"):
        read_page(page(), length + 1)


def test_a_page_that_the_parser_would_cut_off() -> None:
    deep = "<div>" * 300 + "<p>lost</p>" + "</div>" * 300
    with pytest.raises(DeepPage):
        read(body=deep)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_page_makes_the_same_text_in_every_process(tmp_path: Path, seed: str) -> None:
    html = page(linked(author=["A", "B"]), f"<ul><li>5 BTC</li></ul><table><tr><td>{MORE}</td><td>b</td></tr></table>")
    (tmp_path / "page.html").write_text(html)
    program = "import sys; from app.ingest.pages import read_page; print(read_page(open(sys.argv[1]).read(), 1))"
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "page.html")],
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}"},
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    read_page(page(body=f"<p>{MORE}</p>" * 9), 1)  # nothing of another page is remembered
    assert done.stdout == f"{read_page(html, 1)}\n"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (meta("og:title", "Ruritania &amp;amp; its «coins»"), "Ruritania & its «coins»"),
        (meta("og:title", "   ") + linked(headline="Linked\n\u0007words\ud800"), "Linked words"),
        ('<meta name="DC.title" content="Of a library">' + linked(headline="Linked"), "Of a library"),
        (linked(headline="Raw").replace("Raw", "Raw\nwords"), "Raw words"),
        (linked(headline=["no", "text"]), "Ruritania counts coins"),
        ("", "Ruritania counts coins"),
    ],
)
def test_titles(head: str, title: str) -> None:
    assert stated(head).title == title


def test_a_title_where_the_headline_is_not_one() -> None:
    assert stated(body="<h1>Another headline</h1>").title == "Coins | Invented Wire"


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        (meta("og:site_name", "iProUP"), "iProUP"),
        (meta("article:publisher", "https://social.example/wire"), None),
        (linked(publisher={"@type": "Organization", "name": "the invented Wire"}), "the invented Wire"),
        (linked(publisher="https://wire.example") + meta("og:site_name", "Wire"), "Wire"),
        (linked(publisher={"logo": "x"}) + linked(**{"@type": "Person", "name": "Ana"}), None),
        (linked(publisher={"name": 5}) + meta("og:site_name", "Wire"), "Wire"),
        (linked(publisher="A Ltd.") + meta("og:site_name", "Wire"), "A Ltd."),
        (meta("og:site_name", ""), None),
        (linked(publisher={"@id": "#w"}) + linked(**{"@id": "#w"}) + linked(**{"@id": "#w", "name": "Wire"}), "Wire"),
        (linked(publisher=[{"name": "A"}, {"name": "B"}]), "A"),
        (linked(publisher={"@id": "#w"}) + linked(**{"@type": "Organization", "@id": "#w", "name": "Wire"}), "Wire"),
        (linked(**{"@type": "Organization", "name": "Not of the article"}), None),
        (linked(**{"@type": ["WebPage", "X"], "publisher": "Wire"}), "Wire"),
        ('<meta name="dc.publisher" content="Ministry">' + meta("og:site_name", "Wire"), "Ministry"),
        ("", None),
    ],
)
def test_a_publisher_is_named_by_the_page_or_not_at_all(head: str, publisher: str | None) -> None:
    assert stated(head).publisher == publisher


@pytest.mark.parametrize(
    ("head", "author"),
    [
        (linked(author=[{"name": "Ana de Example"}, "Bo", {"name": "Bo"}]), "Ana de Example; Bo"),
        ('<meta name="author" content="Ana">' + meta("article:author", "https://social.example/ana"), "Ana"),
        (meta("article:author", "https://social.example/ana"), None),
    ],
)
def test_authors(head: str, author: str | None) -> None:
    assert stated(head).author == author


GRAPH = (
    '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2031-01-01"}, %s]}</script>'
)


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (meta("article:published_time", "2031-03-14T23:30:00-05:00"), "2031-03-14"),
        (meta("article:published_time", "2031-03-14 09:00"), "2031-03-14"),
        ('<meta name="citation_publication_date" content="2031/03/14">', "2031-03-14"),
        ('<meta itemprop="datePublished" content="2031-03-14">', "2031-03-14"),
        (linked(datePublished="2031-03-14", dateModified="2031-04-01"), "2031-03-14"),
        (GRAPH % '{"@type": "Article", "datePublished": "2031-03-14"}', "2031-03-14"),
        (GRAPH % '{"@type": "Person"}', "2031-01-01"),
        (meta("article:published_time", "2031-03") + '<meta name="date" content="2031-03-14">', "2031-03-14"),
        (meta("article:published_time", "2031-03-14") + linked(datePublished="2031-03-15T01:00Z"), "2031-03-14"),
        (linked(datePublished="2031-03-14") * 2, "2031-03-14"),
    ],
)
def test_a_day_that_the_page_states(head: str, published: str) -> None:
    assert stated(head).published == published


@pytest.mark.parametrize(
    "head",
    [
        "",
        URL_DATE,
        meta("article:published_time", "2031-03"),
        meta("article:published_time", "2031"),
        meta("article:published_time", "2031-02-30"),
        meta("article:published_time", "2031-03-14th"),
        meta("article:modified_time", "2031-03-14"),
        '<meta name="date" content="03/04/2031">',
        '<meta itemprop="copyrightYear" content="2031">',
        '<meta http-equiv="last-modified" content="2031-03-14">',
        linked(dateModified="2031-03-14"),
        linked(datePublished="2031-03-14") + linked(datePublished="2031-03-10"),
        linked(datePublished=20310314),
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2031-03-14"</script>',
        f'<script type="application/ld+json">{"[" * 100_000}</script>',
        f'<script type="application/ld+json">{"[" * 900}{"]" * 900}</script>',
    ],
)
def test_no_day_is_made_up(head: str) -> None:
    """Neither of an address nor of the text, nor of a month, a year, a change, or of a choice between two days."""
    assert stated(head, body="<p>Posted 2024-05-06. <time>2024-05-06</time></p>").published is None


@pytest.mark.parametrize(
    ("html", "head", "language"),
    [
        (' lang="es-sv"', "", "es-SV"),
        (' lang="en_US"', '<meta http-equiv="Content-Language" content="de">', "en-US"),
        (' xml:lang="sr-latn-RS"', "", "sr-Latn-RS"),
        (' lang="ES-419"', "", "es-419"),
        (' lang="sl-rozaj"', "", "sl-rozaj"),
        ("", '<meta http-equiv="Content-Language" content="de">', "de"),
        ("", '<meta http-equiv="content-language" content="fr">', "fr"),
        ("", '<meta http-equiv="Content-Language" content="de, fr">', None),
        (' lang=""', "", None),
        (' lang="English language"', "", None),
    ],
)
def test_languages(html: str, head: str, language: str | None) -> None:
    assert stated(head, html=html).language == language


@pytest.mark.parametrize("tag", [None, "", "e", "en,es", "en--US", "en-", "español"])
def test_what_is_no_language_tag(tag: str | None) -> None:
    assert language_tag(tag) is None
