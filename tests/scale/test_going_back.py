"""Going back to the data set before, by the commands of docs/operations.md, while a server runs."""

import re
import subprocess
import time
from dataclasses import replace
from pathlib import Path

from app.settings import ROOT
from app.store.editions import LENT
from tests.postgres import Postgres, postgres
from tests.scale.load import get
from tests.scale.replicas import Replica, replicas
from tests.scale.test_switch import SOON, editions, publish
from tests.workshop import Workshop

BOOK = (ROOT / "docs" / "operations.md").read_text()


def command(language: str) -> str:
    """The one piece of the book that is in this language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", BOOK, re.DOTALL)
    return str(found)


def wait_for(replica: Replica, edition: str) -> None:
    deadline = time.monotonic() + SOON
    while editions(get(replica.base, "/v1/sources")) != {edition}:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_with_files(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    publish(workshop, 0)
    publish(workshop, 1)
    with replicas(workshop.settings.store) as (one,):
        wait_for(one, "1")
        for edition in ("0", "1"):
            subprocess.run(["bash", "-ec", command("sh")], cwd=workshop.settings.store.parent, check=True)
            wait_for(one, edition)


def test_in_a_database(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    with postgres() as server:
        workshop.settings = replace(workshop.settings, database=server.url())
        for number in (0, 1):
            publish(workshop, number)
        one = Replica(workshop.settings.store, {"DATABASE_URL": server.url()})
        try:
            one.start()
            wait_for(one, "1")
            assert _connections(server) == LENT + 1
            for edition in ("0", "1"):
                server.query(command("sql"))
                wait_for(one, edition)
        finally:
            one.end()


def _connections(server: Postgres) -> int:
    ((number,),) = server.query("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'chancery'")
    return int(number)
