"""The head of an answer and its body in one piece: one call of the system instead of two, and one packet."""

import asyncio

SMALL = 32 * 1024
"""Bytes up to which a copy is cheaper than handing two pieces to the system."""


class Together:
    """The transport as answers see it: the head waits for the first piece of the body, and goes out with it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.is_closing = transport.is_closing
        self.waits = True
        """Whether what is written next is the head of an answer."""
        self.head = b""

    def write(self, data: bytes) -> None:
        if self.waits:
            self.waits = False
            self.head = data
        elif self.head:
            head, self.head = self.head, b""
            if len(data) <= SMALL:
                self._transport.write(head + data)
            else:
                self._transport.writelines((head, data))
        else:
            self._transport.write(data)

    def flush(self) -> None:
        """An answer has no body."""
        head, self.head = self.head, b""
        self._transport.write(head)

    def close(self) -> None:
        if self.head:
            self.flush()
        self._transport.close()
