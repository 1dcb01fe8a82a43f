"""Captures from a server on this machine, good or hostile. All pages are test data; Ruritania does not exist."""

import gzip
import hashlib
import http.server
import socket
import subprocess
import sys
import threading
import time
import tomllib
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from importlib.metadata import version
from typing import Any

import httpx
import pytest

from app.errors import CurationError
from app.ingest.capture import Captured, capture, file_name
from app.ingest.download import DEFAULTS, MEDIA_TYPES, USER_AGENT, DownloadError, Limits, download
from app.settings import ROOT
from tests.workshop import Workshop

BODY = (
    "Test data: on March 3, 2031 the invented state of Ruritania said that it holds over 1,250 BTC in its reserve.\n"
    "The invented minister of Ruritania added that 40 to 60 megawatts of surplus power are set aside for mining it."
)
ARTICLE = "".join(f"<p>{line}</p>" for line in BODY.splitlines())
HEAD = (
    '<meta property="og:title" content="Ruritania’s coins, counted"><meta property="og:site_name" content="iWire">'
    '<meta property="article:published_time" content="2031-03-14T23:30:00-05:00"><meta name="author" content="Ana">'
)
PAGE = f'<html lang="en"><head>{HEAD}</head><body><nav>Home</nav><article>{ARTICLE}</article></body></html>'
QUICK = Limits(seconds=0.6)
NOW = datetime(2031, 4, 1, 1, 30, 15, 999, timezone(timedelta(hours=2)))

Handler = http.server.BaseHTTPRequestHandler
Reply = Callable[[Handler], None]


class Web:
    """A server with a reply for each path; it notes the headers that it was asked with."""

    def __init__(self) -> None:
        self.base = ""
        self.replies: dict[str, Reply] = {}
        self.asked: list[dict[str, str]] = []

    def at(self, path: str, reply: Reply) -> str:
        self.replies[path] = reply
        return self.base + path


@contextmanager
def serving() -> Iterator[Web]:
    """Serve on a free port of this machine; no thread is left."""

    web = Web()

    class Replying(Handler):
        def do_GET(self) -> None:  # noqa: N802  (http.server looks for this name)
            web.asked.append({name.lower(): value for name, value in self.headers.items()})
            with suppress(ConnectionError):  # whoever asked has had enough
                web.replies[self.path](self)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Replying)
    server.daemon_threads = False
    web.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()  # waits for the threads that reply
        thread.join(10)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    before = threading.active_count()
    with serving() as running:
        yield running
    assert threading.active_count() == before


def answer(
    body: bytes | str = PAGE, media_type: str | None = "text/html; charset=utf-8", status: int = 200, **headers: str
) -> Reply:
    """A well-formed reply; `headers` are named with underscores."""
    data = body.encode() if isinstance(body, str) else body

    def reply(handler: Handler) -> None:
        handler.send_response(status)
        said = {"content_type": media_type, "content_length": str(len(data)), **headers}
        for name, value in said.items():
            if value is not None:
                handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return reply


def endless(first: bytes, piece: bytes, every: float) -> Reply:
    """A reply of pieces that does not end by itself; the test would, after 20 seconds."""

    def reply(handler: Handler) -> None:
        handler.wfile.write(first)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            handler.wfile.write(piece)
            time.sleep(every)

    return reply


def silent(handler: Handler) -> None:
    """No reply at all, until whoever asked has gone."""
    handler.connection.settimeout(20)
    handler.connection.recv(1)


def to(location: str, status: int = 302) -> Reply:
    return answer("", None, status, location=location)


def refused(url: str, limits: Limits = DEFAULTS, client: httpx.Client | None = None) -> CurationError:
    """The refusal of a capture, which must be quick."""
    begun = time.monotonic()
    with pytest.raises(CurationError) as caught:
        capture(url, limits, client)
    assert time.monotonic() - begun < 5
    assert caught.value.what
    assert caught.value.mend
    return caught.value


def test_a_page_becomes_a_document(web: Web) -> None:
    address = web.at("/news?id=5", answer(content_language="de"))
    captured = capture(f" {address}#top", clock=lambda: NOW)
    text = (
        "Title: Ruritania’s coins, counted\nPublisher: iWire\nPublished: 2031-03-14\n"
        f"Address: {address}\n\n{BODY}\n"
    )  # fmt: skip
    assert captured == Captured(
        text=text,
        address=address,
        title="Ruritania’s coins, counted",
        publisher="iWire",
        author="Ana",
        published="2031-03-14",
        language="en",
        retrieved="2031-03-31T23:30:15Z",
        extractor=f"trafilatura {version('trafilatura')}",
        media_type="text/html",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    assert file_name(captured) == f"ruritanias-coins-counted_{captured.sha256[:8]}.txt"


def test_the_same_page_makes_the_same_bytes(web: Web) -> None:
    url = web.at("/", answer())
    first = capture(url)
    web.at("/other", answer(PAGE.replace("coins", "notes")))
    capture(f"{web.base}/other")
    assert capture(url, clock=lambda: NOW).sha256 == first.sha256
    assert abs(datetime.fromisoformat(first.retrieved) - datetime.now(UTC)) < timedelta(minutes=1)


def test_who_asks_says_so(web: Web) -> None:
    capture(web.at("/", answer()))
    (asked,) = web.asked
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert asked["user-agent"] == USER_AGENT == f"chancery/{project['version']} (+curation)"
    assert asked["accept-encoding"] == "gzip"
    assert asked["accept"] == ", ".join(MEDIA_TYPES)


@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown"])
def test_plain_text_is_its_own_body(web: Web, media_type: str) -> None:
    body = "\r\n# Test data\r\rRuritania holds <b>5</b> BTC.\n\n| a | b |"
    url = web.at("/", answer(body, f'{media_type}; charset="UTF-8"', content_language="es-sv"))
    captured = capture(url)
    assert captured.text == f"Address: {url}\n\n# Test data\n\nRuritania holds <b>5</b> BTC.\n\n| a | b |\n"
    assert (captured.extractor, captured.media_type, captured.language) == ("none", media_type, "es-SV")
    assert (captured.title, captured.publisher, captured.author, captured.published) == (None,) * 4
    assert file_name(captured) == f"127-0-0-1_{captured.sha256[:8]}.txt"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (PAGE.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (PAGE.replace("<head>", '<head><meta charset="windows-1252">').encode("cp1252"), "text/html"),
        (PAGE.encode("utf-16"), "text/html"),
        (PAGE.encode("utf-16-be"), "text/html;charset=utf-16be"),
        (PAGE.replace("<html", '<?xml version="1.0" encoding="utf-8"?>\n<html').encode(), "application/xhtml+xml"),
        (b"\xef\xbb\xbf" + PAGE.encode(), "TEXT/HTML; charset=koi8-r"),
    ],
)
def test_every_charset_makes_the_same_document(web: Web, body: bytes, media_type: str) -> None:
    captured = capture(web.at("/", answer(body, media_type)))
    assert captured.title == "Ruritania’s coins, counted"
    assert captured.text.endswith(f"\n\n{BODY}\n")


def test_a_packed_page(web: Web) -> None:
    assert capture(web.at("/", answer(gzip.compress(PAGE.encode()), content_encoding="gzip"))).title


@pytest.mark.parametrize(
    ("body", "coding", "code"),
    [
        (gzip.compress(PAGE.encode())[:-9], "gzip", "fetch-failed"),
        (gzip.compress(PAGE.encode()) + b"more", "gzip", "fetch-failed"),
        (b"", "gzip", "fetch-failed"),
        (PAGE.encode(), "x-gzip", "fetch-failed"),
        (PAGE.encode(), "br", "fetch-type"),
        (gzip.compress(gzip.compress(PAGE.encode())), "gzip, gzip", "fetch-type"),
    ],
)
def test_a_packing_that_cannot_be_undone(web: Web, body: bytes, coding: str, code: str) -> None:
    assert refused(web.at("/", answer(body, content_encoding=coding))).code == code


def test_a_page_that_says_that_it_is_too_large(web: Web) -> None:
    url = web.at("/", answer(content_length="5000001"))
    assert "5000001 bytes" in (error := refused(url)).what
    assert error.code == "fetch-too-large"


def test_a_page_that_does_not_end(web: Web) -> None:
    url = web.at("/", endless(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x" * 50_000, 0))
    for limits, says in (
        (Limits(wire_bytes=10**6), "has more than 1000000"),
        (Limits(page_bytes=10**6), "unpacks to more"),
    ):
        error = refused(url, limits)
        assert error.code == "fetch-too-large"
        assert says in error.what


def test_a_page_that_unpacks_to_a_thousandfold(web: Web) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 50_000
    url = web.at("/", answer(bomb, content_encoding="gzip"))
    tracemalloc.start()
    try:
        error = refused(url, Limits(page_bytes=1_000_000))
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
    assert error.code == "fetch-too-large"
    assert "unpacks to more" in error.what


def test_a_text_that_is_too_large_for_a_document(web: Web) -> None:
    """Each of these bytes takes three in UTF-8."""
    url = web.at("/", answer(b"\x93" * 1_700_000, "text/plain; charset=windows-1252"))
    assert refused(url).code == "fetch-too-large"


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-Drip: 1\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n", b"<p>"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nRuritania", b" holds"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["headers", "interim", "counted", "uncounted", "chunked"],
)
def test_a_server_that_drips(web: Web, first: bytes, piece: bytes) -> None:
    error = refused(web.at("/", endless(first, piece, 0.05)), QUICK)
    assert error.code == "fetch-too-slow"
    assert "0.6 seconds" in error.what


def test_a_server_that_says_nothing(web: Web) -> None:
    assert refused(web.at("/", silent), QUICK).code == "fetch-too-slow"


def test_a_connection_that_is_made_too_late(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.create_connection

    def late(*arguments: Any, **named: Any) -> socket.socket:
        time.sleep(0.8)
        return connect(*arguments, **named)

    monkeypatch.setattr(socket, "create_connection", late)
    assert refused(web.at("/", endless(b"HTTP/1.1 200 OK\r\n", b"X-Drip: 1\r\n", 0.05)), QUICK).code == "fetch-too-slow"


def test_a_step_that_takes_too_long_is_told_as_such() -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("a test", request=request)

    with httpx.Client(transport=httpx.MockTransport(reply)) as client:
        assert refused("http://wire.example/", client=client).code == "fetch-too-slow"


def test_redirects_share_one_time(web: Web) -> None:
    def slowly(handler: Handler) -> None:
        time.sleep(0.25)
        to("/")(handler)

    assert refused(web.at("/", slowly), QUICK).code == "fetch-too-slow"


def test_a_page_that_breaks_off(web: Web) -> None:
    assert refused(web.at("/", answer(content_length="4000"))).code == "fetch-failed"


def test_nobody_answers() -> None:
    with serving() as gone:
        pass
    assert refused(gone.base).code == "fetch-failed"
    assert refused(f"http://{'x' * 64}.example/").code == "fetch-failed"


def test_five_redirects_are_followed(web: Web) -> None:
    for hop, status in enumerate((301, 302, 303, 307, 308)):
        web.at(f"/{hop}", to(f"{hop + 1}#part", status))
    web.at("/5", answer())
    assert capture(f"{web.base}/0").address == f"{web.base}/5"
    web.at("/first", to("/0"))
    error = refused(f"{web.base}/first")
    assert (error.code, f"{web.base}/5" in error.what) == ("fetch-redirects", True)


def test_only_a_redirect_is_followed(web: Web) -> None:
    assert capture(web.at("/", answer(location="/elsewhere"))).address == f"{web.base}/"
    assert refused(web.at("/made", answer(status=201, location="/"))).code == "fetch-refused"


def test_a_circle_of_redirects(web: Web) -> None:
    web.at("/b", to("/a"))
    assert refused(web.at("/a", to("/b"))).code == "fetch-redirects"
    assert len(web.asked) == 6


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("file:///etc/hostname", "neither http nor https"),
        ("data:text/html,x", "no address"),
        ("http://ana:secret@127.0.0.1/", "a user name or a password"),
        ("https://", "names no host"),
        ("/" + "x" * 2000, "longer than 2000"),
    ],
)
def test_where_no_redirect_may_lead(web: Web, location: str, says: str) -> None:
    error = refused(web.at("/", to(location)))
    assert error.code == "fetch-redirects"
    assert says in error.what
    assert "secret" not in error.what


def test_a_redirect_to_what_is_no_address(web: Web) -> None:
    error = refused(web.at("/", to("http://[::1")))
    assert error.code == "fetch-failed"
    assert "location" in error.what


def test_encryption_is_never_dropped() -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/up":
            return httpx.Response(301, headers={"Location": "https://wire.example/page"})
        if request.url == "https://wire.example/page":
            return httpx.Response(200, headers={"Content-Type": "text/html"}, stream=httpx.ByteStream(PAGE.encode()))
        return httpx.Response(301, headers={"Location": "http://wire.example/page"})

    with httpx.Client(transport=httpx.MockTransport(reply), follow_redirects=True) as client:
        assert capture("http://wire.example/up", client=client).address == "https://wire.example/page"
        error = refused("https://wire.example/", client=client)
        assert not client.is_closed
    assert error.code == "fetch-redirects"
    assert "drops the encryption" in error.what


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "wire.example/page",
            "//wire.example",
            "file:///etc/hostname",
            "ftp://wire.example/",
            "javascript:alert(1)",
        ),
        *("http://", "http://[::1", "http://wire.example:port/", "http://a\nb/", "https://ana:secret@wire.example/"),
        *("https://ana@wire.example/", "https://ana:secret@/", "https://wire.example/" + "x" * 2000),
    ],
)
def test_what_is_no_address(url: str) -> None:
    error = refused(url)
    assert error.code == "fetch-address"
    assert "secret" not in error.what


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png", "application/json", "text/html5", "", None])
def test_what_is_no_text(web: Web, media_type: str | None) -> None:
    error = refused(web.at("/", answer(media_type=media_type)))
    assert error.code == "fetch-type"
    assert (media_type or "no stated type") in error.what


@pytest.mark.parametrize("status", [201, 203, 204, 206, 300, 302, 304, 401, 403, 404, 410, 429, 500, 503])
def test_only_200_is_an_answer(web: Web, status: int) -> None:
    error = refused(web.at("/", answer("" if status in (204, 304) else PAGE, status=status)))
    assert error.code == "fetch-refused"
    assert str(status) in error.what


def test_bytes_that_are_not_of_the_charset(web: Web) -> None:
    assert refused(web.at("/", answer(PAGE.encode("cp1252")))).code == "fetch-charset"
    assert refused(web.at("/nul", answer("a\0b", "text/plain"))).code == "fetch-charset"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ("", "text/html"),
        ("", "text/plain"),
        (" \r\n\t", "text/markdown"),
        ("<html><body><p>Please switch on JavaScript, and accept all that we ask.</p></body></html>", "text/html"),
    ],
)
def test_an_empty_page(web: Web, body: str, media_type: str) -> None:
    error = refused(web.at("/", answer(body, media_type)))
    assert error.code == "fetch-empty"
    assert "by hand" in error.mend


def test_a_lent_client_stays_open_and_is_used(web: Web) -> None:
    with httpx.Client(headers={"X-Lent": "yes"}, auth=("ana", "secret")) as client:
        capture(web.at("/", answer()), client=client)
        assert not client.is_closed
    assert web.asked[0]["x-lent"] == "yes"
    assert "authorization" not in web.asked[0]


def test_a_download_error_is_a_refusal_of_curation() -> None:
    kinds = DownloadError.__subclasses__()
    assert len({each.code for each in kinds}) == len(kinds) == 7
    assert all(each.code.startswith("fetch-") and each.remedy for each in kinds)
    with pytest.raises(DownloadError):
        download("file:///etc/hostname", QUICK)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("¿Cuánto tiene El Salvador?", "cuanto-tiene-el-salvador"),
        ("../../etc/passwd", "etc-passwd"),
        ("5 %: “It's” — CON", "5-its-con"),
        ("萨尔瓦多", "127-0-0-1"),
        ("word " * 30, "-".join(["word"] * 12)),
        ("x" * 90, "x" * 60),
    ],
)
def test_file_names(web: Web, title: str, name: str) -> None:
    head = f'<meta property="og:title" content="{title}">'
    captured = capture(web.at("/", answer(f"<html><head>{head}</head><body>{ARTICLE}</body></html>")))
    assert file_name(captured) == f"{name}_{captured.sha256[:8]}.txt"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.wire.example/x", "wire-example"),
        ("https://xn--e1afmkfd.example/", "xn-e1afmkfd-example"),
        ("http://[::]/", "document"),
    ],
)
def test_a_file_of_a_page_without_a_title(web: Web, address: str, name: str) -> None:
    captured = capture(web.at("/", answer(BODY, "text/plain")))
    assert file_name(replace(captured, address=address)) == f"{name}_{captured.sha256[:8]}.txt"


def test_a_captured_page_can_be_curated(web: Web, workshop: Workshop) -> None:
    """Title, publisher and date are quoted from the document itself."""
    captured = capture(web.at("/2031/03/14/coins", answer()))
    workshop.document(captured.text)
    head = f"""
[document]
id        = "coins"
file      = "article.txt"
sha256    = "{captured.sha256}"
label     = "Ruritania's coins, counted"
title     = "{captured.title}"
publisher = "{captured.publisher}"
published = "{captured.published}"
rank      = {{value = "secondary", why = "test", quote = "Publisher: iWire"}}

[document.capture]
address   = "{captured.address}"
retrieved = "{captured.retrieved}"
extractor = "{captured.extractor}"

[[ignore]]
quote = "Address: {captured.address}"
why   = "where it was captured"

[[ignore]]
from = "Test data: on"
to   = "END"
why  = "test"
"""
    workshop.claims(head=head.replace("{", "{{").replace("}", "}}"), instead=True)
    published = workshop.ingest()
    assert published.holdings.records["source"]


def test_other_commands_do_not_pay_for_the_extractor() -> None:
    program = "import sys, app.ingest.capture; print({'trafilatura', 'lxml'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "set()\n"
