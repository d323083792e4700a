"""The one way to Slack's Web API: one shared session, no retries of the library's own, 8 s for a call in all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from escalation_bot.domain.backoff import CALL
from escalation_bot.domain.moments import Watch
from escalation_bot.slack.errors import SlackError, from_answer, from_failure

CONNECTIONS = 1000
"""How many calls may be under way at once; aiohttp's own 100 would cap a busy morning (STYLE, measurements)."""


@dataclass(frozen=True)
class Identity:
    """Whom the token speaks for, what it may do (`x-oauth-scopes`), and Slack's time when it said so (`Date`)."""

    team_id: str
    user_id: str
    bot_id: str
    url: str
    scopes: frozenset[str]
    at: datetime | None = None


class SlackApi:
    """Calls methods by Slack's names. `trouble` is what is wrong with Slack and since when; None when all is well."""

    def __init__(self, client: AsyncWebClient, watch: Watch) -> None:
        self.client = client
        self.trouble: tuple[str, datetime] | None = None
        self.identity: Identity | None = None
        self._watch = watch
        self._closed: dict[str, datetime] = {}

    async def call(self, method: str, **args: Any) -> Mapping[str, Any]:
        """Slack's answer to a method; the arguments travel as slack_sdk sends them. Raises SlackError."""
        return (await self._send(method, args)).data  # type: ignore[return-value]  # bytes only for admin.analytics

    async def auth_test(self) -> Identity:
        """Whom the token speaks for, remembered as `identity`. Raises SlackError."""
        answer = await self._send("auth.test", {})
        scopes = answer.headers.get("x-oauth-scopes", "").replace(" ", "").split(",")
        fields = {name: str(answer.get(name, "")) for name in ("team_id", "user_id", "bot_id", "url")}
        date = answer.headers.get("Date")
        at = parsedate_to_datetime(date) if date else None
        self.identity = Identity(**fields, scopes=frozenset(filter(None, scopes)), at=at)
        return self.identity

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Answers through the address that came with a command or a click. Raises SlackError."""
        session = self.client.session
        if session is None:
            raise SlackError("response_url", "closed")
        try:
            async with session.post(url, json=body) as answer:
                if answer.status != 200:
                    raise SlackError("response_url", (await answer.text())[:80], permanent=answer.status < 500)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise from_failure("response_url", error) from None

    async def _send(self, method: str, args: Mapping[str, Any]) -> AsyncSlackResponse:
        self._await_turn(method)
        try:
            answer = await self._sent(method, args)
        except SlackError as error:
            self._note(error)
            raise
        self.trouble = None
        return answer

    async def _sent(self, method: str, args: Mapping[str, Any]) -> AsyncSlackResponse:
        send = getattr(self.client, method.replace(".", "_"))
        try:
            answer: AsyncSlackResponse = await send(**args)
        except SlackApiError as error:
            raise from_answer(method, error) from None
        except (aiohttp.ClientError, SlackClientError, OSError, TimeoutError, ValueError) as error:
            raise from_failure(method, error) from None
        except AttributeError:  # slack_sdk asks a plain-text answer for its "ok"
            raise SlackError(method, "no_json", unknown=True) from None
        return answer

    def _await_turn(self, method: str) -> None:
        """Slack said when to call this method again; who comes earlier is told the same, and Slack is not asked."""
        now = self._watch.now()
        left = (self._closed.get(method, now) - now).total_seconds()
        if left > 0:
            raise SlackError(method, "ratelimited", retry_after=left)

    def _note(self, error: SlackError) -> None:
        now = self._watch.now()
        if error.retry_after is not None:
            self._closed[error.method] = now + timedelta(seconds=error.retry_after)
        elif error.permanent:
            self.trouble = None  # a refusal is an answer
        else:
            self.trouble = (error.code, self.trouble[1] if self.trouble else now)


@asynccontextmanager
async def connect(token: str, url: str, watch: Watch) -> AsyncIterator[SlackApi]:
    """A SlackApi for the bot token at `url` (ends in `/api/`), for as long as the block lasts."""
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    timeout = aiohttp.ClientTimeout(total=CALL.total_seconds())
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        yield SlackApi(AsyncWebClient(token, url, session=session, retry_handlers=[]), watch)
