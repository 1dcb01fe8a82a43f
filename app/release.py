"""Which program this is: another one may make other bytes of the same data, so caches must know them apart."""

import hashlib
import zlib
from dataclasses import dataclass

import brotli
import msgspec

from app.settings import ROOT


@dataclass(frozen=True, slots=True)
class Release:
    """The program: a SHA-256 of its own text and of what makes bytes for it, and when its newest module was written."""

    digest: str
    written: float


def release() -> Release:
    """The program that is running."""
    modules = sorted((ROOT / "app").rglob("*.py"))
    # Other versions of what compresses and encodes may make other bytes too.
    total = hashlib.sha256(f"{zlib.ZLIB_RUNTIME_VERSION} {brotli.__version__} {msgspec.__version__}".encode())
    for module in modules:
        total.update(f"{module.relative_to(ROOT)}\0".encode() + module.read_bytes())
    return Release(total.hexdigest(), max(module.stat().st_mtime for module in modules))
