"""What is left of a folder when the power fails: the model of a disk that loses all that no fsync has confirmed.

It is more forgetful than file systems are. What was written to a file, and each change of a name in the folder, may or
may not be there afterwards, each for itself, until an fsync of that file, or of that folder.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from tests.faults.calls import Call


@dataclass(slots=True)
class File:
    """The bytes of a file: as programs see them, and those that outlast a power cut."""

    written: bytearray
    lasting: bytes


Entry = File | str
"""What a name in the folder stands for: a file, or what a link leads to."""
Change = tuple[str, Entry | None]
"""A name, and what it stands for from then on; None if it is gone."""


@dataclass(slots=True)
class Disk:
    """One folder. `changes` are those of its names that no fsync has confirmed, in their order."""

    folder: Path
    lasting: dict[str, Entry] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> "Disk":
        """A folder as it lies there, all of it confirmed long ago."""
        links = {path.name: str(path.readlink()) for path in folder.iterdir() if path.is_symlink()}
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in links}
        return cls(folder, {**links, **{name: File(bytearray(data), data) for name, data in files.items()}})

    def apply(self, call: Call) -> None:
        """What a call does to the folder; one that failed does nothing."""
        if call.result < 0 or not call.about(self.folder):
            return
        match call.kind:
            case "open":
                self._open(Path(call.paths[0]).name, call.arguments)
            case "pwrite":
                self._write(self._file(call), call.strings[0][: call.result], call.numbers[-1])
            case "fsync":
                self._confirm(call)
            case "rename" | "symlink" | "unlink":
                self._change(call)
            case other:
                assert other in ("mkdir", "flock", "chmod"), f"what {other} leaves on a disk is not known here"

    def _open(self, name: str, flags: str) -> None:
        if "O_CREAT" in flags and name not in self.names(self.changes):
            self.changes.append((name, File(bytearray(), b"")))
        elif "O_TRUNC" in flags:
            found = self.names(self.changes)[name]
            assert isinstance(found, File)
            found.written.clear()

    def _write(self, file: File, data: bytes, at: int) -> None:
        file.written.extend(bytes(max(0, at - len(file.written))))
        file.written[at : at + len(data)] = data

    def _confirm(self, call: Call) -> None:
        if call.opened == str(self.folder):
            self.lasting, self.changes = self.names(self.changes), []
        else:
            file = self._file(call)
            file.lasting = bytes(file.written)

    def _change(self, call: Call) -> None:
        first, last = Path(call.paths[0]).name, Path(call.paths[-1]).name
        if call.kind == "symlink":
            self.changes.append((last, call.paths[0]))
        else:
            if call.kind == "rename":
                self.changes.append((last, self.names(self.changes)[first]))
            self.changes.append((first, None))

    def _file(self, call: Call) -> File:
        found = self.names(self.changes)[Path(call.opened).name]
        assert isinstance(found, File)
        return found

    def names(self, changes: Iterable[Change]) -> dict[str, Entry]:
        """The names of the folder, if of what no fsync has confirmed these changes are there."""
        names = dict(self.lasting)
        for name, entry in changes:
            if entry is None:
                names.pop(name, None)
            else:
                names[name] = entry
        return names

    def left(self) -> Iterator[dict[str, Entry]]:
        """Every set of names that may be found after a power cut now."""
        for length in range(len(self.changes) + 1):
            for kept in combinations(self.changes, length):
                yield self.names(kept)
