"""Keeping: answers that went out before, ready for whoever asks next, within a bounded number of bytes."""

from collections import OrderedDict

from app.api.negotiation import Wanted
from app.api.representation import Kept

Key = tuple[str, bytes, Wanted]
"""Path, query with its parameters in order, and what the header fields come to."""

_OVERHEAD = 3000
"""Bytes that a kept representation takes besides its body, about."""


class Keeping:
    """The answers of one data set; the one that was not asked for the longest goes first."""

    def __init__(self, capacity: int) -> None:
        self.answers: OrderedDict[Key, Kept] = OrderedDict()
        self.bytes = 0
        self._capacity = capacity

    def keep(self, key: Key, kept: Kept) -> None:
        """Keep an answer, unless it alone would be too much."""
        size = kept.length + _OVERHEAD
        if size > self._capacity:
            return
        if (before := self.answers.pop(key, None)) is not None:
            self.bytes -= before.length + _OVERHEAD
        self.answers[key] = kept
        self.bytes += size
        while self.bytes > self._capacity:
            _, oldest = self.answers.popitem(last=False)
            self.bytes -= oldest.length + _OVERHEAD
