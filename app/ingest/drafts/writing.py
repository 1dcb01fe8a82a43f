"""A draft as TOML: what a curator edits, with the open questions as comments beside their entries."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping

from app.ingest.drafts.draft import Draft, undrafted
from app.ingest.drafts.entry import Entry, Value
from app.ingest.drafts.names import Named
from app.ingest.entries import REVIEW
from app.ingest.tables import MAX_TITLE, OPEN
from app.model.folding import fold

_LABEL = 80
"""Characters of a sentence that a drafted label takes."""
_UNLABELLED = ("reserve_snapshot", "ignore", "actor")
_STEERING = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode categories that no comment of TOML may hold, or that nobody would see there."""


def toml(draft: Draft, capture: Mapping[str, str] | None = None) -> str:
    """The claims file of a draft; `capture` says how its document was captured."""
    used: dict[str, set[str]] = {}
    lines = [*_head(draft), *_capture(capture or {}), *_names(draft)]
    for entry in draft.entries:
        lines += ["", *_entry(entry, used)]
    if draft.silent:
        lines += [
            "",
            "# Sentences without a quantity or date that may state something: make an entry of each, or say why not.",
        ]
    for entry in draft.silent:
        lines += ["", *_entry(entry, used)]
    lines += _rest(draft)
    if draft.left:
        lines += ["", f"# The document has {draft.left} sentences more, of which nothing is drafted: it is too long."]
    return "\n".join(lines) + "\n"


def _rest(draft: Draft) -> Iterator[str]:
    """What was read and is in no entry, each with its line in the document."""
    found = [*undrafted(draft)]
    if found:
        yield from ("", "# Read, and in no entry above: state it, or set it aside.")
    for mention in found:
        start, end = draft.document.folded.original(mention.span.start, mention.span.end)
        line = draft.document.text.count("\n", 0, start) + 1
        yield _comment(f"line {line}: «{draft.document.text[start:end]}»")


def _head(draft: Draft) -> Iterator[str]:
    document, head = draft.document, draft.head
    yield "# A draft: every value below was proposed by a program. Read each entry against the document, mend it, give"
    yield '# what is still "?", and delete what is no fact. Then remove `review` and move the file into seeds/claims.'
    yield ""
    yield "[document]"
    yield f'{REVIEW:9} = "open"'
    yield f"id        = {_text(head.id)}"
    yield f"file      = {_text(document.source)}"
    yield f"sha256    = {_text(document.sha256)}"
    yield f"label     = {_text(_printable(head.title.words if head.title else document.source) or 'A document')}"
    for name, value in (("title", head.title), ("publisher", head.publisher), ("published", head.published)):
        if value:
            yield f"{name:9} = {_value(value)}"
        else:
            yield f"# {name}: the text does not say; leave it out, or give {{value, why, quote}}"
    yield f"language  = {_value(head.language)}" if head.language.quote else "# language: there are no words to quote"
    yield "# rank: one of primary, official, secondary, aggregator, as {value, why, quote}"


def _capture(capture: Mapping[str, str]) -> Iterator[str]:
    if capture:
        yield ""
        yield "[document.capture]"
        yield from (f"{name:9} = {_text(value)}" for name, value in capture.items())


def _names(draft: Draft) -> Iterator[str]:
    """Whom the document names: known ones, and candidates for entities.toml."""
    known = [named for named in draft.names if named.entity]
    others = [named for named in draft.names if not named.entity]
    if known:
        yield ""
        yield _comment(f"It names {', '.join(f'{named.entity} («{named.name}»)' for named in known)}.")
    if others:
        yield ""
        yield "# Candidates for seeds/entities.toml; nothing links to them until they stand there. Each that a record"
        yield "# names also needs an [[actor]] entry somewhere, with a passage about it."
    for named in others:
        yield from (_comment(line) for line in _candidate(named))


def _candidate(named: Named) -> Iterator[str]:
    yield ""
    if named.near:
        yield f"# near {named.near}: the same one? Then a name of it; if not, put this name into its `not`."
    yield "[[entity]]"
    yield f"id    = {_text(_slug(named.name))}"
    yield f"kind  = {_text(named.kind)}"
    yield f"label = {_text(_printable(named.name))}"
    yield f"names = [{_text(named.name)}]"


def _entry(entry: Entry, used: dict[str, set[str]]) -> Iterator[str]:
    yield f"[[{entry.table}]]"
    rows: list[tuple[str, str]] = []
    if entry.table not in _UNLABELLED:
        rows += [("id", _text(_id(entry, used.setdefault(entry.table, set())))), ("label", _text(label_of(entry)))]
    rows.append(("quote", _text(entry.quote)))
    if entry.occurrence is not None:
        rows.append(("occurrence", str(entry.occurrence)))
    rows += [(name, _value(value)) for name, value in entry.values.items()]
    rows += [(name, f"[{', '.join(map(_text, values))}]") for name, values in entry.lists.items()]
    if entry.table == "ignore":
        rows.append(("why", _text(OPEN)))
    width = max(len(name) for name, _ in rows)
    yield from (f"{name:{width}} = {value}" for name, value in rows)
    yield from (_comment(note) for note in entry.notes)


def label_of(entry: Entry) -> str:
    """A first label: the beginning of the quote, one printable line."""
    words = _printable(entry.quote) or "A passage"
    return words if len(words) <= _LABEL else f"{words[: _LABEL - 1].rsplit(' ', 1)[0]} …"


def _id(entry: Entry, used: set[str]) -> str:
    """A first id of the sentence's words, numbered where it is taken."""
    words = [word for word in _slug(entry.quote).split("-") if len(word) > 3]
    first = "-".join(words[:5])[:80].strip("-") or "entry"
    number, name = 1, first
    while name in used:
        number += 1
        name = f"{first}-{number}"
    used.add(name)
    return name


def _slug(words: str) -> str:
    """Lower-case ASCII letters and digits of a text, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:100].strip("-") or "entry"


def _value(value: Value) -> str:
    if value.why is None:
        return _text(value.words)
    members = {"value": _text(value.words), "why": _text(value.why)}
    if value.quote is not None:
        members["quote"] = _text(value.quote)
    if value.occurrence is not None:
        members["occurrence"] = str(value.occurrence)
    return f"{{{', '.join(f'{name} = {member}' for name, member in members.items())}}}"


def _text(words: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, but for the one control character that JSON leaves alone."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(words: str) -> str:
    """A line of a comment: control characters and what cannot be seen are written as escapes."""
    spaced = words if words.startswith(("[[", "id ", "kind ", "label ", "names ")) else " ".join(words.split())
    shown = "".join(
        char.encode("unicode_escape").decode() if unicodedata.category(char) in _STEERING else char for char in spaced
    )
    return f"# {shown}".rstrip()


def _printable(words: str) -> str:
    plain = "".join(char if char.isprintable() else " " for char in fold(words))
    return plain[:MAX_TITLE].strip()
