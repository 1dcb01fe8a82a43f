"""Processes behind nginx that are killed, hang, or are all gone."""

import json
import random
import signal
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest

from tests.scale.load import Load, get, unheard
from tests.scale.nginx import OLD_AT_ONCE, Nginx, nginx
from tests.scale.replicas import Replica
from tests.scale.test_cache import ADDRESSES

AT_ONCE = 1.0
"""Seconds in which whatever can be said without the API is said."""


@pytest.fixture
def whole(pair: Sequence[Replica]) -> Iterator[Sequence[Replica]]:
    """The pair, which is whole again afterwards, whatever a test does to it."""
    yield pair
    for each in pair:
        if not each.is_running:
            each.start()


@pytest.fixture
def cache(whole: Sequence[Replica]) -> Iterator[Nginx]:
    """One that remembers nothing of what happened to them before."""
    with nginx([each.port for each in whole]) as started:
        yield started


def choose(chance: random.Random) -> str:
    """Half of it is kept, half has to be fetched."""
    return chance.choice(ADDRESSES) if chance.random() < 0.5 else unheard()


def wait_for(cache: Nginx, path: str) -> None:
    deadline = time.monotonic() + 10
    while get(cache.base, path).status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("which", [0, 1])
def test_a_killed_process_costs_no_request(cache: Nginx, whole: Sequence[Replica], which: int) -> None:
    with Load(cache.port, choose) as load:
        load.on(0.5)
        whole[which].kill()
        load.on(1)
        whole[which].start()
        load.on(0.5)
    assert not load.failures
    assert {each.status for each in load.answered} == {200}
    assert len(load.answered) > 100


@pytest.mark.parametrize("which", [0, 1])
def test_a_process_that_hangs_holds_up_few(cache: Nginx, whole: Sequence[Replica], which: int) -> None:
    for path in ADDRESSES:
        get(cache.base, path)
    with Load(cache.port, choose) as load:
        whole[which].send(signal.SIGSTOP)
        hung = time.monotonic()
        load.on(4)
        whole[which].send(signal.SIGCONT)
    assert not load.failures
    assert {each.status for each in load.answered} == {200}
    assert sum(each.ended - each.begun > 0.9 for each in load.answered) <= 2 * load.clients
    later = sorted(each.begun for each in load.answered if hung + 2.2 < each.begun < hung + 4)
    assert len(later) > 100
    assert max(after - before for before, after in pairwise(later)) < 0.5


def test_what_is_kept_is_given_while_nobody_answers(whole: Sequence[Replica]) -> None:
    """What has grown old meanwhile, too. What is not kept is a problem, at once; all is well when they are back."""
    with nginx([each.port for each in whole], OLD_AT_ONCE) as cache:
        known = {path: get(cache.base, path) for path in ADDRESSES}
        for each in whole:
            each.kill()
        time.sleep(2.1)
        for path, before in known.items():
            answer = get(cache.base, path)
            assert (answer.status, answer.body, answer.is_kept) == (200, before.body, True)
            assert answer.ended - answer.begun < AT_ONCE
        missing = get(cache.base, "/v1/claims")
        assert (missing.status, json.loads(missing.body)["status"]) == (503, 503)
        assert missing.headers["content-type"] == "application/problem+json"
        assert missing.headers["retry-after"] == "2"
        assert missing.ended - missing.begun < AT_ONCE
        for each in whole:
            each.start()
        wait_for(cache, "/v1/claims")


def test_nginx_may_be_there_first(whole: Sequence[Replica]) -> None:
    for each in whole:
        each.kill()
    with nginx([each.port for each in whole]) as cache:
        assert get(cache.base, "/").status == 503
        whole[1].start()
        wait_for(cache, "/")
