"""A folder in which stores are published, and what must hold of it whatever happens to an ingestion."""

import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from app.ingest.job import ingest
from app.ingest.verify import verify
from app.settings import Settings
from app.store.published import publication_of
from tests.workshop import SNAPSHOT, Workshop

LINK, LOCK = "current.db", ".ingest.lock"
_PROVED: set[str] = set()
"""Names of stores that proved themselves once: the same name is the same bytes, and opening one looks at that."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Three stores, each of seeds of its own; the first two were published in a folder, one after the other."""

    folder: Path
    seeds: tuple[Path, ...]
    names: tuple[str, ...]

    def copy(self, folder: Path) -> Settings:
        """The same once more, to publish the third store in."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Settings(store=folder / LINK, seeds=self.seeds[2])

    def again(self, settings: Settings) -> Settings:
        """The same place, to publish the second store in once more."""
        return replace(settings, seeds=self.seeds[1])


def staged(folder: Path) -> Scene:
    """A scene below this folder."""
    seeds, stores = [], []
    for label in ("first", "second", "third"):
        workshop = Workshop(folder / label)
        workshop.claims(SNAPSHOT.replace('1,300 BTC"\ndate', f'1,300 BTC"\nlabel = "{label}"\ndate'))
        place = folder / ("aside" if label == "third" else "published")
        stores.append(ingest(Settings(store=place / LINK, seeds=workshop.seeds)).store)
        seeds.append(workshop.seeds)
    return Scene(folder / "published", tuple(seeds), tuple(store.name for store in stores))


def whole(link: Path) -> str:
    """The name of the store that is published: a server can open it, and it proves itself."""
    publication = publication_of(Settings(store=link))
    with closing(publication.open(publication.current())) as store:
        name = store.edition.name
    if name not in _PROVED:
        assert verify(link.with_name(name)) == []
        _PROVED.add(name)
    return name


def stores(settings: Settings) -> set[str]:
    """The names of all stores beside the link; nothing else but the lock may be there."""
    found = {path.name for path in settings.store.parent.iterdir()}
    assert found >= {LINK, LOCK}
    return found - {LINK, LOCK}
