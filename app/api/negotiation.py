"""Content negotiation: which of the representations that there are a client would rather have (RFC 9110, 12.5)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

JSON = "application/json"
PLAIN = "application/vnd.chancery.plain+json"
"""A record without its evidence."""
SPARSE = "application/vnd.chancery.sparse+json"
"""Any members of an answer that were asked for."""
CSV = "text/csv"
NDJSON = "application/x-ndjson"
TEXT = "text/plain"
HTML = "text/html"
SVG = "image/svg+xml"
PNG = "image/png"
VEGA_LITE = "application/vnd.vegalite.v6+json"

Encoding = Literal["br", "gzip", "identity"]
ENCODINGS: tuple[Encoding, ...] = ("br", "gzip", "identity")
"""The best first: what decides between encodings that a client likes as well."""


def _weights(header: str) -> dict[str, float]:
    """What a header lists, in lower case and without parameters, with its quality; nonsense counts as refused."""
    found: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((value.strip() for key, _, value in (p.partition("=") for p in parameters) if key == "q"), "1")
        if name:
            found[name] = max(found.get(name, 0.0), _quality(quality))
    return found


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0) if len(text) <= 5 else 0.0
    except ValueError:
        return 0.0


@lru_cache(maxsize=512)
def media_type(accept: str, offered: Sequence[str]) -> str | None:
    """The offered media type that suits the client best, the first of equals; None if it wants none of them."""
    if not accept.strip(", \t"):
        return offered[0]
    weights = _weights(accept)
    best, quality = None, 0.0
    for each in offered:
        wildcards = (each, f"{each.partition('/')[0]}/*", "*/*")  # the closest first
        weight = next((weights[name] for name in wildcards if name in weights), 0.0)
        if weight > quality:
            best, quality = each, weight
    return best


def encoding(accept_encoding: bytes) -> Encoding:
    """The content coding that suits the client best; `identity` if it names none that there is."""
    weights = _weights(accept_encoding.decode("latin-1"))
    best: Encoding = "identity"
    quality = 0.0
    for each in ENCODINGS[:-1]:
        weight = weights.get(each, weights.get("*", 0.0))
        if weight > quality:
            best, quality = each, weight
    return best if quality >= weights.get("identity", 0.0) else "identity"


OFFERS: tuple[tuple[str, ...], ...] = (
    (JSON,),
    (JSON, PLAIN, SPARSE),
    (JSON, PLAIN, SPARSE, CSV, NDJSON),
    (TEXT,),
)
"""Every choice of media types that some resource offers."""
ONLY_JSON, CITED, LISTED, ONLY_TEXT = OFFERS


Wanted = tuple[tuple[str | None, ...], Encoding]
"""The media type of each offer, and the content coding."""


@lru_cache(maxsize=1024)
def wanted(accept: bytes, accept_encoding: bytes) -> Wanted:
    """What these header fields come to, whichever resource they are sent to: alike for clients that want alike."""
    header = accept.decode("latin-1")
    return tuple(media_type(header, offered) for offered in OFFERS), encoding(accept_encoding)
