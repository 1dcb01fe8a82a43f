"""Which program this is: another one may make other bytes of the same data, so caches must know them apart."""

import hashlib
from dataclasses import dataclass

from app.settings import ROOT


@dataclass(frozen=True, slots=True)
class Release:
    """The program, by its own text: the SHA-256 of its modules, and when the newest of them was written."""

    digest: str
    written: float


def release() -> Release:
    """The program that is running."""
    modules = sorted((ROOT / "app").rglob("*.py"))
    total = hashlib.sha256()
    for module in modules:
        total.update(f"{module.relative_to(ROOT)}\0".encode() + module.read_bytes())
    return Release(total.hexdigest(), max(module.stat().st_mtime for module in modules))
