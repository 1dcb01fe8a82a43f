"""Documents and curators' files that are not what they were: refused by name, and the published store stays."""

import hashlib
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.errors import Finding
from app.ingest.files import NotReadable, read_regular
from tests.faults.runs import as_nobody
from tests.faults.scene import Scene
from tests.workshop import TEXT, Workshop

pytestmark = pytest.mark.usefixtures("deadline")
Damage = Callable[[Path], object]
HUGE = 50_000_000


def _link_out(path: Path) -> None:
    """To the very same bytes, but outside of the folder."""
    moved = path.rename(path.parents[2] / "elsewhere.txt")
    path.symlink_to(moved)


def _link_to_secrets(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


def _circle(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _socket(path: Path) -> None:
    path.unlink()
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(path))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _huge(path: Path) -> None:
    os.truncate(path, HUGE)


UNREADABLE: list[tuple[Damage, str]] = [
    (Path.unlink, "No such file or directory"),
    (_link_out, "it is a link"),
    (_link_to_secrets, "it is a link"),
    (_circle, "it is a link"),
    (_pipe, "it is not a regular file"),
    (_socket, "No such device or address"),
    (_folder, "it is not a regular file"),
    (_huge, f"it has {HUGE} bytes, at most 5000000 are read"),
]
"""What is not even opened, or not read."""
CHANGED: list[Damage] = [
    lambda path: os.truncate(path, 0),
    lambda path: os.truncate(path, path.stat().st_size // 2),
    lambda path: os.truncate(path, path.stat().st_size - 1),
    lambda path: os.truncate(path, path.stat().st_size + 1),
    lambda path: path.write_bytes(path.read_bytes().replace(b"1,300", b"1,301")),
    lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")),
    lambda path: path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes()),
    lambda path: path.write_bytes(path.read_bytes().decode().encode("utf-16")),
]
"""What is read, and has another hash than the one declared."""
DECLARED: list[tuple[bytes, str]] = [
    (TEXT.encode("utf-16"), "is not UTF-8: invalid start byte at byte 0"),
    (TEXT.encode("latin-1"), "is not UTF-8: invalid start byte at byte 281"),
    (TEXT.encode()[:-3] + "€".encode()[:2], "is not UTF-8: unexpected end of data at byte"),
    (TEXT.replace("silent.", "s\ud800").encode("utf-8", "surrogatepass"), "is not UTF-8: invalid continuation byte"),
    (TEXT.encode() + b"\0", f"has a NUL character at byte {len(TEXT.encode())}"),
    (TEXT.encode() + b" " * 5_000_000, "at most 5000000 are read"),
]
"""Bytes that a curator declares with their hash, and that are no document all the same."""
FILES = ("entities.toml", "vocabularies.toml", "disputes.toml", "claims/article.toml")
"""What a curator writes."""


@pytest.fixture
def published(workshop: Workshop, scene: Scene) -> Workshop:
    """Good seeds, beside a store that is published, so that there is something to lose."""
    shutil.copytree(scene.folder, workshop.settings.store.parent, symlinks=True)
    return workshop


def one(findings: list[Finding]) -> Finding:
    (finding,) = findings
    assert finding.mend
    return finding


@pytest.mark.parametrize(("damage", "why"), UNREADABLE)
def test_a_document_that_cannot_be_read(published: Workshop, damage: Damage, why: str) -> None:
    damage(published.seeds / "documents" / "article.txt")
    finding = one(published.refused())
    assert (finding.file, finding.code) == ("claims/article.toml", "unreadable-document")
    assert finding.what == f"article.txt cannot be read: {why}" or finding.what.startswith(
        f"article.txt cannot be read: {why};"
    )


@pytest.mark.parametrize("damage", CHANGED)
def test_a_document_that_changed(published: Workshop, damage: Damage) -> None:
    path = published.seeds / "documents" / "article.txt"
    damage(path)
    finding = one(published.refused())
    assert finding.code == "document-changed"
    assert f"article.txt has SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}" in finding.what


@pytest.mark.parametrize(("data", "why"), DECLARED)
def test_declared_and_no_text(published: Workshop, data: bytes, why: str) -> None:
    published.write("documents/article.txt", data)
    claims = published.seeds / "claims" / "article.toml"
    before, after = (hashlib.sha256(each).hexdigest() for each in (TEXT.encode(), data))
    claims.write_text(claims.read_text().replace(before, after))
    finding = one(published.refused())
    assert finding.code in ("not-utf8", "unreadable-document")
    assert "article.txt" in finding.what
    assert why in finding.what


@pytest.mark.parametrize(
    "name", ["../entities.toml", "/etc/passwd", "..", ".", "sub/article.txt", "article.txt/", "article.txt\\u0000.md"]
)
def test_a_document_outside_of_the_folder(published: Workshop, name: str) -> None:
    """Wherever a claims file points to: only files of the folder itself have names there."""
    claims = published.seeds / "claims" / "article.toml"
    claims.write_text(claims.read_text().replace('"article.txt"', f'"{name}"'))
    assert one(published.refused()).code == "unreadable-document"


@pytest.mark.parametrize(("damage", "why"), UNREADABLE)
@pytest.mark.parametrize("file", FILES)
def test_a_file_that_cannot_be_read(published: Workshop, file: str, damage: Damage, why: str) -> None:
    damage(published.seeds / file)
    finding = one(published.refused())
    if not list((published.seeds / "claims").iterdir()):
        assert finding.code == "no-claims"
        return
    assert (finding.file, finding.code) == (file, "bad-toml")
    assert f"{file} cannot be read: {why}" in finding.what


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("ending", [b'x = "', b"\0", b"\xff", b"[[", b"x = " + b"[" * 100_000])
def test_a_file_that_is_no_toml(published: Workshop, file: str, ending: bytes) -> None:
    """As an editor leaves one behind that had no room to write the rest."""
    path = published.seeds / file
    path.write_bytes(path.read_bytes() + ending)
    finding = one(published.refused())
    assert (finding.file, finding.code) == (file, "bad-toml")


@pytest.mark.parametrize(
    ("path", "why"), [("/proc/self/status", "changes while it is read"), ("/proc/self/mem", "Input/output error")]
)
def test_a_file_that_grows_or_fails_while_it_is_read(path: str, why: str) -> None:
    """The first says that it has no bytes, and has some; the second can be opened, but not read."""
    with pytest.raises(NotReadable, match=why):
        read_regular(Path(path))


def test_no_right_to_read() -> None:
    """The file's own, or that of its folder."""
    imports = "import sys; from pathlib import Path; from app.ingest.files import NotReadable, read_regular"
    script = "try: read_regular(Path(sys.argv[1]))\nexcept NotReadable as error: print(error)"
    with TemporaryDirectory() as folder:
        file = Path(folder) / "article.txt"
        file.write_text(TEXT)
        for mode, of_folder in ((0o600, 0o755), (0o644, 0o700)):
            file.chmod(mode)
            file.parent.chmod(of_folder)
            assert as_nobody(imports, script, file) == "Permission denied\n"
