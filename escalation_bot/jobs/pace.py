"""How fast Slack may be called (SLACK-FACTS B5, B7): a little less than it allows, so that it need not say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

EVERYTHING = "*"
"""Every method at once: the token is refused, so nothing gets through."""


@dataclass(frozen=True)
class Rate:
    """So many calls at once, then so many a second."""

    burst: float
    per_second: float

    @classmethod
    def per_minute(cls, calls: int) -> Rate:
        """Never more than `calls` in any minute: a fifth of them at once, the others spread over it."""
        return cls(calls / 5, calls * 0.8 / 60)


CHANNEL = Rate(burst=4, per_second=1)
"""Messages to one channel: one a second, with bursts."""
RATES: Mapping[str, Rate] = MappingProxyType(
    {
        "chat.postMessage": Rate.per_minute(300),
        "chat.update": Rate.per_minute(50),
        "chat.postEphemeral": Rate.per_minute(100),
        "conversations.open": Rate.per_minute(50),
        "conversations.history": Rate.per_minute(50),
        "conversations.replies": Rate.per_minute(50),
    }
)
"""What the sender calls, all over the workspace. Forms are not in it: they never wait."""


class _Bucket:
    """Calls in stock, refilled as time goes by."""

    def __init__(self, rate: Rate, now: datetime) -> None:
        self._rate = rate
        self._stock = rate.burst
        self._at = now

    def missing(self, now: datetime) -> float:
        """Seconds until a call is in stock; 0: it is."""
        grown = (now - self._at).total_seconds() * self._rate.per_second
        self._stock, self._at = min(self._rate.burst, self._stock + max(0.0, grown)), now
        return max(0.0, 1 - self._stock) / self._rate.per_second

    def take(self) -> None:
        """One call less in stock."""
        self._stock -= 1


class Pace:
    """One bucket for a method, and for posts one for each channel; a method that Slack closed waits as it was told."""

    def __init__(self, channel: Rate = CHANNEL, methods: Mapping[str, Rate] = RATES) -> None:
        self._channel = channel
        self._methods = methods
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._closed: dict[str, datetime] = {}

    def wait(self, method: str, channel: str, now: datetime) -> float:
        """Seconds until this call may be made; 0: now, and it is counted."""
        closed = max((self._closed[name] for name in (method, EVERYTHING) if name in self._closed), default=now)
        buckets = [self._bucket(*rule, now) for rule in self._rules(method, channel)]
        seconds = max([(closed - now).total_seconds(), *(bucket.missing(now) for bucket in buckets)])
        if seconds > 0:
            return seconds
        for bucket in buckets:
            bucket.take()
        return 0

    def close(self, method: str, until: datetime) -> None:
        """Slack said when to call this method again (`Retry-After`)."""
        self._closed[method] = until

    def _rules(self, method: str, channel: str) -> list[tuple[str, str, Rate]]:
        rules = [(method, "", self._methods[method])] if method in self._methods else []
        return [*rules, (method, channel, self._channel)] if method == "chat.postMessage" else rules

    def _bucket(self, method: str, channel: str, rate: Rate, now: datetime) -> _Bucket:
        return self._buckets.setdefault((method, channel), _Bucket(rate, now))
