"""The power fails at any moment of an ingestion: then, too, the old store is published or the new one, whole."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.calls import Recording
from tests.faults.disk import Disk, Entry, File
from tests.faults.scene import LINK, Scene, whole

Found = tuple[str, bytes]
"""What a server finds behind the link: the name of a file, and its bytes."""


def published(names: dict[str, Entry]) -> Iterator[Found]:
    """What can be found with these names, whether all that was written is there, or only what must be."""
    target = names[LINK]
    assert isinstance(target, str)
    file = names[target]
    assert isinstance(file, File)
    yield target, file.lasting
    yield target, bytes(file.written)


@pytest.fixture(scope="module")
def cuts(scene: Scene, clean: Recording) -> list[set[Found]]:
    """For each moment, before the first call and after each, what may be found then."""
    disk = Disk.of(scene.folder)
    disk.folder = clean.folder
    cuts = [{found for names in disk.left() for found in published(names)}]
    for call in clean.calls:
        disk.apply(call)
        cuts.append({found for names in disk.left() for found in published(names)})
    return cuts


def test_old_or_new(scene: Scene, clean: Recording, cuts: list[set[Found]], tmp_path: Path) -> None:
    """Until the switch it is the old one, then it may be either."""
    assert all(name == f"chancery-{hashlib.sha256(data).hexdigest()}.db" for cut in cuts for name, data in cut)
    _, old, new = scene.names
    assert {name for cut in cuts[: clean.switch + 1] for name, _ in cut} == {old}
    assert {name for name, _ in cuts[clean.switch + 1]} == {old, new}


def test_what_is_said_to_be_published_stays(scene: Scene, cuts: list[set[Found]], tmp_path: Path) -> None:
    """At the end of the run it is the new one, whatever fails then; and a server can open it."""
    ((name, data),) = cuts[-1]
    assert name == scene.names[2]
    (tmp_path / name).write_bytes(data)
    (tmp_path / LINK).symlink_to(name)
    assert whole(tmp_path / LINK) == name


def test_the_model_forgets(scene: Scene, clean: Recording) -> None:
    """What no fsync has confirmed may be gone: without them, nothing of the new store would be sure to be left."""
    disk = Disk.of(scene.folder)
    disk.folder = clean.folder
    for call in clean.calls:
        if call.kind != "fsync":
            disk.apply(call)
    left = list(disk.left())
    assert any(names[LINK] == scene.names[1] for names in left)
    assert any(names[LINK] not in names for names in left)
    assert {file.lasting for names in left if isinstance(file := names.get(scene.names[2]), File)} == {b""}
