"""An ingestion that is killed or fails at any of its system calls leaves the old store or the new one, whole.

Every call of it that concerns the folder it publishes in fails once, and is once the last one.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from queue import SimpleQueue

from app.settings import Settings
from tests.faults.calls import Recording
from tests.faults.runs import Run, Warm
from tests.faults.scene import LINK, Scene, stores, whole

KINDS = {"chmod", "flock", "fsync", "mkdir", "open", "pwrite", "rename", "symlink", "unlink"}
"""What an ingestion does in the folder that it publishes in."""


class Attempts:
    """Runs with one fault each, two at a time."""

    def __init__(self, scene: Scene, pair: Iterable[Warm], folder: Path) -> None:
        self._scene = scene
        self._folder = folder
        self._number = count()
        self._litter: set[frozenset[str]] = set()
        self._idle: SimpleQueue[Warm] = SimpleQueue()
        for each in pair:
            self._idle.put(each)

    def each(self, faults: Sequence[str]) -> list[tuple[Run, str]]:
        """How the run with each of these faults ended, and what was published then: the old store or the new one."""
        with ThreadPoolExecutor(2) as threads:
            return list(threads.map(self._attempt, faults))

    def _attempt(self, fault: str) -> tuple[Run, str]:
        warm = self._idle.get()
        try:
            settings = self._scene.copy(self._folder / str(next(self._number)))
            run = warm.run(settings, fault)
            published = whole(settings.store)
            self._clears_up(warm, settings, published)
        finally:
            self._idle.put(warm)
        shutil.rmtree(settings.store.parent)
        _, old, new = self._scene.names
        return run, {old: "old", new: "new"}.get(published, "another")

    def _clears_up(self, warm: Warm, settings: Settings, published: str) -> None:
        """The next run leaves nothing but its store and the one before, be it of the new seeds or of the old ones.

        It does not matter how something came to lie there, so each litter is cleared up once.
        """
        litter = frozenset(path.name for path in settings.store.parent.iterdir())
        if litter in self._litter:
            return
        self._litter.add(litter)
        first, old, new = self._scene.names
        before = {old: first, new: old}
        aside = settings.store.parent.with_suffix(".aside")
        shutil.copytree(settings.store.parent, aside, symlinks=True)
        for again, made in ((settings, new), (self._scene.again(Settings(store=aside / LINK)), old)):
            run = warm.run(again)
            assert run.status == 0, run.said
            assert stores(again) == {made, published if made != published else before[made]}
        shutil.rmtree(aside)


def test_what_a_run_does(clean: Recording) -> None:
    """No call is of a kind that is not failed below, nothing published is changed, and the switch is one renaming."""
    assert {call.kind for call in clean.calls} == KINDS
    assert {Path(call.opened).name for call in clean.calls if call.kind == "pwrite"} == {".candidate.db"}
    assert Path(clean.calls[clean.switch].paths[1]).name == LINK


def test_killed_at_every_call(clean: Recording, scene: Scene, pair: tuple[Warm, Warm], tmp_path: Path) -> None:
    """Up to the switch the old store is published, then the new one."""
    faults = [call.fails("signal=KILL") for call in clean.calls]
    ended = Attempts(scene, pair, tmp_path).each(faults)
    assert {run.status for run, _ in ended} == {-9}
    assert [published for _, published in ended] == [
        "old" if place <= clean.switch else "new" for place in range(len(clean.calls))
    ]


def errors(clean: Recording) -> Iterator[tuple[int, str]]:
    """Places of calls, each with what goes wrong there; pages are many and alike, so each fails in one of the ways."""
    for place, call in enumerate(clean.calls):
        wrong = ("ENOSPC", "EIO")
        yield from ((place, error) for error in (wrong if call.kind != "pwrite" else wrong[place % 2 :][:1]))


def test_every_call_fails(clean: Recording, scene: Scene, pair: tuple[Warm, Warm], tmp_path: Path) -> None:
    """The run says so, with the place, what stands published, and what to do."""
    wrong = list(errors(clean))
    faults = [clean.calls[place].fails(f"error={error}") for place, error in wrong]
    ended = Attempts(scene, pair, tmp_path).each(faults)
    for (place, _), (run, published) in zip(wrong, ended, strict=True):
        assert any(call.injected for call in run.calls)
        if clean.calls[place].kind == "mkdir":  # the folder is there
            assert (run.status, published) == (0, "new")
            continue
        assert run.status == 1
        assert published == ("old" if place <= clean.switch else "new")
        assert ("nothing was published" if published == "old" else "yet the new store is published") in run.said
        assert str(tmp_path) in run.said or ".candidate.db" in run.said
        assert "ingest again" in run.said
        assert "Traceback" not in run.said


def test_a_disk_that_loses_a_page(clean: Recording, scene: Scene, pair: tuple[Warm, Warm], tmp_path: Path) -> None:
    """It says that it wrote, and did not: the proof finds that out, unless the page is written once more anyway."""
    pages = [call for call in clean.calls if call.kind == "pwrite"][::5]
    ended = Attempts(scene, pair, tmp_path).each([call.fails(f"retval={call.result}") for call in pages])
    refused = [run.said for run, published in ended if published == "old"]
    assert all("not-proved" in said or "cannot be written" in said for said in refused)
    assert all("nothing was published" in said and "Traceback" not in said for said in refused)
    assert len(refused) >= len(pages) / 2
    assert all(run.status == int(published == "old") for run, published in ended)
