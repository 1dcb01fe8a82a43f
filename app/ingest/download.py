"""Downloads: one address over HTTP, within limits of size and time, and refused by name beyond them.

Nothing of a server is trusted: neither its lengths nor its codings, nor where it redirects to, nor its pace.
"""

import socket
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any, Self

import httpx

from app.errors import CurationError
from app.ingest.provenance import MAX_ADDRESS

USER_AGENT = "chancery/0.1.0 (+curation)"
MEDIA_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown")
"""What a document can be made of."""
_HEADERS = {"User-Agent": USER_AGENT, "Accept": ", ".join(MEDIA_TYPES), "Accept-Encoding": "gzip"}
"""Only gzip is asked for and read: it is the one coding whose unpacking can be stopped at a limit."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GZIP = zlib.MAX_WBITS | 16
_BY_HAND = "put its text, UTF-8, into seeds/documents by hand"


class DownloadError(CurationError):
    """An address that nothing is taken from."""


class BadAddress(DownloadError):
    code = "fetch-address"
    remedy = "give a whole address, http://… or https://…, without user name and password"


class Unreachable(DownloadError):
    code = "fetch-failed"
    remedy = f"try again later; if a browser shows the page, {_BY_HAND}"


class NotServed(DownloadError):
    code = "fetch-refused"
    remedy = f"give the address at which the page is served with status 200, or {_BY_HAND}"


class BadRedirect(DownloadError):
    code = "fetch-redirects"
    remedy = "give the address at which a browser ends up"


class TooLarge(DownloadError):
    code = "fetch-too-large"
    remedy = f"give the address of the article alone, or {_BY_HAND}"


class TooSlow(DownloadError):
    code = "fetch-too-slow"
    remedy = f"try again later, or {_BY_HAND}"


class WrongType(DownloadError):
    code = "fetch-type"
    remedy = f"give the address of the same as HTML or plain text, or {_BY_HAND}"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a capture may cost, and what it must bring."""

    wire_bytes: int = 5_000_000
    """Bytes of the body as they are sent."""
    page_bytes: int = 5_000_000
    """Bytes of the body once they are unpacked."""
    seconds: float = 30.0
    """From the first connection to the last byte, redirects included."""
    redirects: int = 5
    least_characters: int = 200
    """An article in HTML that is shorter is taken for a notice that stands in its place."""


DEFAULTS = Limits()
"""Enough for an article, and for the reports that states publish."""


@dataclass(frozen=True, slots=True)
class Download:
    """A body as it was served, unpacked, with what its headers say of it."""

    address: str
    """Where it was served in the end, without a fragment."""
    media_type: str
    charset: str | None
    language: str | None
    data: bytes


def download(url: str, limits: Limits, client: httpx.Client | None = None) -> Download:
    """What is served at an address, after the redirects that the limits allow; raises a `DownloadError`."""
    if client is None:
        with httpx.Client() as own:
            return download(url, limits, own)
    first = _address(url)
    with _Watch(limits.seconds) as watch:
        try:
            done = _follow(client, first, limits, watch)
        except (httpx.TransportError, UnicodeError) as error:  # a host that no name server can be asked for
            if not watch.over and not isinstance(error, httpx.TimeoutException):
                raise Unreachable(f"«{first}» cannot be read: {str(error) or type(error).__name__}") from error
            done = None
    # A body that only the end of the connection ends looks whole when the watch has ended the connection.
    if done is None or watch.over:
        raise TooSlow(f"«{first}» takes longer than {limits.seconds:g} seconds")
    return done


class _Watch:
    """Ends the connections of one download when its time is up.

    The time limits of httpx are for each step on its own, so that a server that sends a byte now and then,
    of its headers or of its body, would never break one.
    """

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Is told by httpcore of each step, and notes the socket of each new connection."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._sockets.append(info["return_value"].get_extra_info("socket"))
            if self.over:
                self._end()

    def _end(self) -> None:
        self.over = True
        for each in tuple(self._sockets):
            with suppress(OSError):
                # Not the method of ssl.SSLSocket: it would pull the TLS state away from under the thread that reads.
                socket.socket.shutdown(each, socket.SHUT_RDWR)


def _follow(client: httpx.Client, url: httpx.URL, limits: Limits, watch: _Watch) -> Download:
    for _ in range(limits.redirects + 1):
        with closing(_ask(client, url, limits, watch)) as response:
            location = response.headers.get("location")
            if location is None or response.status_code not in _REDIRECTS:
                return _taken(response, url, limits)
            url = _next(url, location)
    raise BadRedirect(f"more than {limits.redirects} redirects; the last one leads to «{url}»")


def _ask(client: httpx.Client, url: httpx.URL, limits: Limits, watch: _Watch) -> httpx.Response:
    """The head of one answer; its body is still to be read."""
    extensions = {"trace": watch.trace}
    request = client.build_request("GET", url, headers=_HEADERS, timeout=limits.seconds, extensions=extensions)
    try:
        return client.send(request, stream=True, auth=None, follow_redirects=False)
    except httpx.InvalidURL as error:  # httpx looks at the redirect that it is told not to follow
        raise BadRedirect(f"«{url}» redirects to what is no address: {error}") from error


def _address(typed: str) -> httpx.URL:
    try:
        url = httpx.URL(typed.strip()).copy_with(fragment=None)
    except httpx.InvalidURL as error:
        raise BadAddress(f"this is no address: {error}") from error
    if (fault := _fault(url)) is not None:
        raise BadAddress(f"«{_shown(url)}» {fault}")
    return url


def _next(here: httpx.URL, location: str) -> httpx.URL:
    there = here.join(location).copy_with(fragment=None)
    fault = "drops the encryption" if (here.scheme, there.scheme) == ("https", "http") else None
    if (fault := _fault(there) or fault) is not None:
        raise BadRedirect(f"«{here}» redirects to «{_shown(there)}», which {fault}")
    return there


def _fault(url: httpx.URL) -> str | None:
    """Why this address is not asked, in words that follow it."""
    if url.scheme not in ("http", "https"):
        return "is neither http nor https"
    if not url.host:
        return "names no host"
    if url.userinfo:
        return "holds a user name or a password"
    return f"is longer than {MAX_ADDRESS} characters" if len(str(url)) > MAX_ADDRESS else None


def _shown(url: httpx.URL) -> str:
    """An address for people: shortened, and never with a password."""
    return str(url.copy_with(userinfo=b"") if url.userinfo else url)[:200]


def _taken(response: httpx.Response, url: httpx.URL, limits: Limits) -> Download:
    if response.status_code != 200:
        raise NotServed(f"«{url}» is answered with {response.status_code} {response.reason_phrase}".rstrip())
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES:
        raise WrongType(f"«{url}» is {media_type or 'of no stated type'}, and none of {', '.join(MEDIA_TYPES)}")
    language = response.headers.get("content-language")
    return Download(str(url), media_type, response.charset_encoding, language, _body(response, limits))


def _body(response: httpx.Response, limits: Limits) -> bytes:
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limits.wire_bytes:
        raise TooLarge(f"«{response.url}» has {declared} bytes, at most {limits.wire_bytes} are read")
    data = bytearray()
    for piece in _pieces(response, limits):
        data += piece
        if len(data) > limits.page_bytes:
            raise TooLarge(f"«{response.url}» unpacks to more than {limits.page_bytes} bytes")
    return bytes(data)


def _pieces(response: httpx.Response, limits: Limits) -> Iterator[bytes]:
    """The body piece by piece; none is unpacked further than to one byte above the limit."""
    inflater = zlib.decompressobj(_GZIP) if _is_packed(response) else None
    wire = 0
    for chunk in response.iter_raw():
        wire += len(chunk)
        if wire > limits.wire_bytes:
            raise TooLarge(f"«{response.url}» has more than {limits.wire_bytes} bytes")
        try:
            yield chunk if inflater is None else inflater.decompress(chunk, limits.page_bytes + 1)
        except zlib.error as error:
            raise Unreachable(f"«{response.url}» cannot be unpacked: {error}") from error
    if inflater is not None and (not inflater.eof or inflater.unused_data):
        raise Unreachable(f"«{response.url}» cannot be unpacked: its end is missing, or something follows it")


def _is_packed(response: httpx.Response) -> bool:
    coding: str = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise WrongType(f"«{response.url}» is packed as {coding}, and was asked for as gzip or as it is")
    return coding != "identity"
