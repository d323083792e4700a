"""Short-lived permissions that Slack hands out with a payload: trigger ids and response urls."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from .messages import Message

TRIGGER_SECONDS = 3.0  # docs.slack.dev/interactivity/handling-user-interaction
URL_LIFE = timedelta(minutes=30)
URL_USES = 5


@dataclass
class Trigger:
    """A trigger_id. It lives in real time, because the person waits in real time."""

    id: str
    user: str
    made: float
    view: str | None = None  # the modal it comes from, for views.push
    is_used: bool = False
    opened: str | None = None  # the view it opened

    def problem(self) -> str | None:
        """Slack's word for why it cannot be used now, or None."""
        if self.is_used:
            return "exchanged_trigger_id"
        return "expired_trigger_id" if time.monotonic() - self.made > TRIGGER_SECONDS else None


@dataclass
class ResponseUrl:
    """A response_url. `source` is the message whose button was pressed."""

    key: str
    user: str
    channel: str
    source: Message | None
    made: datetime
    uses: int = 0
    answers: int = 0  # visible answers given through it

    def problem(self, now: datetime) -> str | None:
        """Slack's word for why it cannot be used now, or None."""
        if now - self.made > URL_LIFE:
            return "expired_url"
        return "used_url" if self.uses >= URL_USES else None
