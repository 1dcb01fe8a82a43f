"""What a client may send, and how long it may take; all of it but the number of connections is fixed."""

from dataclasses import dataclass

HEAD = 16 * 1024
"""Bytes that the address and the header fields of a request may have together."""
FIELDS = 100
"""Header fields that a request may have."""
PIPELINED = 100
"""Requests that a client may send ahead of its answers."""
UNHEARD = 1024 * 1024
"""Bytes that a client may go on sending when it has been refused, so that it comes to read why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Deadlines, in seconds. Most are looked at once in `sweep`, so each may last so much longer."""

    head: float = 10.0
    """From the connection to its first byte, and from the first byte of a request to the last one of its head."""
    idle: float = 75.0
    """From an answer to the next request; longer than proxies keep a connection, so that they close it first."""
    stall: float = 30.0
    """How long a client may take nothing of an answer that is there."""
    linger: float = 2.0
    """How long a client that was refused may go on sending before the connection is cut."""
    last_call: float = 0.5
    """How long open connections may still ask one more question once the process is told to stop."""
    hang: int = 10
    """How long one worker of several may do nothing but one thing before it is ended, and another one started."""
    sweep: float = 1.0
    """Between two looks at all connections."""


LIMITS = Limits()
"""Those that hold unless somebody says otherwise."""
