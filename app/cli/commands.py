"""The table of commands, and what is said and returned whichever way one ends."""

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial, wraps
from importlib import import_module

import typer
from typer.main import get_command

from app.cli.terminal import complain
from app.errors import ChanceryError, CurationError

PROGRAM = "python3 run.py"
COMMANDS = ("start", "serve", "ingest", "dictionary", "check", "cite", "coverage", "propose", "fetch", "diff", "verify")
"""Each is the function of its name in the module of its name beside this one: its parameters are what it takes, its
docstring is its help, and it returns its exit status. It is loaded when it is asked for, so that a server does not
wait for what only curators need."""

Command = Callable[..., int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status.

    0 is success; 1 says on standard error what is wrong, or is what the command's help says; 2 means that it was
    called wrongly, 130 that it was interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    names = [name for name in COMMANDS if name == given[0]] if given else []
    try:
        get_command(application(names or COMMANDS)).main(given, prog_name=PROGRAM)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        return 130  # it had not even begun
    raise AssertionError("typer always exits")


def application(names: Iterable[str]) -> typer.Typer:
    """The commands of these names, as typer knows them: plain text, and nothing that is not written here."""
    app = typer.Typer(
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(chancery)
    for name in names:
        app.command(name)(_ended(name, getattr(import_module(f"app.cli.{name}"), name)))
    return app


def chancery() -> None:
    """A curated fact store in which every served field carries the passage that proves it.

    Every command has its own help: `COMMAND --help`. All of them read the settings in docs/settings.md.
    """


def _ended(name: str, command: Command) -> Callable[..., None]:
    """The command as typer calls it: it ends with its status, and nothing else comes out of it."""

    @wraps(command)
    def run(**given: object) -> None:
        raise typer.Exit(_status(name, partial(command, **given)))

    return run


def _status(name: str, command: Command) -> int:
    try:
        status = command()
        sys.stdout.flush()  # so that a full disk is noticed while there is still somebody to say so
    except KeyboardInterrupt:
        complain(f"{name} was interrupted; nothing was published by it")
        return 130
    except BrokenPipeError:
        raise  # whoever read the output has left: typer ends the command without a word
    except CurationError as error:
        nearest = f"; nearest: {error.nearest}" if error.nearest else ""
        complain(f"{error.code}: {error.what}{nearest}; mend: {error.mend}")
        return 1
    except ChanceryError as error:
        complain(str(error))
        return 1
    except OSError as error:
        complain(f"{error.filename or name}: {error.strerror or error}")
        return 1
    return status
