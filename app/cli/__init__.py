"""The command line, the operator's and the curator's; `run.py` puts the environment around it."""

from app.cli.commands import main

__all__ = ["main"]
