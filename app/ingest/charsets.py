"""Charsets: from a page's bytes to its characters, as browsers do it, but with nothing guessed and nothing replaced.

In this order: a byte order mark, the HTTP header, what the page says of itself (HTML Standard, 13.2.3), UTF-8. Labels
mean what the Encoding Standard says: `iso-8859-1` and `us-ascii` are windows-1252.
"""

import codecs
import re

from app.errors import CurationError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WEB_ONLY = {
    "dos-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "unicode-1-1-utf-8": "utf-8",
    "windows-874": "cp874",
    "windows-949": "cp949",
    "x-cp1252": "cp1252",
    "x-gbk": "gb18030",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-sjis": "cp932",
}
"""Labels of the web that Python does not know."""
_MEANT = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "shift_jis": "cp932",
    "tis-620": "cp874",
    "utf-16": "utf-16-le",
}
"""Python's name of a codec → the one that the web means by it."""
_READ = {
    *("utf-8", "utf-16-le", "utf-16-be", "cp866", "cp874", "cp932", "cp949", "koi8-r", "koi8-u", "mac-roman"),
    *("mac-cyrillic", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp"),
    *(f"cp{number}" for number in range(1250, 1259)),
    *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
}
"""The codecs of the Encoding Standard; Python has others, which no browser reads (utf-7, for one)."""
_HEAD = 4096
"""Bytes in which a page may name its charset."""
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_DECLARED = (
    re.compile(rb"<meta\s[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE),
    re.compile(rb"^\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']"),
)


class WrongCharset(CurationError):
    code = "fetch-charset"
    remedy = "its publisher has to mend it: put what a browser shows, as UTF-8, into seeds/documents by hand"


def decode(data: bytes, declared: str | None, *, markup: bool) -> str:
    """The text of a body, without its byte order mark; raises `WrongCharset` at a byte that its charset does not have.

    `declared` is the label of the HTTP header; only `markup` is asked for its own.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], name)
    return _strictly(data, _codec(declared) or (_own(data) if markup else None) or "utf-8")


def _own(data: bytes) -> str | None:
    """What a page says of itself. One whose ASCII can be read is not in UTF-16, whatever it says."""
    head = _COMMENT.sub(b"", data[:_HEAD])
    found = (pattern.search(head) for pattern in _DECLARED)
    name = next((name for each in found if each and (name := _codec(each[1].decode("ascii")))), None)
    return "utf-8" if name in ("utf-16-le", "utf-16-be") else name


def _codec(label: str | None) -> str | None:
    """Python's name for what the web calls so; None if the web knows no such charset, and browsers look further."""
    label = (label or "").strip().lower()
    try:
        name = codecs.lookup(_WEB_ONLY.get(label, label)).name
    except LookupError:
        return None
    name = _MEANT.get(name, name)
    return name if name in _READ else None


def _strictly(data: bytes, name: str) -> str:
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise WrongCharset(
            f"the page is not {name}, as it says or is read: {error.reason} at byte {error.start}"
        ) from error
    if "\0" in text:
        raise WrongCharset(f"the page has a NUL character, as no text in {name} has")
    return text
