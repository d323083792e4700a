"""Answers of Slack's that are asked for often: kept for an hour, shared while they are on their way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from escalation_bot.domain.moments import Watch
from escalation_bot.slack.errors import SlackError

T = TypeVar("T")
KEPT = timedelta(hours=1)


@dataclass(frozen=True)
class _Kept(Generic[T]):
    value: T
    at: datetime | None  # None: forgotten, asked anew before it is used; the last answer while Slack has none


class Cache(Generic[T]):
    """What `load` answers, by key. An old answer serves while a new one is on its way, and while Slack fails."""

    def __init__(self, load: Callable[[str], Coroutine[Any, Any, T]], watch: Watch) -> None:
        self._load = load
        self._watch = watch
        self._kept: dict[str, _Kept[T]] = {}
        self._loading: dict[str, asyncio.Task[T]] = {}

    async def get(self, key: str) -> T:
        """The answer for `key`. Raises SlackError where there is none and never was."""
        kept = self._kept.get(key)
        if kept and kept.at:
            if self._watch.now() - kept.at > KEPT:
                self._start(key)
            return kept.value
        try:
            return await asyncio.shield(self._start(key))
        except SlackError:
            if kept:
                return kept.value
            raise

    async def fresh(self, key: str, within: timedelta) -> T:
        """An answer no older than `within`. Raises SlackError where Slack gives none: an old one does not do here."""
        kept = self._kept.get(key)
        if kept and kept.at and self._watch.now() - kept.at <= within:
            return kept.value
        return await asyncio.shield(self._start(key))

    def forget(self, key: str) -> None:
        """Ask anew the next time: Slack said that it has changed."""
        self._loading.pop(key, None)  # asked before the change
        if kept := self._kept.get(key):
            self._kept[key] = _Kept(kept.value, None)

    def _start(self, key: str) -> asyncio.Task[T]:
        if key not in self._loading:
            task = asyncio.create_task(self._load(key))
            self._loading[key] = task
            task.add_done_callback(lambda done: self._done(key, done))
        return self._loading[key]

    def _done(self, key: str, task: asyncio.Task[T]) -> None:
        failed = task.cancelled() or task.exception() is not None
        if self._loading.get(key) is not task:
            return
        del self._loading[key]
        if not failed:
            self._kept[key] = _Kept(task.result(), self._watch.now())
