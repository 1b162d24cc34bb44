"""A server at a distance: bytes are passed on, each way, after half a round trip."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def further_away(host: str, *, round_trip: float) -> Iterator[str]:
    """Relay `host` (name and port) with `round_trip` seconds of delay; yield the relay's."""
    started = threading.Event()
    place: list[int] = []
    loop = asyncio.new_event_loop()
    ended = asyncio.Event()

    async def serve() -> None:
        relay = _Relay(host, round_trip / 2)
        server = await asyncio.start_server(relay.connect, "127.0.0.1", 0)
        place.append(server.sockets[0].getsockname()[1])
        started.set()
        await ended.wait()
        server.close()
        await relay.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    started.wait()
    try:
        yield f"127.0.0.1:{place[0]}"
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


class _Relay:
    """Connections to a host, with bytes delayed by `after` seconds each way."""

    def __init__(self, host: str, after: float) -> None:
        self._name, _, self._port = host.rpartition(":")
        self._after = after
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []

    async def connect(self, inside: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """Pass bytes on, both ways, until either side closes."""
        outside, forth = await asyncio.open_connection(self._name, int(self._port))
        self._writers += [back, forth]
        for source, target in ((inside, forth), (outside, back)):
            self._tasks.add(asyncio.create_task(self._pass_on(source, target)))

    async def close(self) -> None:
        """Close every connection."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        with suppress(ConnectionError):
            while data := await source.read(65_536):
                loop.call_later(self._after, target.write, data)
        loop.call_later(self._after, target.close)
