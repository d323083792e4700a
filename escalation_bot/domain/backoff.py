"""How long to wait before another try."""

from __future__ import annotations

from datetime import timedelta

CALL = timedelta(seconds=8)
"""The longest that one call to Slack may take in all."""
LEASE = timedelta(seconds=12)
"""How long one claim on a channel lasts: longer than a call, so that what a killed process held is free within 15 s."""
SETTLE = timedelta(seconds=10)
"""How long a call of unknown outcome rests before the channel is looked at: longer than the call may take."""


def delay(attempt: int, retry_after: float | None = None) -> timedelta:
    """The wait after the `attempt`-th failure (1 is the first): Slack's own `Retry-After`, or 1, 2, 4 … up to 60 s."""
    if retry_after is not None:
        return timedelta(seconds=retry_after)
    return timedelta(seconds=min(60, 2 ** (attempt - 1)))
