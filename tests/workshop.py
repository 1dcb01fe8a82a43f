"""A seeds folder for tests: an invented document about invented states, and whatever a test does to it.

All of it is test data: Ruritania, Syldavia and their coins do not exist.
"""

import hashlib
from pathlib import Path

from app.errors import Finding, IngestionRefused
from app.ingest.job import Ingested, ingest
from app.settings import Settings

TEXT = """Test data: the Ruritanian reserve

On March 3, 2030, Ruritania announced that it holds over 1,250 BTC ($100 million).
On March 20, 2030 the state of Ruritania held 1,300 BTC.
The minister said that Ruritania plans to mine with 40 to 60 megawatts of surplus power.
Syldavia holds 10² coins, and a bit more. Syldavia is silent.
"""
ENTITIES = """
[[entity]]
id    = "ruritania"
kind  = "state"
label = "Ruritania"
names = ["Ruritania"]

[[entity]]
id    = "syldavia"
kind  = "state"
label = "Syldavia"
names = ["Syldavia"]
"""
VOCABULARIES = """
[event.kind]
announcement = ["announced"]

[policy.status]
planned = ["plans to"]
"""
DOCUMENT = """
[document]
id        = "test-article"
file      = "article.txt"
sha256    = "{sha256}"
label     = "A test article"
published = {{value = "2030-04-01", why = "test", quote = "Test data"}}
"""
ACTOR = """
[[actor]]
id    = "ruritania"
quote = "the state of Ruritania held"
kind  = {value = "state", why = "the text says so"}
name  = "Ruritania"
"""
SNAPSHOT = """
[[reserve_snapshot]]
holder = "ruritania"
quote  = "On March 20, 2030 the state of Ruritania held 1,300 BTC"
date   = "On March 20, 2030"
amount = "1,300 BTC"
"""
REST = """
[[ignore]]
from = "On March 3, 2030"
to   = "($100 million)"
why  = "test"

[[ignore]]
quote = "The minister said that Ruritania plans to mine with 40 to 60 megawatts of surplus power."
why   = "test"

[[ignore]]
quote = "Syldavia holds 10² coins, and a bit more. Syldavia is silent."
why   = "test"
"""


class Workshop:
    """Writes seeds below a folder and ingests them."""

    def __init__(self, folder: Path) -> None:
        self.seeds = folder / "seeds"
        self.settings = Settings(store=folder / "store" / "current.db", seeds=self.seeds)
        self.write("entities.toml", ENTITIES)
        self.write("vocabularies.toml", VOCABULARIES)
        self.write("disputes.toml", "")
        self.document(TEXT)
        self.claims()

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def document(self, text: str) -> None:
        self.text = text
        self.write("documents/article.txt", text)

    def claims(self, *entries: str, head: str = DOCUMENT, instead: bool = False) -> None:
        """The claims file: the document, the valid entries, and these (or these instead of the valid ones)."""
        sha256 = hashlib.sha256(self.text.encode()).hexdigest()
        valid = [] if instead else [ACTOR, SNAPSHOT, REST]
        self.write("claims/article.toml", "".join([head.format(sha256=sha256), *valid, *entries]))

    def line(self, text: str, file: str = "claims/article.toml") -> int:
        """The number of the first line that holds this text."""
        lines = (self.seeds / file).read_text().splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)

    def ingest(self) -> Ingested:
        return ingest(self.settings)

    def refused(self) -> list[Finding]:
        """The findings of a run that must be refused; and nothing may be left of it."""
        before = self.published()
        try:
            self.ingest()
        except IngestionRefused as refusal:
            assert self.published() == before
            return refusal.findings
        raise AssertionError("the run was not refused")

    def published(self) -> dict[str, bytes | str]:
        """What lies in the store's folder: names with bytes, links with targets."""
        folder = self.settings.store.parent
        if not folder.exists():
            return {}
        return {
            path.name: str(path.readlink()) if path.is_symlink() else path.read_bytes()
            for path in folder.iterdir()
            if path.name != ".ingest.lock"
        }
