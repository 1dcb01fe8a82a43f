"""One request and its answer: uvicorn's own cycle, which need not put the head of a kept answer together again."""

from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from app.api.representation import RENDERED


class Cycle(RequestResponseCycle):
    """To check and join some fifteen fields takes uvicorn as long as all the rest of an answer that is kept ready."""

    async def send(self, message: Any) -> None:
        rendered = message.get(RENDERED)
        if rendered is None or self.response_started or self.flow.write_paused or not self.keep_alive:
            await super().send(message)
        elif not self.disconnected:
            fields, self.expected_content_length = rendered
            self.response_started, self.waiting_for_100_continue, self.chunked_encoding = True, False, False
            usual = b"".join([b"%b: %b\r\n" % field for field in self.default_headers])
            own = b"%b: %b\r\n\r\n" % message["headers"][-1]
            self.transport.write(b"".join((STATUS_LINE[message["status"]], usual, fields, own)))
