"""Pages: the article of an HTML page as plain text, a paragraph or a row of a table on each line.

trafilatura tells the article from the page around it. Before, everything that readers see by style alone is spelled
out, and what they do not see is taken away: bare text would make 106 of 10<sup>6</sup>.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import CurationError
from app.ingest.metadata import Metadata, read_metadata

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_MARKS = {"del": ("~~", "~~"), "s": ("~~", "~~"), "strike": ("~~", "~~"), "q": ("“", "”")}
_UNSEEN = ".//*[(@hidden and @hidden != 'until-found') or contains(translate(@style, ' ', ''), 'display:none')]"
_LISTS = ("ul", "ol", "li", "dl", "dt", "dd")


class EmptyPage(CurationError):
    code = "fetch-empty"
    remedy = (
        "the page may need scripts, a login or consent, or its article is not told from its frame: put the text "
        "that a browser shows, UTF-8, into seeds/documents by hand"
    )


class DeepPage(CurationError):
    code = "fetch-too-deep"
    remedy = "put the text that a browser shows, UTF-8, into seeds/documents by hand"


@dataclass(frozen=True, slots=True)
class Page:
    """The article, and what the page states of itself."""

    body: str
    metadata: Metadata


def read_page(html: str, least: int) -> Page:
    """The article of a page; raises `EmptyPage` where it has fewer than `least` characters, and `DeepPage`."""
    from trafilatura import extract, load_html  # noqa: PLC0415  (a fifth of a second that only a capture needs)

    tree = load_html(html)
    if tree is None:
        raise EmptyPage("there is no HTML in the page")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in tree.getroottree().parser.error_log):
        raise DeepPage("the page nests deeper than 256 elements, and its text would be cut off there")
    metadata = read_metadata(tree)
    _spell_out(tree)
    text = extract(
        tree,
        output_format="txt",
        fast=False,
        include_comments=False,
        include_tables=True,
        include_links=False,
        include_images=False,
        include_formatting=False,
        deduplicate=False,
        target_language=None,
    )
    body = _without_headline([line.rstrip() for line in (text or "").splitlines()], metadata.title)
    if len(body) < least:
        raise EmptyPage(f"the article has {len(body)} characters, at least {least} are expected")
    return Page(body, metadata)


def _spell_out(tree: "HtmlElement") -> None:
    """Put into characters what a reader sees by style alone: as bare text, 10<sup>6</sup> would read 106."""
    for element in list(tree.iter("template", "sup", "sub", "td", "th", *_MARKS)):
        if element.tag == "template":
            element.drop_tree()
        elif element.tag in _MARKS:
            _enclose(element, *_MARKS[element.tag])
            element.drop_tag()
        elif element.tag in ("td", "th"):
            _flatten(element)
        else:
            _shift(element)
    for element in tree.xpath(_UNSEEN):
        element.drop_tree()


def _shift(element: "HtmlElement") -> None:
    """Raised and lowered digits; but the number of a note, which is a link, in brackets: `6,240[1]`."""
    words = element.text_content().strip()
    around = element.getparent()
    if element.find(".//a") is not None or (around.tag == "a" and around.text_content().strip() == words):
        if not words.startswith(("[", "(")):
            _enclose(element, "[", "]")
        return
    table = _RAISED if element.tag == "sup" else _LOWERED
    for each in element.iter():
        each.text = each.text and each.text.translate(table)
        if each is not element:
            each.tail = each.tail and each.tail.translate(table)


def _enclose(element: "HtmlElement", before: str, after: str) -> None:
    element.text = before + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + after
    else:
        element.text += after


def _flatten(cell: "HtmlElement") -> None:
    """The lists in a table's cell as words of its line: trafilatura loses them."""
    for block in list(cell.iter(*_LISTS)):
        block.text, block.tail = f" {block.text or ''}", f" {block.tail or ''}"
        block.drop_tag()


def _without_headline(lines: list[str], title: str | None) -> str:
    """The text of an article; a first line that repeats the title is left out, so that the title can be quoted."""
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    repeated = title is not None and first < len(lines) and lines[first] == title
    return "\n".join(lines[first + repeated :]).strip()
