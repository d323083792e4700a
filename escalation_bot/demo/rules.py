"""The policy that the demo goes by."""

from __future__ import annotations

from escalation_bot.example import example_policy

PUBLISH_WAIT = 2
"""Seconds; a demo has no time for the thirty of the example policy."""


def demo_policy() -> str:
    """The example policy, but with a short wait before what a reaction publishes is sent."""
    return example_policy().replace("publish_wait: 30s", f"publish_wait: {PUBLISH_WAIT}s")
