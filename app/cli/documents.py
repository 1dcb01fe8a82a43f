"""Documents and claims files as a command line names them."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from app.errors import ChanceryError, nearest
from app.ingest.documents import Document, DocumentError, read_document
from app.ingest.files import NotReadable, read_regular
from app.ingest.findings import Findings
from app.ingest.seeds import SeedFiles, parse_file
from app.ingest.tables import SeedFile


class NoSuchFile(ChanceryError):
    """A name on the command line that nothing here has; the message tells the nearest that something has."""


def locate(name: str, folder: Path, also: Iterable[str] = ()) -> Path:
    """The file of this path, or else the file of this name in the folder; raises `NoSuchFile`.

    `also` are other names that would have been understood.
    """
    for path in (Path(name), folder / name):
        if path.exists() or path.is_symlink():
            return shown(path)
    known = [*(path.name for path in sorted(folder.glob("*"))), *also]
    near = nearest(name, known) or nearest(Path(name).name, known)
    hint = f"; nearest: {near}" if near else ""
    raise NoSuchFile(f"«{name}» is no file, and {folder.parent.name}/{folder.name} has none of this name{hint}")


def shown(path: Path) -> Path:
    """A path as commands print it: from the folder that they run in, if it is below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def read(path: Path) -> Document:
    """The document in a file, whatever its hash; its source is called as the file is.

    Raises `DocumentError` for what an ingestion would not read either: folders, links, what is too large or no text.
    """
    try:
        sha256 = hashlib.sha256(read_regular(path)).hexdigest()
    except NotReadable as error:
        why = "it is a folder" if path.is_dir() and not path.is_symlink() else str(error)
        raise DocumentError(f"{path} cannot be read: {why}", remedy="name a regular file, UTF-8") from error
    return read_document(path.parent, path.name, path.name, sha256)


def claims_file(files: SeedFiles, name: str, findings: Findings) -> SeedFile | None:
    """The claims file of this name or path, or of the source with this id; one that does not parse is noted."""
    for file in files.claims:
        if name in (_stated(file, "id"), file.name, Path(file.name).name):
            return file
    path = Path(name)
    if path.suffix != ".toml" or not path.exists():
        return None
    same = (file for file in files.claims if (files.folder / file.name).samefile(path))
    return next(same, None) or parse_file(Path(), name, findings)


def curating(files: SeedFiles, path: Path) -> SeedFile | None:
    """The claims file that is about the document in this file, if there is one."""
    folder = files.folder / "documents"
    if not path.exists() or not folder.exists() or not path.parent.samefile(folder):
        return None
    return next((file for file in files.claims if _stated(file, "file") == path.name), None)


def names(files: SeedFiles) -> list[str]:
    """What claims files and their sources are called."""
    return [name for file in files.claims for name in (_stated(file, "id"), Path(file.name).name) if name]


def _stated(file: SeedFile, key: str) -> str | None:
    """A string of the file's [document]; None if it has none, which is refused when it is read."""
    for table in file.tables("document"):
        value = table.data.get(key)
        return value if isinstance(value, str) else None
    return None
