"""Socket Mode: standing connections, two by default, so that one stands whenever Slack replaces the other.

slack_sdk's own client closes a connection before it opens the next, acks on whichever stands by then, tries the same
ticket again after a failure though it is good once, and drops what is being handled when it closes; hence this one.
"""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout, ClientWSTimeout
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from escalation_bot.domain.backoff import delay
from escalation_bot.serve.intake import Intake
from escalation_bot.serve.link import Link

log = logging.getLogger(__name__)

_OPENING = 10.0  # seconds for Slack to give an address and to answer there
_HEARTBEAT = 10.0  # seconds between pings; a connection without an answer is given up after half as long again
_GRACE = 30.0  # seconds for Slack to close what it asked to be replaced
_LASTING = 30.0  # seconds after which a connection counts as a good one
_REFUSALS = {
    "link_disabled": ("Socket Mode is switched off in the Slack app's settings", 60.0),
    "too_many_websockets": ("the app has as many connections as Slack allows (10): run fewer copies of the bot", 30.0),
}


@dataclass(frozen=True)
class _End:
    """Why there must be another connection, and the seconds to wait at least."""

    reason: str
    wait: float = 0.0


class SocketMode:
    """Keeps `connections` websockets open. `client` asks for their addresses with `app_token`."""

    def __init__(self, intake: Intake, app_token: str, client: AsyncWebClient, *, connections: int = 2) -> None:
        self._intake = intake
        self._token = app_token
        self._client = client
        self._connections = connections
        self._links: set[Link] = set()
        self._keepers: list[asyncio.Task[None]] = []
        self._retiring: set[asyncio.Task[None]] = set()
        self._last_end: str | None = None

    def connected(self) -> int:
        """How many connections stand now."""
        return sum(link.stands for link in self._links)

    def trouble(self) -> str | None:
        """What is wrong where no connection stands."""
        return None if self.connected() else self._last_end or "not connected yet"

    async def start(self) -> None:
        """Begins to connect, and tries until it succeeds; the bot runs meanwhile."""
        self._session = ClientSession(timeout=ClientTimeout(total=None, sock_connect=_OPENING))
        self._keepers = [asyncio.create_task(self._keep()) for _ in range(self._connections)]

    async def stop(self) -> None:
        """Opens no more connections, acks what is being handled (3 s at most), closes."""
        for task in (*self._keepers, *self._retiring):
            task.cancel()
        await asyncio.gather(*self._keepers, *self._retiring, return_exceptions=True)
        await asyncio.gather(*(link.close() for link in self._links))
        await self._session.close()

    async def _keep(self) -> None:
        """One of the connections, for ever: what ends is replaced at once, what keeps ending ever more slowly."""
        failures = 0
        while True:
            began = asyncio.get_running_loop().time()
            end = await self._stand()
            lasted = asyncio.get_running_loop().time() - began
            failures = 1 if lasted >= _LASTING else failures + 1
            self._last_end = end.reason
            await asyncio.sleep(_pause(failures, end))

    async def _stand(self) -> _End:
        """Opens a connection and returns when it must be replaced; the old one is read until Slack closes it."""
        try:
            link = await self._open()
        except (SlackClientError, ClientError, OSError, TimeoutError, ValueError) as error:
            end = _failed(error)
            log.warning("no connection to Slack: %s", end.reason)
            return end
        await link.leaving.wait()
        reason, wait = _REFUSALS.get(link.reason, (link.reason, 0.0))
        log.log(logging.ERROR if wait else logging.INFO, "a connection to Slack ends: %s", reason)
        self._retire(link, 0.0 if wait else _GRACE)
        return _End(reason, wait)

    async def _open(self) -> Link:
        async with asyncio.timeout(_OPENING):
            answer = await self._client.apps_connections_open(app_token=self._token)
            socket = await self._session.ws_connect(
                str(answer.get("url")),
                heartbeat=_HEARTBEAT,
                timeout=ClientWSTimeout(ws_close=1.0),
                proxy=self._client.proxy,
                ssl=self._client.ssl or True,
            )
        link = Link(socket, self._intake)
        self._links.add(link)
        return link

    def _retire(self, link: Link, grace: float) -> None:
        async def retire() -> None:
            await link.retire(grace)
            self._links.discard(link)

        task = asyncio.create_task(retire())
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)


def _pause(failures: int, end: _End) -> float:
    """Seconds before the next try: none at first, then 1, 2, 4 … 60; spread, so that copies do not come all at once."""
    backoff = delay(failures - 1).total_seconds() if failures > 1 else 0.0
    return max(end.wait, backoff) * random.uniform(1.0, 1.25)


def _failed(error: Exception) -> _End:
    """Slack's word for it where there is one, and its own `Retry-After`."""
    if isinstance(error, SlackApiError) and isinstance(error.response, AsyncSlackResponse):
        retry_after = str(error.response.headers.get("Retry-After", ""))
        wait = float(retry_after) if retry_after.isdigit() else 0.0
        return _End(str(error.response.get("error", f"status {error.response.status_code}")), wait)
    return _End(f"not reached ({type(error).__name__})")
