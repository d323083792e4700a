"""A real Bolt app with one form, and inputs to put into it."""

import asyncio
from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from escalation_bot.sandbox import Form, Sandbox

from .a_bot import Json, modal, plain, words_input


def options(*words: str) -> list[Json]:
    return [{"text": plain(word), "value": word.lower()} for word in words]


def picker(block: str, label: str, kind: str, **more: Any) -> Json:
    element = {"type": kind, "action_id": f"{block}_value", **more}
    return {"type": "input", "block_id": block, "label": plain(label), "element": element, "optional": True}


class Bench:
    """An app whose one form and answers are set by the test."""

    def __init__(self, slack: Sandbox, app: AsyncApp) -> None:
        self.slack, self.app = slack, app
        self.view: Json = modal(words_input("ticket", "Ticket ID"))
        self.answer: Json = {}
        self.wait = 0.0
        self.heard: list[Json] = []
        self.then: Callable[[Json], Any] | None = None
        app.command("/form")(self._open)
        app.view("a_form")(self._sent)
        app.view_closed("a_form")(self._closed)
        app.action("press")(self._pressed)
        app.action("watched_value")(self._pressed)
        app.options("city_value")(self._options)

    async def _open(self, ack: Any, body: Any, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=self.view)
        await ack()

    async def _sent(self, ack: Any, body: Any) -> None:
        self.heard.append(body)
        await asyncio.sleep(self.wait)
        await ack(**self.answer)

    async def _closed(self, ack: Any, body: Any) -> None:
        self.heard.append(body)
        await ack()

    async def _pressed(self, ack: Any, body: Any) -> None:
        self.heard.append(body)
        if self.then:
            await self.then(body)
        await ack()

    async def _options(self, ack: Any, body: Any) -> None:
        await ack(options=options(*[f"{body['value']}-{n}" for n in range(2)]))

    async def opened(self, **more: Any) -> Form:
        """The form on Anna's screen."""
        answer = await self.slack.person("anna").types("/form", in_="#help-soc", **more)
        assert answer.form is not None
        return answer.form

    @property
    def values(self) -> Json:
        values: Json = self.heard[-1]["view"]["state"]["values"]
        return values
