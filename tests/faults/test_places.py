"""Places that are full, read-only, without rights or gone: the run says so, and the old store stays published."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.settings import Settings
from tests.faults.calls import Recording
from tests.faults.runs import NOBODY, Run, Warm
from tests.faults.scene import LINK, LOCK, Scene, stores, whole

ROOMY = "size=16m"


def refused(run: Run, scene: Scene, link: Path) -> None:
    """It ended with words, and the second store is published."""
    assert run.status == 1
    assert "nothing was published" in run.said
    assert "ingest again" in run.said
    assert "Traceback" not in run.said
    assert whole(link) == scene.names[1]


class Mount:
    """A file system that only one process and its children see, of any size, however small."""

    def __init__(self, scratch: Path) -> None:
        self.warm = Warm(scratch, "unshare", "--mount")
        self._inside = scratch / "mounted"
        self._inside.mkdir()
        self._outside = Path(f"/proc/{self.warm.id}/root{self._inside}")
        """Where others find it."""
        self._mount(ROOMY)

    def options(self, options: str) -> None:
        self._mount(f"remount,{options}")

    def _mount(self, options: str) -> None:
        enter = ["nsenter", "--mount", f"--target={self.warm.id}"]
        subprocess.run([*enter, "mount", "-t", "tmpfs", "-o", options, "tmpfs", self._inside], check=True)

    def publish(self, scene: Scene) -> Settings:
        """Put the scene there, instead of what there was."""
        self.options(ROOMY)
        shutil.rmtree(self._outside / "store", ignore_errors=True)
        settings = scene.copy(self._outside / "store")
        return replace(settings, store=self._inside / "store" / LINK)

    def used(self) -> int:
        """How many bytes are not free any more."""
        status = os.statvfs(self._outside)
        return (status.f_blocks - status.f_bfree) * status.f_frsize

    def seen(self, copy: Path) -> Path:
        """The link in a copy of what lies there."""
        shutil.copytree(self._outside / "store", copy, symlinks=True)
        return copy / LINK


@pytest.fixture(scope="module")
def mount(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mount]:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("nothing may be mounted here")
    mounted = Mount(tmp_path_factory.mktemp("mount"))
    with closing(mounted.warm):
        yield mounted


@pytest.mark.parametrize("room", [0, 4096, 12_288, 200_704, 602_112, 819_200])
def test_a_full_disk(room: int, mount: Mount, scene: Scene, tmp_path: Path) -> None:
    """A real one, full after so many bytes: some blocks of four kilobytes, of which a store's page has two."""
    settings = mount.publish(scene)
    mount.options(f"size={mount.used() + room}")
    refused(mount.warm.run(settings), scene, mount.seen(tmp_path / "full"))
    assert stores(Settings(store=mount.seen(tmp_path / "cleared"))) == set(scene.names[:2])
    mount.options(ROOMY)
    assert mount.warm.run(settings).status == 0
    assert whole(mount.seen(tmp_path / "roomy")) == scene.names[2]


def test_a_read_only_disk(mount: Mount, scene: Scene, tmp_path: Path) -> None:
    settings = mount.publish(scene)
    mount.options("ro")
    run = mount.warm.run(settings)
    mount.options("rw")
    refused(run, scene, mount.seen(tmp_path / "seen"))
    assert "Read-only file system" in run.said


@pytest.mark.parametrize("length", [5_000, 8_191, 100_001, 700_001])
def test_writes_are_cut_short(length: int, warm: Warm, scene: Scene, tmp_path: Path) -> None:
    """No file may be longer than this: of the page that reaches beyond it, only a part is written."""
    settings = scene.copy(tmp_path / "store")
    refused(warm.run(settings, bytes=length), scene, settings.store)
    assert stores(settings) == set(scene.names[:2])


def test_too_many_open_files(warm: Warm, scene: Scene, tmp_path: Path) -> None:
    """With none to spare, with one, and so on until there are enough; then the run succeeds."""
    ended = []
    for files in range(4, 20):
        settings = scene.copy(tmp_path / str(files))
        run = warm.run(settings, files=files)
        ended.append(run.status)
        if run.status == 0:
            break
        refused(run, scene, settings.store)
    assert len(ended) > 1
    assert ended[-1] == 0


def test_no_right_to_write(warm: Warm, scene: Scene) -> None:
    """To the lock, as when somebody else ran before, or in the folder."""
    if os.geteuid():
        pytest.skip("only root can become somebody else")
    with TemporaryDirectory() as public:
        Path(public).chmod(0o755)
        shutil.copytree(scene.seeds[2], Path(public) / "seeds")
        settings = replace(scene.copy(Path(public) / "store"), seeds=Path(public) / "seeds")
        lock = settings.store.with_name(LOCK)
        run = warm.run(settings, user=NOBODY)
        refused(run, scene, settings.store)
        assert f"{lock}: Permission denied" in run.said
        lock.chmod(0o666)
        refused(warm.run(settings, user=NOBODY), scene, settings.store)
        assert stores(settings) == set(scene.names[:2])


@pytest.mark.parametrize(
    ("kind", "place"), [("pwrite", 0), ("pwrite", -1), ("rename", 0), ("symlink", 0), ("rename", -1)]
)
def test_the_folder_is_removed_meanwhile(
    kind: str, place: int, clean: Recording, warm: Warm, scene: Scene, tmp_path: Path
) -> None:
    """Then there is nothing to publish in; the next run makes the folder anew."""
    settings = scene.copy(tmp_path / "store")
    stop = clean.at(kind, place).fails("signal=STOP")
    run = warm.run(settings, stop, stopped=lambda: shutil.rmtree(settings.store.parent))
    assert run.status == 1, run.said
    assert "nothing was published" in run.said
    assert str(settings.store.parent) in run.said or ".candidate.db:1: not-proved" in run.said
    assert not settings.store.parent.exists()
    assert warm.run(settings).status == 0
    assert whole(settings.store) == scene.names[2]
    assert stores(settings) == {scene.names[2]}


def test_the_litter_of_any_run(warm: Warm, scene: Scene, tmp_path: Path) -> None:
    """A lock of somebody who has died, a half-built store with all that SQLite may put beside it, a half-made link."""
    settings = scene.copy(tmp_path / "store")
    folder = settings.store.parent
    (folder / LOCK).write_text("process 4711")
    for suffix in ("", "-journal", "-wal", "-shm"):
        (folder / f".candidate.db{suffix}").write_bytes(os.urandom(5000))
    (folder / f"{LINK}.new").symlink_to("nowhere")
    assert warm.run(settings).status == 0
    assert stores(settings) == set(scene.names[1:])


def test_two_at_once(clean: Recording, pair: tuple[Warm, Warm], scene: Scene, tmp_path: Path) -> None:
    """While one is at work, a second one is refused by name, and disturbs nothing."""
    settings = scene.copy(tmp_path / "store")
    others: list[Run] = []

    def another() -> None:
        others.append(pair[1].run(settings))

    run = pair[0].run(settings, clean.at("pwrite", -1).fails("signal=STOP"), stopped=another)
    assert [other.status for other in others] == [1]
    assert f"another ingestion is at work in {settings.store.parent}: wait for it" in others[0].said
    assert run.status == 0, run.said
    assert whole(settings.store) == scene.names[2]
    assert stores(settings) == set(scene.names[1:])


@pytest.mark.parametrize(
    ("kind", "place"), [("pwrite", -1), ("fsync", 1), ("rename", -1), ("fsync", -1), ("unlink", -5)]
)
def test_interrupted(kind: str, place: int, clean: Recording, warm: Warm, scene: Scene, tmp_path: Path) -> None:
    """Somebody presses Ctrl-C: what is said of it is true."""
    settings = scene.copy(tmp_path / "store")
    run = warm.run(settings, clean.at(kind, place).fails("signal=INT"))
    said = {scene.names[1]: "nothing was published", scene.names[2]: "the new store is published"}
    assert run.status in (1, 130)
    assert said[whole(settings.store)] in run.said
    assert warm.run(settings).status == 0
    assert stores(settings) == set(scene.names[1:])
