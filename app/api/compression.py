"""Content codings: bodies in brotli and gzip, whole or piece by piece; the same bytes each time."""

import asyncio
import zlib
from typing import Protocol

import brotli

from app.api.negotiation import Encoding

_BROTLI_QUALITY = 5
_GZIP_LEVEL = 6
_GZIP = 31
"""zlib's name for gzip: a window of 15 bits and a gzip header, which then has neither time nor file name."""
_LEAST = 400
"""Bytes below which a coding costs more than it saves."""
_IN_A_THREAD = 64 * 1024
"""Bytes from which on compressing would keep other answers waiting."""
_COMPRESSIBLE = ("text/", "image/svg+xml", "application/json", "application/x-ndjson", "application/x-bibtex")


class Compressor(Protocol):
    """Takes a body piece by piece."""

    def process(self, piece: bytes) -> bytes: ...

    def finish(self) -> bytes: ...


class _Gzip:
    def __init__(self) -> None:
        self._deflate = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP)

    def process(self, piece: bytes) -> bytes:
        return self._deflate.compress(piece)

    def finish(self) -> bytes:
        return self._deflate.flush()


def is_worth_it(media_type: str, length: int | None) -> bool:
    """Whether a body of this type and length (None: long) gets smaller."""
    compressible = media_type.startswith(_COMPRESSIBLE) or media_type.endswith("+json")
    return compressible and (length is None or length >= _LEAST)


def compressor(encoding: Encoding) -> Compressor | None:
    """What compresses a body piece by piece; None leaves it as it is."""
    match encoding:
        case "br":
            found: Compressor = brotli.Compressor(quality=_BROTLI_QUALITY)
            return found
        case "gzip":
            return _Gzip()
        case "identity":
            return None


async def compressed(body: bytes, encoding: Encoding) -> bytes:
    """The whole body in this coding; a long one is compressed beside the others."""
    if encoding == "identity" or len(body) < _IN_A_THREAD:
        return _compressed(body, encoding)
    return await asyncio.to_thread(_compressed, body, encoding)


def _compressed(body: bytes, encoding: Encoding) -> bytes:
    machine = compressor(encoding)
    return body if machine is None else machine.process(body) + machine.finish()
