"""Logs: one JSON object a line on standard error, whatever a message holds."""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The id of the request that is being answered; empty outside of one."""
log = logging.getLogger("chancery")
FIELDS = ("client", "method", "path", "status", "bytes", "milliseconds", "dataset", "refused")
"""What a line may say besides, each given as `extra`."""


class JsonLines(logging.Formatter):
    """A record as one line of JSON: line breaks and control characters are escaped, so nobody forges lines."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}
        if request := record.__dict__.get("request", REQUEST.get()):
            line["request"] = request
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configure(stream: TextIO | None = None) -> None:
    """Have everything that this process logs come out this way: our own from `info` on, others' from `warning` on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    log.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.WARNING)
