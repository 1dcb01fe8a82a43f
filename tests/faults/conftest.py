"""What these tests share: a folder with two published stores, and processes that ingest a third one."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.faults.calls import Recording
from tests.faults.runs import Warm, can_trace
from tests.faults.scene import Scene, staged


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return staged(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warm, Warm]]:
    """Two, so that both of a small machine's cores have something to do."""
    can_trace()
    with ExitStack() as opened:
        started = [Warm(tmp_path_factory.mktemp("warm")) for _ in range(2)]
        for each in started:
            opened.callback(each.close)
        yield started[0], started[1]


@pytest.fixture(scope="session")
def clean(scene: Scene, pair: tuple[Warm, Warm], tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """A run in which nothing fails."""
    settings = scene.copy(tmp_path_factory.mktemp("clean") / "store")
    run = pair[0].run(settings, record=True)
    assert run.status == 0, run.said
    folder = settings.store.parent
    return Recording(folder, [call for call in run.calls if call.about(folder)])


@pytest.fixture
def warm(pair: tuple[Warm, Warm]) -> Warm:
    return pair[0]


@pytest.fixture
def deadline() -> Iterator[None]:
    """Whoever hangs over a file is woken up after half a minute, and has failed."""

    def late(*_: object) -> None:
        pytest.fail("it hangs")  # which nobody takes for an error of the system

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
