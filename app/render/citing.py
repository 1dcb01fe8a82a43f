"""Formats of a reference: Markdown, plain text, BibTeX and CSL-JSON.

Documents are hostile: whatever stands in a title, a label or a quotation comes out as text in every format.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.render.references import Reference, Source
from app.render.values import Json, encode

_BREAK = re.compile(r" *[\x00-\x1f\x7f-\x9f\u2028\u2029][ \x00-\x1f\x7f-\x9f\u2028\u2029]*")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_MARKUP = re.compile(r"[\\`*_{}\[\]<>|~^&$@]|:(?=\S)|(?<=www)\.", re.IGNORECASE)
_TEX: Mapping[int, str] = str.maketrans(
    {
        **{char: f"\\{char}" for char in "&%$#_"},
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # a word, because braces are counted even behind a backslash
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def line(text: str) -> str:
    """A text in one line: without control characters, and what would turn the direction of writing made visible."""
    return _TURNING.sub(lambda found: f"[U+{ord(found[0]):04X}]", _BREAK.sub(" ", text))


def in_markdown(text: str) -> str:
    """A text that neither Markdown (GitHub's links of bare addresses included) nor HTML makes anything else of."""
    return _MARKUP.sub(lambda found: f"\\{found[0]}", line(text))


def in_bibtex(text: str) -> str:
    """A text that TeX sets as it is, with balanced braces."""
    return line(text).translate(_TEX)


def plain(reference: Reference) -> str:
    """One line for what is cited, and one for each source."""
    lines = [f"Chancery: “{reference.label}”. {reference.said} {reference.address}"]
    for source in reference.sources:
        name = f"“{source.title}”" if source.title else source.label
        quoted = [f"“{each.exact}” ({each.place}) {each.address}" for each in source.quotations]
        lines.append("; ".join([f"Source: {name}, {source.about}. {source.address}", *quoted]))
    return "".join(f"{line(each)}\n" for each in lines)


def markdown(reference: Reference) -> str:
    """A paragraph with a list of the sources, and in it lists of their passages; every address is a link."""
    title = f"[{in_markdown(reference.label)}]({reference.address})"
    lines = [f"Chancery: {title}. {in_markdown(reference.said)}", ""]
    for source in reference.sources:
        lines.append(f"- [{in_markdown(source.title or source.label)}]({source.address}), {in_markdown(source.about)}")
        lines += [f"  - “{in_markdown(each.exact)}” ([{each.place}]({each.address}))" for each in source.quotations]
    return "".join(f"{each}\n" for each in lines)


def bibtex(reference: Reference) -> str:
    """Entries for biblatex, the first for what is cited, then one for each source."""
    cited = {
        "author": "{Chancery}",
        "title": f"{{{in_bibtex(reference.title)}}}",
        "version": in_bibtex(reference.version),
        "url": reference.address,
        "note": in_bibtex(_note(reference)),
    }
    entries = [(_key(*reference.of), cited)]
    for source in reference.sources:
        about = {
            "title": f"{{{in_bibtex(source.title or source.label)}}}",
            "organization": in_bibtex(source.publisher or ""),
            "date": source.issued or "",
            "url": source.address,
            "note": in_bibtex(_note(source)),
        }
        entries.append((_key("document", source.id), about))
    return "\n".join(_entry(*each) for each in entries)


def _entry(key: str, fields: Mapping[str, str]) -> str:
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{body}}}\n"


def csl(reference: Reference) -> str:
    """An array of CSL-JSON items, the first for what is cited, then one for each source."""
    cited: dict[str, Json] = {
        "id": _key(*reference.of),
        "type": "dataset",
        "title": line(reference.title),
        "author": [{"literal": "Chancery"}],
        "version": reference.version,
        "URL": reference.address,
        "note": line(_note(reference)),
    }
    return encode([cited, *map(_csl_source, reference.sources)]).decode()


def _csl_source(source: Source) -> Json:
    ends = source.issued.split("/") if source.issued else []
    parts: list[Json] = [[int(number) for number in end.split("-")] for end in ends]
    return {
        "id": _key("document", source.id),
        "type": "document",
        "title": line(source.title or source.label),
        **({"publisher": line(source.publisher)} if source.publisher else {}),
        **({"issued": {"date-parts": parts}} if parts else {}),
        "URL": source.address,
        "note": line(_note(source)),
    }


def _note(about: Reference | Source) -> str:
    """What has no member of its own; it begins with a word that no program takes for the name of one."""
    if isinstance(about, Reference):
        return " ".join(filter(None, [f"Data set {about.digest}.", about.statement]))
    quoted = (f"“{each.exact}” ({each.place}) {each.address}" for each in about.quotations)
    return "; ".join([f"Document of Chancery, {about.about}", *quoted])


def _key(*parts: str) -> str:
    return ":".join(["chancery", *(re.sub(r"[^A-Za-z0-9_-]", "-", part) for part in parts)])


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a reference."""

    media_type: str
    write: Callable[[Reference], str]


FORMATS: Mapping[str, Format] = {
    "md": Format("text/markdown; charset=utf-8", markdown),
    "txt": Format("text/plain; charset=utf-8", plain),
    "bib": Format("application/x-bibtex; charset=utf-8", bibtex),
    "csl.json": Format("application/vnd.citationstyles.csl+json", csl),
}
"""The formats by the suffix that asks for them."""


def texts(reference: Reference) -> dict[str, str]:
    """A reference in every format, by its suffix: for a page to show."""
    return {suffix: each.write(reference) for suffix, each in FORMATS.items()}
