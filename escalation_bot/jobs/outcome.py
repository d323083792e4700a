"""What becomes of a delivery whose call went wrong: pure, so that the whole table can be tested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation_bot.domain.backoff import SETTLE, delay
from escalation_bot.domain.delivery import Kind, Pending, Status
from escalation_bot.slack.errors import SlackError

LOCKED_OUT = timedelta(seconds=30)
"""How long everything waits when Slack refuses the token: people have to act first."""
UNREACHABLE = frozenset({"not_in_channel", "channel_not_found", "is_archived", "is_inactive", "missing_scope"})
"""Refusals that a person can end, so the operator's channel hears of them."""
FROZEN = frozenset({"message_not_found", "edit_window_closed", "cant_update_message"})
"""Slack no longer lets us edit the message: card and receipt are posted again once."""
NO_THREAD = frozenset({"cannot_reply_to_message"})
"""The message above a reply is gone from Slack: what people follow is posted again once, and the reply under it."""
FILE_TRIES = 5
"""So often a message is tried whose picture Slack still works on; then it goes without (SLACK-FACTS B6)."""


@dataclass(frozen=True)
class Verdict:
    """The delivery's next status, when it is tried again (where it is), and why."""

    status: Status
    note: str
    until: datetime | None = None


def of_call(pending: Pending, error: SlackError, now: datetime) -> Verdict:
    """What a failed call means; `pending.attempts` counts it."""
    kind, why = pending.delivery.kind, reason(error)
    if error.auth or error.retry_after is not None:
        return Verdict(Status.WAITING, why, now + _told(error))
    if "slack file" in error.detail and pending.attempts <= FILE_TRIES:
        return Verdict(Status.WAITING, why, now + delay(pending.attempts))
    if error.permanent:
        return _refused(pending, error, now)
    if error.unknown and kind is Kind.NOTE:
        return Verdict(Status.DROPPED, f"{why}: it may have been shown, and a note is sent at most once")
    if error.unknown and kind is Kind.POST:
        return Verdict(Status.UNKNOWN, why, now + SETTLE)
    return Verdict(Status.WAITING, why, now + delay(pending.attempts))


def _refused(pending: Pending, error: SlackError, now: datetime) -> Verdict:
    """Slack would refuse it again; but a reply to what people follow has another place to go."""
    kind, why = pending.delivery.kind, reason(error)
    if kind is Kind.POST and error.code in NO_THREAD and pending.parent and pending.parent.role:
        return Verdict(Status.WAITING, why, now)
    frozen = kind is Kind.EDIT and error.code in FROZEN
    return Verdict(Status.DROPPED if frozen or kind is Kind.NOTE else Status.SET_ASIDE, why)


def of_look(error: SlackError, now: datetime) -> Verdict:
    """What it means that the channel could not be looked at: without looking nothing is sent again."""
    if error.permanent:
        return Verdict(Status.SET_ASIDE, f"may have been sent, and cannot be looked for: {reason(error)}")
    wait = _told(error) if error.auth or error.retry_after is not None else SETTLE
    return Verdict(Status.UNKNOWN, reason(error), now + wait)


def reason(error: SlackError) -> str:
    """Slack's code, with what Slack adds to it."""
    return f"{error.code} ({error.detail})" if error.detail else error.code


def _told(error: SlackError) -> timedelta:
    return LOCKED_OUT if error.retry_after is None else timedelta(seconds=error.retry_after)
