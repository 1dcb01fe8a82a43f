"""Every error that Chancery raises, as one tree.

ChanceryError
├── CurationError            what a curator wrote cannot be proved; owns its code and its remedy
├── IngestionRefused         a run's findings, all of them: nothing is published
├── AnotherIngestion         another run is publishing to the same place
├── StoreNotWritten          a new store cannot be written, as when the disk is full
├── StoreUnusable            the store is missing, damaged, or not the one its name promises
│   └── StoreUnreachable     the database that holds it does not answer
├── TooExpensive             a question to the store that takes longer than anybody may wait
├── NoSuchPlace              a page is to go on after a record that is not there
└── ApiProblem               what an API user asked for cannot be answered; owns its status and type (RFC 9457)
    ├── UnknownPath, UnknownRecord, UnknownFormat       404
    ├── MethodNotAllowed                                405
    ├── NotAcceptable                                   406
    ├── PreconditionFailed                              412
    ├── UriTooLong                                      414
    ├── RangeNotSatisfiable                             416
    ├── UnknownParameter, RepeatedParameter, BadValue   400
    ├── InternalError                                   500
    ├── FormatNotImplemented                            501
    └── StoreUnavailable, QueryTooExpensive, Overloaded 503

Curation errors with a grammar of their own (quantities, dates, anchors) are defined beside that grammar; what the
server refuses before there is a request, in `app/server/refusals.py`.
"""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar


def nearest(typed: str, known: Iterable[str]) -> str | None:
    """The known word most like the typed one, as a hint in a refusal; never as an answer."""
    return next(iter(difflib.get_close_matches(typed[:100], list(known), 1, 0.6)), None)


class ChanceryError(Exception):
    """The root: catch it to catch everything this project raises on purpose."""


class CurationError(ChanceryError):
    """One thing that cannot be proved. `nearest` is the best hit instead, where there is one."""

    code: ClassVar[str] = "curation"
    remedy: ClassVar[str] = ""

    def __init__(self, what: str, *, nearest: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.nearest = nearest
        self.mend = remedy or self.remedy


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One refusal, as a curator reads it: `file:line: code: what; nearest: …; mend: …`."""

    file: str
    line: int
    code: str
    what: str
    nearest: str | None = None
    mend: str = ""

    def __str__(self) -> str:
        hint = f"; nearest: {self.nearest}" if self.nearest else ""
        mend = f"; mend: {self.mend}" if self.mend else ""
        return f"{self.file}:{self.line}: {self.code}: {self.what}{hint}{mend}"


class IngestionRefused(ChanceryError):
    """A run that publishes nothing, with every reason why not."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = sorted(findings, key=lambda f: (f.file, f.line, f.code, f.what))
        super().__init__("\n".join(map(str, self.findings)))


class AnotherIngestion(ChanceryError):
    """Two ingestions may not publish to one place at once."""


class StoreNotWritten(ChanceryError):
    """A new store that the disk or SQL itself refused; the old one stands untouched."""


class StoreUnusable(ChanceryError):
    """A store that must not be served; the message says what is wrong with it and how to mend it."""


class StoreUnreachable(StoreUnusable):
    """A database that does not answer: what is in it may be as good as ever."""


class TooExpensive(ChanceryError):
    """A statement that was stopped because its time was up."""


class NoSuchPlace(ChanceryError):
    """A record that a page was to go on after, and that the store does not hold."""


class ApiProblem(ChanceryError):
    """An answer in `application/problem+json`. `extra` members stand beside the standard ones."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "The server failed"

    def __init__(self, detail: str, **extra: str | int | list[str]) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra
        self.headers: dict[str, str] = {}


class InternalError(ApiProblem):
    """Something that should not happen did; the log has it, the answer does not."""


class UnknownPath(ApiProblem):
    status, slug, title = 404, "unknown-path", "No such resource"


class UnknownRecord(ApiProblem):
    status, slug, title = 404, "unknown-record", "No record has this id"


class UnknownFormat(ApiProblem):
    status, slug, title = 404, "unknown-format", "No such format"


class MethodNotAllowed(ApiProblem):
    """Carries `Allow`, as RFC 9110 asks."""

    status, slug, title = 405, "method-not-allowed", "The API is read-only"

    def __init__(self, detail: str, allow: str) -> None:
        super().__init__(detail, allow=allow)
        self.headers = {"Allow": allow}


class UnknownParameter(ApiProblem):
    status, slug, title = 400, "unknown-parameter", "No such query parameter"


class RepeatedParameter(ApiProblem):
    status, slug, title = 400, "repeated-parameter", "A query parameter is given twice"


class BadValue(ApiProblem):
    status, slug, title = 400, "bad-value", "A query parameter has a value it cannot have"


class NotAcceptable(ApiProblem):
    status, slug, title = 406, "not-acceptable", "There is no such representation"


class PreconditionFailed(ApiProblem):
    status, slug, title = 412, "precondition-failed", "The representation is another one"

    def __init__(self) -> None:
        super().__init__("«If-Match» or «If-Unmodified-Since» names another version of this; ask for it anew.")


class UriTooLong(ApiProblem):
    status, slug, title = 414, "uri-too-long", "The address is too long"


class RangeNotSatisfiable(ApiProblem):
    """Carries `Content-Range` with the length that there is, as RFC 9110 asks."""

    status, slug, title = 416, "range-not-satisfiable", "The range is beyond the end"

    def __init__(self, length: int) -> None:
        super().__init__(f"There are {length} bytes, and none in the range that was asked for.")
        self.headers = {"Content-Range": f"bytes */{length}"}


class FormatNotImplemented(ApiProblem):
    """What oEmbed 1.0 asks for where a format is wanted that the provider does not have."""

    status, slug, title = 501, "format-not-implemented", "There is no such format"


class QueryTooExpensive(ApiProblem):
    status, slug, title = 503, "query-too-expensive", "The answer would take too long"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.headers = {"Retry-After": "60"}


class Overloaded(ApiProblem):
    status, slug, title = 503, "overloaded", "Too much is asked at once"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.headers = {"Retry-After": "1"}


class StoreUnavailable(ApiProblem):
    status, slug, title = 503, "store-unavailable", "The data cannot be served at the moment"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.headers = {"Retry-After": "5"}
