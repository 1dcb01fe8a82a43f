"""Which program this is: another one may make other bytes of the same data, so caches must know them apart."""

import hashlib
import platform
import zlib
from dataclasses import dataclass
from importlib.metadata import version

from app.settings import ROOT

_MAKERS = ("brotli", "font-source-sans-pro", "jinja2", "markupsafe", "msgspec", "resvg-py")


@dataclass(frozen=True, slots=True)
class Release:
    """The program: a SHA-256 of its own text and of what makes bytes for it, and when its newest module was written."""

    digest: str
    written: float


def release() -> Release:
    """The program that is running."""
    files = sorted(path for path in (ROOT / "app").rglob("*") if path.is_file() and path.suffix not in (".pyc", ".pyo"))
    # Other versions of what compresses, packs, encodes and draws may make other bytes too.
    makers = (platform.python_version(), zlib.ZLIB_RUNTIME_VERSION, *map(version, _MAKERS))
    total = hashlib.sha256(" ".join(makers).encode())
    for file in files:
        total.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return Release(total.hexdigest(), max(file.stat().st_mtime for file in files))
