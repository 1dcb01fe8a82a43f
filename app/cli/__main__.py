"""`python -m app.cli <command>`."""

import io
import os
import sys
from pathlib import Path

from app.cli.commands import main

sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115  (somebody may have closed them)
sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, io.TextIOWrapper):
        # A file's name may be no Unicode, and a terminal may know few letters: both are written as escapes.
        stream.reconfigure(errors="backslashreplace")
status = main()
try:
    sys.stdout.flush()
except OSError:
    # It has been said; what could not be written is not to be said again by Python's own last flush.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
sys.exit(status)
