"""The settings: one frozen object. Nothing else reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import ChanceryError

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

    @property
    def origin(self) -> str:
        """What whole addresses begin with; never taken from a request, for its Host may be anything."""
        if self.url is not None:
            return self.url
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104  (no address to go to)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; an unknown `CHANCERY_` variable or a bad value is refused by name."""
    known = {f"CHANCERY_{name.upper()}" for name in Settings.__dataclass_fields__}
    unknown = sorted(name for name in environ if name.startswith("CHANCERY_") and name not in known)
    if unknown:
        raise BadSetting(f"{unknown[0]} is no setting of Chancery; the settings are {', '.join(sorted(known))}")
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
    )


def _number(name: str, text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not least <= int(text) <= most:
        raise BadSetting(f"{name} must be a number from {least} to {most}, not «{text[:40]}»")
    return int(text)


def _address(name: str, text: str) -> str:
    """Scheme and host alone: pages link to each other from the root, so there is no path before them."""
    host = r"(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])"
    found = re.fullmatch(rf"(https?://{host}(?::([0-9]{{1,5}}))?)/?", text.lower())
    if found is None or int(found[2] or 1) not in range(1, 65536):
        raise BadSetting(f"{name} must be like https://facts.example.org, without a path, not «{text[:80]}»")
    return found[1]
