"""`python -m tests.listening.short APPLICATION LIMITS`: the real server with shorter deadlines, given as JSON."""

import json
import sys

from app.server.limits import Limits
from app.server.serving import leaving_at_once, serve
from app.settings import from_environment

HEAD, IDLE, STALL = 1.0, 2.0, 1.0
SHORT = {"head": HEAD, "idle": IDLE, "stall": STALL, "linger": 0.5, "last_call": 0.2, "hang": 2, "sweep": 0.1}
"""Deadlines that a test can wait for, in seconds."""

if __name__ == "__main__":
    settings = from_environment()
    limits = Limits(**json.loads(sys.argv[2]))
    with leaving_at_once():
        sys.exit(serve(sys.argv[1], settings, lambda: None, limits))
