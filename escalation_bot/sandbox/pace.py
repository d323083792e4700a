"""Slack's rate limits: about one message a second per channel, and a tier per minute for every other method."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from .api.method import Method


@dataclass(frozen=True)
class Pace:
    """How fast an app may call. `None` for a figure means no limit."""

    burst: int | None = 10  # messages at once per channel
    per_second: float = 1.0  # messages per channel, after the burst
    tiers: bool = True  # whether the other methods have their limits

    @classmethod
    def unlimited(cls) -> "Pace":
        """No limits at all, for measurements."""
        return cls(burst=None, tiers=False)


@dataclass
class _Bucket:
    tokens: float
    at: datetime


class Limits:
    """Counts calls. Times come from the sandbox's clock."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._closed: dict[tuple[str, str], datetime] = {}

    def wait(self, method: Method, channel: str, now: datetime) -> int:
        """Seconds this call comes too early; 0 when it may pass."""
        key, burst, per_second = self._rule(method, channel)
        if self.impatient(method, channel, now):
            return ceil((self._closed[key] - now).total_seconds())
        if burst is None:
            return 0
        bucket = self._buckets.setdefault(key, _Bucket(burst, now))
        earned = (now - bucket.at).total_seconds() * per_second
        bucket.tokens, bucket.at = min(burst, bucket.tokens + earned), now
        if bucket.tokens < 1:
            return max(1, ceil((1 - bucket.tokens) / per_second))
        bucket.tokens -= 1
        return 0

    def close(self, method: Method, channel: str, now: datetime, seconds: float) -> None:
        """Remember that the app was told to wait."""
        self._closed[self._rule(method, channel)[0]] = now + timedelta(seconds=seconds)

    def impatient(self, method: Method, channel: str, now: datetime) -> bool:
        """Whether the app calls again before the time it was told (a quarter second is forgiven)."""
        until = self._closed.get(self._rule(method, channel)[0])
        return until is not None and now < until - timedelta(seconds=0.25)

    def forget(self) -> None:
        """As if nothing had been called: time went back with the whole workspace."""
        self._buckets.clear()
        self._closed.clear()

    def _rule(self, method: Method, channel: str) -> tuple[tuple[str, str], int | None, float]:
        if method.name == "chat.postMessage":
            return (method.name, channel), self.pace.burst, self.pace.per_second
        return (method.name, ""), method.per_minute if self.pace.tiers else None, method.per_minute / 60
