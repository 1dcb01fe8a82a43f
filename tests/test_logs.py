"""Logs: one JSON object a line, whatever a message holds."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from app.logs import REQUEST, configure, log

HOSTILE = [
    'x\n{"level": "error", "message": "forged"}',
    "carriage\rreturn",
    "\x1b[2J\x1b]0;title\x07",
    "line\u2028separator \u202e txet",
    "a lone \udc80 surrogate",
    "NUL \x00",
    '"}',
]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root, names = logging.getLogger(), ("chancery", "uvicorn", "uvicorn.error", "uvicorn.access")
    before = [(each, each.handlers, each.level, each.propagate) for each in (root, *map(logging.getLogger, names))]
    stream = io.StringIO()
    configure(stream)
    yield stream
    for logger, handlers, level, propagate in before:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    text = stream.getvalue()
    assert text.isascii()
    assert all(char.isprintable() for char in text.replace("\n", ""))
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("text", HOSTILE)
def test_nobody_can_write_a_line_of_theirs(written: io.StringIO, text: str) -> None:
    log.info("%s", text)
    log.info("answered", extra={"path": text, "method": text, "request": text})
    said, answered = lines(written)
    assert said["message"] == text
    assert (answered["path"], answered["method"], answered["request"]) == (text, text, text)


def test_a_line_names_the_request_that_it_is_about(written: io.StringIO) -> None:
    log.info("outside")
    token = REQUEST.set("abc-1")
    log.warning("inside")
    REQUEST.reset(token)
    outside, inside = lines(written)
    assert "request" not in outside
    assert (inside["request"], inside["level"], inside["message"]) == ("abc-1", "warning", "inside")
    assert str(inside["time"]).endswith("+00:00")


def test_a_failure_is_one_line(written: io.StringIO) -> None:
    try:
        int("first\nsecond")
    except ValueError:
        log.exception("it failed")
    (line,) = lines(written)
    assert "ValueError: invalid literal" in str(line["error"])
    assert str(line["error"]).count("\n") > 1


def test_what_others_log_comes_out_alike(written: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    logging.getLogger("uvicorn.access").info("not wanted")
    logging.getLogger("somebody.else").error("theirs")
    assert [line["logger"] for line in lines(written)] == ["uvicorn.error", "somebody.else"]
