"""System calls by which something on the disk changes, or a change is made to last, as strace tells them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TRACED = (
    "/^((p?write|sendfile|f?truncate)(64)?|p?writev2?|copy_file_range|fallocate|f(data)?sync|sync.*|creat|"
    "(open|link|mknod|mkdir|rename|symlink|unlink|f?chmod)(at2?)?|rmdir|flock)$"
)
_CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+|\?)(.*)")
_STRING = re.compile(r'(?<!<)"((?:\\x[0-9a-f]{2})*)"')
_DESCRIPTOR = re.compile(r"\b\d+<((?:\\x[0-9a-f]{2})*)>")
_NUMBER = re.compile(r", (\d+)(?=,|$)")


@dataclass(frozen=True, slots=True)
class Call:
    """One system call."""

    name: str
    """As this machine calls it, such as `renameat2`."""
    nth: int
    """The how many-th of that name in its run, from 1 on."""
    strings: tuple[bytes, ...]
    """Its arguments between quotation marks: names of files, or what is written."""
    opened: str
    """The file that the descriptor belongs to which it is given, if it is given one."""
    numbers: tuple[int, ...]
    """Its plain numbers; of a write, how many bytes, and where to."""
    arguments: str
    """All of them, as they are written."""
    result: int
    """Negative if it failed or was failed."""
    injected: bool

    def fails(self, how: str) -> str:
        """What strace is to do to this call of a run: `error=EIO`, `signal=KILL`, `retval=0`."""
        return f"{self.name}:{how}:when={self.nth}"

    @property
    def kind(self) -> str:
        """What it does, whatever the machine calls it: `renameat2` is a rename."""
        return re.sub(r"(at2?|64)$", "", self.name)

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that it is about."""
        return (self.opened,) if self.opened else tuple(each.decode() for each in self.strings)

    def about(self, folder: Path) -> bool:
        return any(Path(path).is_relative_to(folder) for path in self.paths)


@dataclass(frozen=True, slots=True)
class Recording:
    """What a run did in the folder that it published in, call by call."""

    folder: Path
    calls: list[Call]

    @property
    def switch(self) -> int:
        """The place of the call that publishes."""
        return max(place for place, call in enumerate(self.calls) if call.kind == "rename")

    def at(self, kind: str, place: int) -> Call:
        """One of the calls of a kind, as from a list."""
        return [call for call in self.calls if call.kind == kind][place]


def calls_of(log: str) -> list[Call]:
    """What strace wrote with `-y -xx`, call by call."""
    return list(_calls(log))


def _calls(log: str) -> Iterator[Call]:
    counted: Counter[str] = Counter()
    for line in log.splitlines():
        if (found := _CALL.match(line)) is not None:
            name, given, result, rest = found.groups()
            counted[name] += 1
            descriptor = _DESCRIPTOR.match(given)
            yield Call(
                name,
                counted[name],
                tuple(map(_bytes, _STRING.findall(given))),
                _bytes(descriptor[1]).decode() if descriptor else "",
                tuple(int(number) for number in _NUMBER.findall(given)),
                given,
                int(result) if result != "?" else -1,
                "INJECTED" in rest,
            )


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
