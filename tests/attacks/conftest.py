"""Hostile people at the whole bot: what they send is forged, and nothing that they do may end in a traceback."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from escalation_bot.sandbox import payloads
from escalation_bot.sandbox.blockkit import text_of
from escalation_bot.sandbox.transports import Delivery
from tests.stories import conftest as stories

Office = stories.Office
policy = stories.policy
world = stories.world
transport = stories.transport
office = stories.office
form = stories.form
Json = dict[str, Any]

ONE_WAY = pytest.mark.parametrize(("database_url", "transport"), [("sqlite", "socket")], indirect=True)
"""For attacks to which neither the database nor the transport makes a difference."""
EITHER_DATABASE = pytest.mark.parametrize("transport", ["socket"])


@pytest.fixture(autouse=True)
def no_traceback(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What hostile people send is foreseen: the log has no traceback afterwards."""
    yield
    traces = [record.getMessage() for record in caplog.get_records("call") if record.exc_info]
    assert not traces


@dataclass
class Forger:
    """Somebody whose client sends what no client would."""

    office: Office
    name: str
    view: str = "V0FORGED"
    sent: list[Delivery] = field(default_factory=list)

    async def submits(self, callback: str, metadata: object, **values: Json) -> Json:
        """Sends a form that was never shown; the bot's answer."""
        ws = self.office.slack.ws
        user = ws.user(self.name).id
        shown = {
            "id": self.view,
            "type": "modal",
            "callback_id": callback,
            "private_metadata": metadata if isinstance(metadata, str) else json.dumps(metadata),
            "blocks": [{"type": "input", "block_id": name} for name in values],
            "state": {"values": {name: {name: value} for name, value in values.items()}},
        }
        body = payloads.common(ws, user, "view_submission") | {"view": shown, "trigger_id": ws.trigger(user).id}
        return await self.sends("view_submission", body)

    async def presses(self, action: str, value: object, channel: str = "#help-soc", **more: Any) -> Json:
        """Presses a button that nobody showed, in a message that is not there."""
        ws = self.office.slack.ws
        user, where = ws.user(self.name).id, ws.conversation(channel).id
        body = payloads.common(ws, user, "block_actions") | {
            "container": {"type": "message", "channel_id": where, "message_ts": "1.0", "is_ephemeral": False},
            "channel": {"id": where, "name": "x"},
            "trigger_id": ws.trigger(user).id,
            "response_url": ws.response_url(user, where),
            "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": "1.0"}],
        }
        return await self.sends("block_actions", body | more)

    async def sends(self, kind: str, body: Mapping[str, Any]) -> Json:
        """Sends anything; the bot's answer. Waits until the bot has done what follows from it."""
        delivery = await self.office.slack.outgoing.send(kind, dict(body))
        self.sent.append(delivery)
        await self.office.idle()
        return delivery.response if isinstance(delivery.response, dict) else {}

    @property
    def screen(self) -> str:
        """What stands on their screen: the form on top, and what only they were told."""
        ws = self.office.slack.ws
        user = ws.user(self.name).id
        top = ws.views.top(user)
        told = [str(message.content.get("text")) for message in ws.whispers.get(user, [])]
        return "\n".join([read(top.spec) if top else "", *told])


def read(answer: Mapping[str, Any]) -> str:
    """Everything in an answer that can be read."""
    errors = "\n".join(str(each) for each in answer.get("errors", {}).values())
    view = answer.get("view", answer)
    return "\n".join([text_of(view, {}), errors]) if "blocks" in view else errors


def typed(text: object) -> Json:
    """What stands in a text input."""
    return {"type": "plain_text_input", "value": text}


def chosen(value: object) -> Json:
    """What stands in a menu."""
    return {"type": "static_select", "selected_option": {"value": value, "text": {"type": "plain_text", "text": "x"}}}
