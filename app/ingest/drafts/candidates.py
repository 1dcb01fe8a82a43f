"""Candidates: capitalised names and handles of a document, each with the kind of actor that its words speak for."""

import re
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale as BabelLocale

from app.ingest.anchor import Span
from app.ingest.documents import Document
from app.ingest.drafts.words import any_of, words
from app.ingest.mentions import folded_span
from app.model.passages import passages
from app.model.wording.locales import Locale
from app.model.wording.patterns import alternation
from app.model.wording.units import CODES, SYMBOLS

_CAPITAL = "A-ZÁÉÍÓÚÑÜ"
_TOKEN = rf"(?:[{_CAPITAL}][\w'’-]*(?:\.(?=\w))?|[A-Z]\.)"
_LINK = (
    r"(?:\s(?:of the|of|for|de la|de las|de los|del|de|bin|van|von|da|dos|al|e|OF THE|OF|AND|DE LA|DE LOS|DEL|DE)|-)?"
)
_BOARDS = any_of(words("names", "boards"))
_SUFFIX = r"(?:,?\s(?:Inc|Ltd|LLC|Corp|INC|LTD|CORP)\b\.?|,?\sS\.A\.(?:\sde\sC\.V\.?)?)?"
_RUN = re.compile(
    rf"(?<![\w@/.-])(?:(?:The\s|La\s)?{_BOARDS}\s(?:of|for|de)(?:\s(?:the|la|las|los))?\s{_TOKEN}"
    rf"(?:(?:,|{_LINK})\s{_TOKEN}){{0,5}}\s(?:and|y|&)\s{_TOKEN}(?:{_LINK}\s{_TOKEN}){{0,5}}"
    rf"|{_TOKEN}(?:(?:{_LINK}|\s&)\s{_TOKEN}){{0,7}}?{_SUFFIX}(?!{_LINK}\s{_TOKEN}|\s&\s{_TOKEN}))(?!\w)"
)
_HANDLE = re.compile(r"(?<![\w/@.])@\w{2,30}")
_ROLE = any_of(words("names", "roles"))
_CUT = re.compile(rf"['’]s\s|\s?{_ROLE}\s(?=[{_CAPITAL}])")
_KINDS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("organisation", rf"{any_of(words('names', 'ends_organisation'))}\.?$"),
        ("product", any_of(words("names", "product"))),
        ("authority", any_of(words("names", "authority"))),
        ("organisation", any_of(words("names", "organisation"))),
    )
)
_ALONE = re.compile(any_of(word for word in words("names", "authority") if " " not in word), re.IGNORECASE)
_FIRM = re.compile(rf"{any_of(words('names', 'firms'))}\s$")
_BEFORE_PERSON = re.compile(rf"(?:{_ROLE},?|(?<!\w)[Bb]y:?|(?<!\w)[Pp]or|/s/)\s$")
_AFTER_PERSON = re.compile(rf",\s\d\d,|,\s(?:(?:the|el|la|its|su)\s)?(?:\w+\s){{0,2}}{_ROLE}")
_TOLD = re.compile(rf",|\s{any_of(words('names', 'says'))}")
_PLACED = re.compile(rf"{any_of(words('names', 'places'))}\s$")
_THE = re.compile(r"(?<!\w)(?:the|el|la|los|an?)\s$")
_ACRONYM = re.compile(r"[A-Z][A-Z&.]{1,6}")
_CAMEL = re.compile(r"[A-Z][a-z]+[A-Z][a-z]\w*")
_MODEL = re.compile(r"[A-Z][a-z]+ [A-Z]+-?\d+\w?")
_INITIAL = re.compile(r"(?:[A-Z]\. ?){1,2}[A-Z][a-z]\w+(?:-\w+)?")
_PERSONAL = re.compile(rf"[{_CAPITAL}][\w'’-]+|[A-Z]\.|bin|de|del|van|von|al|la")
_SENTENCE = 60
"""Characters of a passage that is likelier a sentence than a heading: headings have capitals without naming anybody."""
_STOP, _THINGS, _NO_NAMES, _PLACES = (
    frozenset(words("names", name)) for name in ("stop", "things", "acronyms", "place_names")
)
_WITHOUT_STATE = frozenset({"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"})
_MASTHEAD = 60
"""Characters of the name of a paper."""
_PARTS = 4
"""Names that a person has at most."""


def candidates(document: Document, locale: Locale) -> Iterator[tuple[str, Span, str]]:
    """Every name that is no part of the dictionary, where it stands, and its likely kind."""
    text = _cut_at_gaps(document)
    for found in _HANDLE.finditer(text):
        yield found[0], Span(*found.span()), "account"
    countries = _countries(locale.language.name)
    for found in _states(countries).finditer(text):
        if text[found.end() : found.end() + 2].strip()[:1] != "$":
            yield found[0], Span(*found.span()), "state"
    dates = frozenset(name.lower() for name in (*locale.language.months, *locale.language.weekdays))
    for start, end in passages(document.text):
        span = folded_span(document, (start, end))
        for found in _RUN.finditer(text, span.start, span.end):
            for piece in _pieces(found[0], found.start()):
                name = _trimmed(text, *piece, dates)
                kind = _kind(text, name, span) if name and text[slice(*name)] not in countries else None
                if name and kind:
                    yield text[slice(*name)], Span(*name), kind


def masthead(document: Document) -> Span | None:
    """The first line of a document, where nothing but a name stands there: a paper's own, as a rule."""
    first = next(iter(passages(document.text)), None)
    if first is None:
        return None
    words = re.split(r"\s\|\s|\t|\s{3,}", document.text[slice(*first)])[0]
    tokens = [token for token in words.split() if token.lower() not in _STOP]
    named = 2 <= len(tokens) <= 6 and all(token[0].isupper() for token in tokens)
    if not named or len(words) > _MASTHEAD or any(char.isdigit() or char in "#:." for char in words):
        return None
    return folded_span(document, (first[0], first[0] + len(words)))


def _cut_at_gaps(document: Document) -> str:
    """The prose, with `¶` also where the document has a gap between columns."""
    folded, text = document.folded, document.prose
    return "".join(
        "¶" if char == " " and end - start > 1 and "\n" not in document.text[start:end] else char
        for char, start, end in zip(text, folded.starts, folded.ends, strict=True)
    )


@lru_cache(maxsize=4)
def _countries(language: str) -> frozenset[str]:
    """The names of states, by CLDR, with those that the press uses."""
    territories = BabelLocale(language).territories.items()
    states = [name for code, name in territories if len(code) == 2 and code.isalpha() and code not in _WITHOUT_STATE]
    return frozenset({*states, *(name.upper() for name in states if len(name) > 3), *words("names", "states")})


@lru_cache(maxsize=4)
def _states(countries: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(countries)})(?!\w)")


def _pieces(run: str, at: int) -> Iterator[tuple[int, int]]:
    """The names in a run of capitalised words: `Paraguay's Treasury` is two, and so is `Treasury Secretary Benegas`."""
    start = 0
    for cut in _CUT.finditer(run):
        yield at + start, at + cut.start()
        start = cut.end()
    yield at + start, at + len(run)


def _trimmed(text: str, start: int, end: int, dates: frozenset[str]) -> tuple[int, int] | None:
    """Without words that begin a sentence, roles, months and weekdays at either end; None if no name is left."""
    tokens = [found.span() for found in re.compile(r"\S+").finditer(text, start, end)]
    aged = re.match(r",\s\d\d,", text[end : end + 6]) is not None

    def plain(token: tuple[int, int]) -> str:
        return text[slice(*token)].strip(".,'’").lower()

    while tokens and (
        plain(tokens[0]) in _STOP or (plain(tokens[0]) in dates and not aged) or _is_role(text, tokens[0])
    ):
        tokens.pop(0)
    while tokens and (plain(tokens[-1]) in dates or plain(tokens[-1]) in ("of", "de", "del", "for", "and")):
        tokens.pop()
    if not tokens or plain(tokens[0]) in _THINGS or plain(tokens[-1]) in _THINGS:
        return None
    stop = tokens[-1][1]
    ending = re.search(r"['’]s?$", text[tokens[0][0] : stop])
    return tokens[0][0], stop - len(ending[0] if ending else "")


def _is_role(text: str, token: tuple[int, int]) -> bool:
    return re.fullmatch(_ROLE, text[slice(*token)]) is not None


def _kind(text: str, at: tuple[int, int], passage: Span) -> str | None:
    """What kind of actor a name is, by its own words and those around it; None for what is likely none."""
    name, tokens = text[slice(*at)], text[slice(*at)].split()
    before, after = text[max(0, at[0] - 24) : at[0]], text[at[1] : at[1] + 24]
    if len(tokens) == 1:
        if after.startswith(":"):
            return None
        return _kind_of_word(name, before)
    if tokens[0] in _PLACES and len(tokens) < 4:
        return None
    own = next((kind for kind, pattern in _KINDS if pattern.search(name)), None)
    return own or _kind_of_words(tokens, before, after, passage)


def _kind_of_word(name: str, before: str) -> str | None:
    """Of one word: an authority by its name, a firm by how it is written or called; else nobody."""
    if name in CODES or name in SYMBOLS or name.lower() in _NO_NAMES:
        return None
    if _ALONE.fullmatch(name):
        return "authority" if not name.isupper() else None
    if _CAMEL.fullmatch(name) or _FIRM.search(before):
        return "organisation"
    return "organisation" if _ACRONYM.fullmatch(name) and not re.search(r"\d\s?$", before) else None


def _kind_of_words(tokens: list[str], before: str, after: str, passage: Span) -> str | None:
    """Of words that say nothing of themselves: what those around them say."""
    name = " ".join(tokens)
    if _BEFORE_PERSON.search(before) or _AFTER_PERSON.match(after) or _INITIAL.fullmatch(name):
        return "person" if len(tokens) <= _PARTS else None
    if _FIRM.search(before) or " del " in name:
        return "organisation"
    if _MODEL.fullmatch(name):
        return "product"
    return _kind_in_sentence(tokens, before, after, passage)


def _kind_in_sentence(tokens: list[str], before: str, after: str, passage: Span) -> str | None:
    """Two to four names in a sentence are a person, with an article before them something else."""
    if _PLACED.search(before) or len(tokens) > _PARTS or all(token.isupper() for token in tokens):
        return None
    if passage.end - passage.start < _SENTENCE or not all(_PERSONAL.fullmatch(token) for token in tokens):
        return None
    return "organisation" if _THE.search(before) and not _TOLD.match(after) else "person"
