"""A new data set behind nginx: seen soon without a purge, and from then on never an older one."""

import random
import re
import time
from pathlib import Path

from tests.scale.load import Answered, Load, backwards, datasets, get
from tests.scale.nginx import nginx
from tests.scale.replicas import replicas
from tests.server import free_port
from tests.workshop import DOCUMENT, Workshop

ADDRESSES = ("/v1/sources", "/v1/sources.csv", "/v1/sources/test-article", "/sources/test-article", "/v1/sources.json")
"""Each of them tells the label of the document."""
SOON = 3.0
"""Seconds from a publication to the moment from which everybody is given the new data set."""


def publish(workshop: Workshop, number: int) -> str:
    """The workshop's data set with the document labelled by this number; its digest."""
    workshop.claims(head=DOCUMENT.replace("A test article", f"Edition {number}"))
    return workshop.ingest().digest


def editions(answer: Answered) -> set[str]:
    """The numbers of the editions that an answer tells of."""
    return set(re.findall(r"Edition (\d+)", answer.body.decode()))


def choose(chance: random.Random) -> str:
    """Mostly what is kept; now and then what nobody has asked for, or what is an error."""
    roll = chance.random()
    if roll < 0.05:
        return f"/v1/sources?limit={chance.randrange(1, 501)}"
    return "/v1/sources/nobody" if roll < 0.07 else chance.choice(ADDRESSES)


def test_a_publication_is_seen_soon_and_nobody_goes_back(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    order = [publish(workshop, 0)]
    link = workshop.settings.store
    with replicas(link, link) as pair, nginx([each.port for each in pair]) as cache, Load(cache.port, choose) as load:
        for number in (1, 2):
            load.until(lambda: order[-1] in datasets(load.answered), 20)
            order.append(publish(workshop, number))
            soon = time.monotonic() + SOON
            load.on(SOON + 0.3)
            assert datasets(each for each in load.answered if each.begun > soon) == {order[-1]}
    assert not load.failures
    assert {(each.path == "/v1/sources/nobody", each.status) for each in load.answered} == {(False, 200), (True, 404)}
    for each in load.answered:
        assert each.status == 404 or editions(each) == {str(order.index(each.dataset))}, each.path
    assert backwards(load.answered, order) == []
    assert sum(each.is_kept for each in load.answered) > len(load.answered) / 2


def test_a_kept_answer_alone_is_renewed_after_a_publication(tmp_path: Path) -> None:
    """Even where nobody asks for anything that is not kept, and nobody asked for a while; then several do at once."""
    workshop = Workshop(tmp_path)
    publish(workshop, 0)
    with replicas(workshop.settings.store) as one, nginx([one[0].port]) as cache:
        for _ in range(2):
            assert editions(get(cache.base, "/v1/sources")) == {"0"}
        publish(workshop, 1)
        time.sleep(SOON)
        with Load(cache.port, lambda _: "/v1/sources", clients=8) as load:
            load.on(0.3)
    assert set().union(*map(editions, load.answered)) == {"1"}
    assert any(each.is_kept for each in load.answered)


def test_what_is_of_no_known_data_set_is_not_kept(link: Path) -> None:
    """Where nobody says which one is current, it cannot be told for how long an answer is good."""
    silent = {"proxy_pass http://first;": f"proxy_pass http://127.0.0.1:{free_port()};"}
    with replicas(link) as (one,), nginx([one.port], silent) as cache:
        for _ in range(3):
            answer = get(cache.base, "/v1/actors")
            assert (answer.status, answer.is_kept) == (200, False)


def test_replicas_that_disagree_are_not_mixed(tmp_path: Path) -> None:
    """One of them has not taken up the new data set: nginx follows the first, and the next while that is gone."""
    first, second = Workshop(tmp_path / "first"), Workshop(tmp_path / "second")
    order = [publish(first, 0), publish(second, 1)]
    with (
        replicas(first.settings.store, second.settings.store) as pair,
        nginx([each.port for each in pair]) as cache,
        Load(cache.port, choose) as load,
    ):
        load.on(1)
        at = time.monotonic()
        pair[0].kill()
        load.on(2.5)
    assert not load.failures
    assert datasets(each for each in load.answered if each.ended < at) == {order[0]}
    assert datasets(each for each in load.answered if each.begun > at + 2) == {order[1]}
    assert backwards(load.answered, order) == []
