"""From bytes to characters: what browsers do, without what they guess or replace."""

import codecs

import pytest

from app.ingest.charsets import WrongCharset, decode


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("Olé – 5 €".encode(), None, "Olé – 5 €"),
        ("Olé".encode(), "utf-8", "Olé"),
        (codecs.BOM_UTF8 + "Olé".encode(), "windows-1252", "Olé"),
        (codecs.BOM_UTF16_LE + "Olé".encode("utf-16-le"), "utf-8", "Olé"),
        (codecs.BOM_UTF16_BE + "Olé".encode("utf-16-be"), None, "Olé"),
        ("Olé".encode("utf-16-le"), "UTF-16", "Olé"),
        (b"\x93Ol\xe9\x94 \x80 5", "iso-8859-1", "“Olé” € 5"),
        (b"\x93Ol\xe9\x94", " US-ASCII ", "“Olé”"),
        (b"Ol\xe9", "x-cp1252", "Olé"),
        ("日本".encode("cp932"), " X-SJIS ", "日本"),
        ("日本".encode("cp932"), "Shift_JIS", "日本"),
        ("中文".encode("gb18030"), "gb2312", "中文"),
        ("한국".encode("cp949"), "ks_c_5601-1987", "한국"),
        ("Киев".encode("koi8-u"), "koi8-u", "Киев"),
        (b'<meta charset="windows-1252">Ol\xe9', None, '<meta charset="windows-1252">Olé'),
        (b"<META name=x><meta charset=latin1>\xe9", None, "<META name=x><meta charset=latin1>é"),
        (b'<meta http-equiv=a content="text/html; charset=koi8-r">\xeb', "nonsense", None),
        (b'<?xml version="1.0" encoding="iso-8859-2"?>\xb1', None, '<?xml version="1.0" encoding="iso-8859-2"?>ą'),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><meta charset=utf-8>\xc4\x85', None, None),
        (b'<meta charset="utf-16">Ol\xc3\xa9', None, '<meta charset="utf-16">Olé'),
        (b'<!-- <meta charset="koi8-r"> -->\xc3\xa9', None, '<!-- <meta charset="koi8-r"> -->é'),
        (b'<meta charset="koi8-r">\xc3\xa9', "utf-8", '<meta charset="koi8-r">é'),
    ],
)
def test_a_charset_that_is_stated(data: bytes, declared: str | None, text: str | None) -> None:
    decoded = decode(data, declared, markup=True)
    assert decoded == text if text else decoded.endswith(("К", "ą"))


@pytest.mark.parametrize(
    ("data", "declared", "says"),
    [
        (b"Ol\xe9", None, "utf-8"),
        (b"Ol\xe9", "utf-8", "at byte 2"),
        (b"Ol\xe9", "utf-7", "utf-8"),
        (b"Ol\xe9", "hex", "utf-8"),
        (b"Ol\xe9", "x" * 50, "utf-8"),
        (b"a\x81", "windows-1252", "cp1252"),
        (b"\xef\xbb\xbfOl\xe9", "windows-1252", "utf-8"),
        (b"\xff\xfeO", None, "utf-16-le"),
        (b"\xff\xfe\x00\xd8O\x00", None, "utf-16-le"),
        ("Ol".encode("utf-16-le"), None, "NUL"),
        (b"a\0b", "utf-8", "NUL"),
    ],
)
def test_bytes_that_the_charset_does_not_have(data: bytes, declared: str | None, says: str) -> None:
    with pytest.raises(WrongCharset) as caught:
        decode(data, declared, markup=True)
    assert says in caught.value.what
    assert caught.value.code == "fetch-charset"


def test_plain_text_says_nothing_of_its_charset() -> None:
    data = '<meta charset="windows-1252">é'
    assert decode(data.encode(), None, markup=False) == data
    with pytest.raises(WrongCharset):
        decode(data.encode("cp1252"), None, markup=False)
