"""The settings: one frozen object. Nothing else reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from app.errors import ChanceryError, nearest

ROOT = Path(__file__).resolve().parent.parent


class BadSetting(ChanceryError):
    """An environment variable that cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and where to listen; each is an environment variable named in `docs/settings.md`."""

    store: Path = ROOT / "data" / "current.db"
    """CHANCERY_STORE: the link to the published store. Stores lie beside it, named by their own hash."""
    seeds: Path = ROOT / "seeds"
    """CHANCERY_SEEDS: the folder of documents, claims, entities, vocabularies and disputes."""
    host: str = "127.0.0.1"
    """CHANCERY_HOST: the address to listen on."""
    port: int = 8000
    """CHANCERY_PORT: the port to listen on, 1 to 65535."""
    cache_mib: int = 64
    """CHANCERY_CACHE_MIB: how many mebibytes of answers a process keeps ready, 0 to 65536."""
    url: str | None = None
    """CHANCERY_URL: where the public reaches it, as in https://facts.example.org; without it, where it listens."""
    workers: int = 1
    """CHANCERY_WORKERS: how many processes serve, 1 to 64."""
    connections: int = 1000
    """CHANCERY_CONNECTIONS: how many clients a process keeps connected at a time, 10 to 100000."""
    grace: int = 10
    """CHANCERY_GRACE: seconds that answers under way may still take once it is told to stop, 1 to 600."""
    access_log: bool = False
    """CHANCERY_ACCESS_LOG: whether every request is logged, 1 or 0; what fails and what is published always is."""
    metrics: Path | None = None
    """CHANCERY_METRICS: a folder in which several processes add up what /metrics counts; `serve` makes one."""
    database: str | None = field(default=None, repr=False)
    """DATABASE_URL: the PostgreSQL database that is published to and served from, instead of SQLite files."""

    @property
    def origin(self) -> str:
        """What whole addresses begin with; never taken from a request, for its Host may be anything."""
        if self.url is not None:
            return self.url
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104  (no address to go to)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def variables() -> frozenset[str]:
    """The environment variables that are settings; that of the database has the name that operators know already."""
    own = {f"CHANCERY_{name.upper()}" for name in Settings.__dataclass_fields__}
    return frozenset(own - {"CHANCERY_DATABASE"} | {"DATABASE_URL"})


OF_THE_REPLICAS = frozenset({"CHANCERY_OWNER_PASSWORD", "CHANCERY_READER_PASSWORD", "CHANCERY_SUBNET"})
"""What `docker-compose.yml` and `docs/roles.sql` read from the same environment."""


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; an unknown `CHANCERY_` variable or a bad value is refused by name."""
    known = variables()
    unknown = sorted(name for name in environ if name.startswith("CHANCERY_") and name not in known | OF_THE_REPLICAS)
    if unknown:
        meant = nearest(unknown[0], known)
        hint = f"did you mean {meant}?" if meant else f"the settings are {', '.join(sorted(known))}"
        raise BadSetting(f"{unknown[0]} is no setting of Chancery; {hint}")
    empty = sorted(name for name in known if environ.get(name) == "")
    if empty:
        raise BadSetting(f"{empty[0]} is empty; leave it out to have the default")
    default = Settings()
    return Settings(
        store=Path(environ.get("CHANCERY_STORE", default.store)).absolute(),
        seeds=Path(environ.get("CHANCERY_SEEDS", default.seeds)).absolute(),
        host=environ.get("CHANCERY_HOST", default.host),
        port=_number("CHANCERY_PORT", environ.get("CHANCERY_PORT", str(default.port)), 1, 65535),
        cache_mib=_number("CHANCERY_CACHE_MIB", environ.get("CHANCERY_CACHE_MIB", str(default.cache_mib)), 0, 65536),
        url=_address("CHANCERY_URL", environ["CHANCERY_URL"]) if "CHANCERY_URL" in environ else None,
        workers=_number("CHANCERY_WORKERS", environ.get("CHANCERY_WORKERS", str(default.workers)), 1, 64),
        connections=_number(
            "CHANCERY_CONNECTIONS", environ.get("CHANCERY_CONNECTIONS", str(default.connections)), 10, 100_000
        ),
        grace=_number("CHANCERY_GRACE", environ.get("CHANCERY_GRACE", str(default.grace)), 1, 600),
        access_log=_number("CHANCERY_ACCESS_LOG", environ.get("CHANCERY_ACCESS_LOG", "0"), 0, 1) == 1,
        metrics=_folder("CHANCERY_METRICS", environ["CHANCERY_METRICS"]) if "CHANCERY_METRICS" in environ else None,
        database=_database("DATABASE_URL", environ["DATABASE_URL"]) if "DATABASE_URL" in environ else None,
    )


def _number(name: str, text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not least <= int(text) <= most:
        raise BadSetting(f"{name} must be a whole number from {least} to {most}, not «{text[:40]}»")
    return int(text)


def _address(name: str, text: str) -> str:
    """Scheme and host alone: pages link to each other from the root, so there is no path before them."""
    host = r"(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])"
    found = re.fullmatch(rf"(https?://{host}(?::([0-9]{{1,5}}))?)/?", text.lower())
    if found is None or int(found[2] or 1) not in range(1, 65536):
        raise BadSetting(f"{name} must be like https://facts.example.org, without a path, not «{text[:80]}»")
    return found[1]


def _folder(name: str, text: str) -> Path:
    path = Path(text).absolute()
    if not (path.is_dir() and os.access(path, os.W_OK)):
        raise BadSetting(
            f"{name} must be a folder that can be written to, and {text[:80]} is none: make it, or leave it out"
        )
    return path


def _database(name: str, text: str) -> str:
    """The address of a PostgreSQL database, as libpq reads it; its password is never shown."""
    if not text.startswith(("postgresql://", "postgres://")):
        raise BadSetting(
            f"{name} must be like postgresql://user:password@host:5432/chancery; "
            "leave it out to serve the SQLite store at CHANCERY_STORE"
        )
    try:
        urlsplit(text).port  # noqa: B018  (it is read only when asked for, and refuses what is no number)
    except ValueError:
        # What is wrong is not repeated: where a password has a / in it, it would be a part of that.
        raise BadSetting(
            f"{name} must be like postgresql://user:password@host:5432/chancery, with a % code for what is special"
        ) from None
    return text
