"""Starting and stopping: the parts of the bot, the web server among them, and the signals that end it."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

import uvicorn
from starlette.types import ASGIApp

T = TypeVar("T")
log = logging.getLogger(__name__)

_DRAIN = 3  # seconds for requests under way: Slack waits no longer for their answers
_ALL = 8.0  # seconds for all parts to stop, so that the process is gone within ten
_LEAST = 0.2  # seconds that a part has in any case; a dozen of them leave the first one to stop more than _DRAIN


class Part(Protocol):
    """Something that runs from start to stop."""

    async def start(self) -> None:
        """Begins, without waiting for others outside the process."""

    async def stop(self) -> None:
        """Finishes what is under way and gives everything back."""


async def serve(parts: Sequence[Part], stop: asyncio.Event) -> None:
    """Starts the parts in order, waits for `stop`, stops them in reverse: what lets work in is started last.

    A part that cannot start ends it all: those before it are stopped, and its error goes on to the caller.
    """
    started: list[Part] = []
    try:
        for part in parts:
            await part.start()
            started.append(part)
        await stop.wait()
    finally:
        await stop_all(started)


async def stop_all(started: Sequence[Part], seconds: float = _ALL) -> None:
    """Stops parts in reverse, each with what time there is; one that does not stop as it should keeps no other."""
    end = asyncio.get_running_loop().time() + seconds
    for number, part in reversed(list(enumerate(started))):
        left = end - asyncio.get_running_loop().time() - number * _LEAST
        try:
            async with asyncio.timeout(max(_LEAST, left)):
                await part.stop()
        except Exception:
            # the others are stopped all the same
            log.exception("%s did not stop as it should", type(part).__name__)


def stop_on_signals(stop: asyncio.Event) -> None:
    """SIGTERM and SIGINT set `stop`; a second one ends the process at once, as it would any other."""
    loop = asyncio.get_running_loop()
    both = (signal.SIGTERM, signal.SIGINT)

    def first() -> None:
        stop.set()
        for number in both:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)

    for number in both:
        loop.add_signal_handler(number, first)


def on_hangup(reload: Callable[[], None]) -> None:
    """SIGHUP calls `reload`, where the platform has that signal."""
    if hangup := getattr(signal, "SIGHUP", None):
        asyncio.get_running_loop().add_signal_handler(hangup, reload)


def run(main: Coroutine[Any, Any, T]) -> T:
    """Runs `main` to its end, on uvloop where it exists."""
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        return runner.run(main)


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes the loop that the bot runs on; None: Python's own."""
    try:
        import uvloop  # noqa: PLC0415 - not made for every platform
    except ImportError:
        return None
    return uvloop.new_event_loop


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the bot's own affair: other parts stop by them too."""
        yield


class Web:
    """The HTTP server. The port is bound in `start`, so that a taken one (OSError) is the start's failure."""

    def __init__(self, asgi: ASGIApp, host: str, port: int) -> None:
        config = uvicorn.Config(
            asgi,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_keep_alive=75,  # longer than a proxy's: the one who reuses connections should be the one who closes
            timeout_graceful_shutdown=_DRAIN,
        )
        self._host, self._port = host, port
        self._server = _Server(config)

    @property
    def port(self) -> int:
        """The port bound, also where 0 was asked for; after `start`."""
        return int(self._socket.getsockname()[1])

    async def start(self) -> None:
        """Listens. Raises OSError if the address cannot be had."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        self._socket = socket.create_server((self._host, self._port), family=family, backlog=2048)
        self._serving = asyncio.create_task(self._server.serve([self._socket]))
        log.info("listening on %s, port %d", self._host, self.port)

    async def stop(self) -> None:
        """Takes no more connections and answers what is under way."""
        self._server.should_exit = True
        try:
            await self._serving
        finally:
            for server in getattr(self._server, "servers", ()):  # where the time was over, or it had not begun
                server.close()
