"""A representation with its header fields: whole and ready to be sent, or to be sent while it is made."""

import hashlib
from dataclasses import dataclass

from starlette.types import Message

from app.api.conditions import Validators
from app.api.layers import PUBLIC
from app.api.meter import Tally
from app.api.negotiation import Encoding
from app.api.resources import Answer, Link

RawHeaders = list[tuple[bytes, bytes]]

_CACHE_CONTROL = (b"cache-control", b"public, max-age=300, stale-while-revalidate=86400, stale-if-error=86400")
_VARY = (b"vary", b"Accept, Accept-Encoding")
_KEPT_FOR = (_CACHE_CONTROL, _VARY, (b"accept-ranges", b"bytes"))
_NOT_KEPT = ((b"cache-control", b"no-store"),)
_NOT_IN_304 = frozenset({b"content-type", b"content-length", b"content-encoding", b"content-disposition"})

START = "http.response.start"
DATASET = b"chancery-dataset"
"""The header field that names the data set of an answer, by its digest."""
REQUEST_ID = b"x-request-id"
"""The header field by which a client, a proxy and the log call the same request alike."""
RENDERED = "chancery.rendered"
"""In the beginning of a kept answer: its fields as they go over the wire, but for the last one, and its length.

A server that knows of it need not put them together again each time; others do.
"""
Rendered = tuple[bytes, int]


def _render(fields: RawHeaders) -> bytes:
    return b"".join([b"%b: %b\r\n" % field for field in fields])


@dataclass(slots=True)
class Kept:
    """A whole representation, ready to be sent."""

    fields: RawHeaders
    body: Message
    length: int
    validators: Validators | None
    """None for what is different each time."""
    tally: Tally
    tally_unchanged: Tally
    _rendered: Rendered | None = None
    _unchanged: tuple[RawHeaders, Rendered] | None = None

    @property
    def content(self) -> bytes:
        found: bytes = self.body["body"]
        return found

    def start(self, request_id: bytes) -> Message:
        """The beginning of the answer to this request."""
        if self._rendered is None:
            self._rendered = _render(self.fields), self.length
        headers = [*self.fields, (REQUEST_ID, request_id)]
        return {"type": START, "status": 200, "headers": headers, RENDERED: self._rendered}

    def unchanged(self, request_id: bytes) -> Message:
        """The beginning of the answer to who has these very bytes already."""
        if self._unchanged is None:
            few = not_modified(self.fields)
            self._unchanged = few, (_render(few), 0)
        few, rendered = self._unchanged
        return {"type": START, "status": 304, "headers": [*few, (REQUEST_ID, request_id)], RENDERED: rendered}


def not_modified(fields: RawHeaders) -> RawHeaders:
    """Of the header fields of a representation, those that 304 has."""
    return [field for field in fields if field[0] not in _NOT_IN_304]


@dataclass(slots=True)
class Head:
    """The header fields of one representation."""

    answer: Answer
    is_kept: bool
    identity: str
    """What the representation is made of: data set, program, address, media type."""
    modified: int
    dataset: str
    """The digest of the data set; empty if there is none."""

    def validators(self, coding: Encoding) -> Validators:
        """A tag for each coding: the tag of other bytes is another one."""
        name = hashlib.sha256(f"{self.identity} {self.answer.media_type}".encode()).hexdigest()[:32]
        suffix = "" if coding == "identity" else f"-{coding}"
        return Validators(f'"{name}{suffix}"'.encode(), self.modified)

    def fields(self, coding: Encoding, length: int | None, validators: Validators) -> RawHeaders:
        answer = self.answer
        fields: RawHeaders = [(b"content-type", answer.media_type.encode())]
        if length is not None:
            fields.append((b"content-length", str(length).encode()))
        if coding != "identity":
            fields.append((b"content-encoding", coding.encode()))
        if answer.filename:
            fields.append((b"content-disposition", f'inline; filename="{answer.filename}"'.encode()))
        if answer.links:
            fields.append((b"link", ", ".join(map(_link, answer.links)).encode()))
        if self.is_kept:
            fields += [(b"etag", validators.etag), (b"last-modified", validators.last_modified), *_KEPT_FOR]
        else:
            fields += _NOT_KEPT
        if self.dataset:
            fields.append((DATASET, self.dataset.encode()))
        return [*fields, *PUBLIC, (b"content-security-policy", answer.policy.encode())]

    def kept(self, body: bytes, coding: Encoding, tally: Tally, tally_unchanged: Tally) -> Kept:
        validators = self.validators(coding)
        return Kept(
            self.fields(coding, len(body), validators),
            {"type": "http.response.body", "body": body},
            len(body),
            validators if self.is_kept else None,
            tally,
            tally_unchanged,
        )


def _link(link: Link) -> str:
    target, relation, media_type = link
    return f'<{target}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")
