"""How the sending of a form is bound. One that was opened on the Home tab remembers it, and the tab is shown anew when
it was sent: Slack says only when somebody comes to the tab, not that they are back on it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot import home
from escalation_bot.front import Front, View
from escalation_bot.modals.values import memory, remember

OnSubmit = Callable[[AsyncAck, Mapping[str, Any], Mapping[str, Any], Front], Awaitable[None]]


def at_home(view: View) -> View:
    """This form, opened on the Home tab."""
    return {**view, "private_metadata": remember(**json.loads(view["private_metadata"] or "{}"), home=True)}


def follows(form: Mapping[str, Any], view: View) -> View:
    """The view that a form becomes: opened where that was."""
    return at_home(view) if memory(form).home else view


def bind(app: AsyncApp, front: Front, callback: str, on_submit: OnSubmit) -> None:
    """Binds a form's sending."""

    @app.view(callback)
    async def submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await on_submit(ack, body, view, front)
        if memory(view).home:
            front.tasks.start(home.publish(front, body["user"]["id"]))
