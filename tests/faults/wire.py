"""The wire between the bot and PostgreSQL: it can be cut, refuse, or fall silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs, urlsplit


class Wire:
    """Listens on 127.0.0.1 and passes everything on to a server's socket, for as long as it is well."""

    def __init__(self, database_url: str) -> None:
        parts = urlsplit(database_url)
        self._socket = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"
        self._database = parts.path
        self._passing: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._refuses = False
        self._flows = asyncio.Event()
        self._flows.set()
        self._fatal: tuple[bytes, bytes] | None = None
        self.swallowed = asyncio.Event()

    @property
    def url(self) -> str:
        """The same database, over this wire."""
        return f"postgresql://postgres@127.0.0.1:{self._port}{self._database}"

    async def open(self) -> None:
        """Begins to listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Ends everything."""
        self._server.close()
        self._flows.set()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """The server restarts: every connection is reset; new ones pass."""
        for writer in list(self._passing):
            writer.transport.abort()

    @asynccontextmanager
    async def refusing(self) -> AsyncIterator[None]:
        """The server is stopped: connections are reset, new ones are ended at once."""
        self._refuses = True
        self.cut()
        yield
        self._refuses = False

    @asynccontextmanager
    async def silent(self) -> AsyncIterator[None]:
        """The network swallows everything: connections stand, and nothing comes back."""
        self._flows.clear()
        yield
        self._flows.set()

    def swallow_the_answer_to(self, words: bytes, *, after: bytes) -> None:
        """What is said on a connection that has said `after` arrives; the answer to `words` never comes back."""
        self._fatal = (words, after)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuses:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_unix_connection(self._socket)
        self._passing |= {writer, far_writer}
        mute = asyncio.Event()
        there = self._pass(self._heard(reader, mute), far_writer, asyncio.Event())
        back = self._pass(_chunks(far_reader), writer, mute)
        both = [asyncio.create_task(way) for way in (there, back)]
        self._tasks.update(both)
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for end in (writer, far_writer):
            end.transport.abort()
            self._passing.discard(end)

    async def _heard(self, reader: asyncio.StreamReader, mute: asyncio.Event) -> AsyncIterator[bytes]:
        """What the bot says, heard for the words after which it gets no answer."""
        said = b""
        async for chunk in _chunks(reader):
            said += chunk if self._fatal else b""
            if self._fatal and self._fatal[1] in said and self._fatal[0] in chunk:
                self._fatal = None
                mute.set()
            yield chunk

    async def _pass(self, chunks: AsyncIterator[bytes], writer: asyncio.StreamWriter, mute: asyncio.Event) -> None:
        with suppress(ConnectionError):
            async for chunk in chunks:
                await self._flows.wait()
                if mute.is_set():
                    self.swallowed.set()
                    continue
                writer.write(chunk)
                await writer.drain()


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while chunk := await reader.read(65_536):
        yield chunk
