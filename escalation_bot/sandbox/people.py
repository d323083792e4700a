"""People who type, click, react and read, with a Slack client's manners."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import payloads, talk
from .answers import TROUBLE, command_answer
from .elements import entry, option_text
from .files import File
from .filling import chosen
from .forms import ANSWER_SECONDS, Form
from .keyboard import commanded, rich, typed
from .messages import Conversation, Json, Message
from .seen import Seen
from .tickets import Trigger
from .viewers import Viewer
from .views import View, view_json
from .world import ELSEWHERE


@dataclass(frozen=True)
class Answer:
    """What a person got for a command: a form, words only they see, or Slack's own error."""

    form: Form | None = None
    text: str | None = None
    failed: str | None = None  # operation_timeout, dispatch_failed, unknown_command, invalid_blocks
    message: Seen | None = field(default=None, compare=False)


class Person(Viewer):
    """One person at a Slack client."""

    # -- commands, shortcuts, Home -------------------------------------------------------------------------

    async def types(self, line: str, *, in_: str, thread: Seen | None = None) -> Answer:
        """Type a slash command and wait for what comes: a form, words, or an error."""
        if thread is not None:
            raise AssertionError("Slack runs no commands of apps in threads")
        if self._ws.users[self.id].is_stranger:
            raise AssertionError("commands are for members of the workspace that installed the app")
        where = self._place(in_)
        command, _, text = line.partition(" ")
        commands = self._ws.app.commands
        if commands is not None and command not in commands:
            return Answer(failed="unknown_command")
        text = commanded(self._ws, text.strip(), should_escape=(commands or {}).get(command, True))
        trigger = self._ws.trigger(self.id)
        payload = payloads.command(self._ws, self.id, where, (command, text), trigger)
        mark = self._ws.stamp()
        delivery = await self._stage.deliveries.send("command", payload)
        if delivery.failed:
            error = "operation_timeout" if "timeout" in delivery.failed else "dispatch_failed"
            return self._failed(where, command, error)
        message, wrong = command_answer(self._ws, where, self.id, delivery.response)
        if wrong:
            return self._failed(where, command, wrong)
        return await self._command_answer(message, trigger, mark)

    async def _command_answer(self, message: Message | None, trigger: Trigger, mark: str) -> Answer:
        if message is None:
            await self._stage.until(lambda: True if trigger.opened or self._whispered(mark) else None, ANSWER_SECONDS)
            message = self._whispered(mark)
        seen = Seen(self._ws, message, self.id) if message else None
        return Answer(form=self._opened(trigger), text=seen.text if seen else None, message=seen)

    def _failed(self, where: Conversation, command: str, error: str) -> Answer:
        self._ws.warn(self.id, where.id, error, f"{command} failed with the error “{error}”")
        return Answer(failed=error)

    async def uses_message_shortcut(self, callback_id: str, message: Seen) -> Form | None:
        """Use a message shortcut; the form it opened, if any."""
        self._has_shortcut(callback_id, "message")
        trigger = self._ws.trigger(self.id)
        payload = payloads.message_action(self._ws, self.id, message.message, callback_id, trigger)
        return await self._interact("message_action", payload, trigger)

    async def uses_shortcut(self, callback_id: str) -> Form | None:
        """Use a global shortcut; the form it opened, if any."""
        self._has_shortcut(callback_id, "global")
        trigger = self._ws.trigger(self.id)
        payload = payloads.shortcut(self._ws, self.id, callback_id, trigger)
        return await self._interact("shortcut", payload, trigger)

    def _has_shortcut(self, callback_id: str, kind: str) -> None:
        known = self._ws.app.shortcuts
        if known is not None and known.get(callback_id) != kind:
            raise AssertionError(f"the app has no {kind} shortcut {callback_id!r}, only {dict(known)}")

    async def opens_home(self, *, tab: str = "home") -> str:
        """Open the app's Home (or messages) tab; what stands on Home when the app has had its time."""
        home = self._ws.views.homes.get(self.id)
        before = home.hash if home else ""
        event: Json = {"type": "app_home_opened", "user": self.id, "tab": tab}
        event["channel"] = self._ws.direct(self.id).id
        if home and tab == "home":
            event["view"] = view_json(home, self._ws.world)
        self._ws.emit(event, "app_home_opened")
        await self._stage.until(lambda: self._home_since(before), ANSWER_SECONDS if tab == "home" else 0)
        return self.home.text if self._ws.views.homes.get(self.id) else ""

    def _home_since(self, before: str) -> bool | None:
        home = self._ws.views.homes.get(self.id)
        return True if home and home.hash != before else None

    @property
    def home(self) -> Form:
        """The app's Home tab as it stands."""
        return Form(self._stage, self._ws.views.homes[self.id])

    # -- messages ------------------------------------------------------------------------------------------

    async def says(self, words: str, *, in_: str, raw: bool = False, files: Mapping[str, bytes] | None = None) -> Seen:
        """Write a message; `raw` sends the text as it is, as a forger would."""
        where = self._place(in_)
        return self.sends(where, words, None, self._given(files), raw=raw)

    async def replies(
        self, message: Seen, words: str, *, raw: bool = False, files: Mapping[str, bytes] | None = None
    ) -> Seen:
        """Write in the thread of a message."""
        where = self._ws.conversations[message.channel]
        parent = message.message.thread_ts or message.ts
        return self.sends(where, words, parent, self._given(files), raw=raw)

    def sends(
        self, where: Conversation, words: str, thread_ts: str | None, files: list[Json], *, raw: bool = False
    ) -> Seen:
        """Write there, in a thread perhaps, with files that were uploaded before."""
        self._writes_in(where)
        text = words if raw else typed(self._ws, words)
        subtype = "file_share" if files else "bot_message" if self._ws.users[self.id].is_bot else None
        content = self._authored(text, is_raw=raw)
        if files:
            content |= {"files": [self._shared(where, file["id"]) for file in files], "upload": False}
        message = Message(where.id, self._ws.stamp(), self.id, content, thread_ts, subtype)
        talk.post(self._ws, where, message)
        self._tell_of_files(where, files)
        return Seen(self._ws, message, self.id)

    def _authored(self, text: str, *, is_raw: bool) -> Json:
        """The content of a message, with what it says of its author."""
        who, team = self._ws.users[self.id], self._ws.world.team_id
        content: Json = {"text": text, "team": team, "client_msg_id": f"m{self._ws.number()}"}
        if text and not is_raw:
            content["blocks"] = self._ws.views.with_ids([rich(text)])
        if who.is_stranger:
            content |= {"team": ELSEWHERE, "user_team": ELSEWHERE, "source_team": ELSEWHERE}
        return content | ({"bot_id": "B" + self.id[1:]} if who.is_bot else {})

    def _tell_of_files(self, where: Conversation, files: list[Json]) -> None:
        for file in files:
            event: Json = {"type": "file_shared", "file_id": file["id"], "file": {"id": file["id"]}}
            self._ws.emit(event | {"channel_id": where.id, "user_id": self.id}, "file_shared", where)

    def uploads(self, name: str, data: bytes) -> File:
        """Give Slack a file, to be shared in a message or a form."""
        file = self._ws.files.add(name, self.id, len(data), int(self._ws.clock.now().timestamp()))
        file.data, file.is_complete = data, True
        return file

    def _given(self, files: Mapping[str, bytes] | None) -> list[Json]:
        made = (self.uploads(*file) for file in (files or {}).items())
        return [self._ws.files.json_of(file, self._ws.origin) for file in made]

    def _shared(self, where: Conversation, name: str) -> Json:
        file = self._ws.files.by_id[name]
        file.channels = (*file.channels, where.id)
        return self._ws.files.json_of(file, self._ws.origin)

    def _writes_in(self, where: Conversation) -> None:
        who = self._ws.users[self.id]
        if who.deleted or self.id not in where.members or where.is_archived:
            raise AssertionError(f"{who.name} cannot write in {where.name or where.id}")

    async def joins(self, name: str, *, invited_by: str | None = None) -> None:
        """Become a member of a channel; of a private one only invited by a member."""
        where = self._ws.conversation(name)
        inviter = self._ws.user(invited_by).id if invited_by else None
        if where.kind != "channel" and inviter not in where.members:
            raise AssertionError(f"{name} is by invitation of a member")
        talk.join(self._ws, where, self.id, inviter)

    async def leaves(self, name: str) -> None:
        """Leave a channel."""
        talk.leave(self._ws, self._ws.conversation(name), self.id)

    async def edits(self, message: Seen, words: str) -> None:
        """Change an own message."""
        if message.message.user != self.id:
            raise AssertionError("nobody edits what another wrote")
        where = self._ws.conversations[message.channel]
        text = typed(self._ws, words)
        content = message.message.content | {"text": text, "blocks": self._ws.views.with_ids([rich(text)])}
        talk.edit(self._ws, where, message.message, content, self.id)

    async def deletes(self, message: Seen) -> None:
        """Delete an own message."""
        if message.message.user != self.id:
            raise AssertionError("nobody deletes what another wrote")
        talk.delete(self._ws, self._ws.conversations[message.channel], message.message)

    async def reacts(self, name: str, message: Seen) -> None:
        """Add a reaction."""
        self._reaction(talk.react, name, message)

    async def unreacts(self, name: str, message: Seen) -> None:
        """Take a reaction back."""
        self._reaction(talk.unreact, name, message)

    def _reaction(self, change: Callable[..., bool], name: str, message: Seen) -> None:
        where = self._ws.conversations[message.channel]
        if message.ephemeral or not self._ws.sees(self.id, where) or where.is_archived:
            raise AssertionError("there is nothing to react to")
        if not change(self._ws, where, message.message, name, self.id):
            raise AssertionError(f":{name}: is as it was")

    async def clicks(self, words: str, message: Seen) -> Form | None:
        """Press a button (or an option of an overflow menu); the form it opened within 3 s, if any."""
        for block, element in message.elements:
            if element["type"] == "button" and element["text"]["text"] == words:
                return await self.acts(message, block, element, {})
            for option in element["options"] if element["type"] == "overflow" else []:
                if option_text(option) == words:
                    return await self.acts(message, block, element, {"selected_option": option})
        raise AssertionError(f"no button {words!r} among {message.buttons}")

    async def picks(self, value: Any, message: Seen, *, action_id: str) -> Form | None:
        """Choose in a menu of a message."""
        for block, element in message.elements:
            if element["action_id"] == action_id:
                held = entry(element, chosen(self._ws, element, value, []))
                return await self.acts(message, block, element, {k: v for k, v in held.items() if k != "type"})
        raise AssertionError(f"no menu {action_id!r}")

    async def acts(self, message: Seen, block: Json, element: Json, value: Json) -> Form | None:
        """Use an element of a message; `value` is what its payload says of the choice. The form it opened, if any."""
        if message.deleted or not self._ws.sees(self.id, self._ws.conversations[message.channel]):
            raise AssertionError("the message is not there any more")
        trigger = self._ws.trigger(self.id)
        action = payloads.action(self._ws, block, element, value)
        payload = payloads.message_actions(self._ws, self.id, message.message, action, trigger)
        return await self._interact("block_actions", payload, trigger, message)

    async def asks(self, payload: Json) -> Any:
        """Ask the app for the options of a menu; what it answers, None when it does not."""
        delivery = await self._stage.deliveries.send("block_suggestion", payload)
        return None if delivery.failed else delivery.response

    def form(self, view: View) -> Form:
        """One of the forms on their screen."""
        return Form(self._stage, view)

    async def _interact(self, kind: str, payload: Json, trigger: Trigger, message: Seen | None = None) -> Form | None:
        """Deliver, then wait until a form opens, the message changes, or words come for this person."""
        mark, before = self._ws.stamp(), message.raw if message else None
        delivery = await self._stage.deliveries.send(kind, payload)
        if delivery.failed:
            self._ws.warn(self.id, message.channel if message else None, delivery.failed, TROUBLE)
            return None

        def answered() -> bool | None:
            changed = message is not None and (message.deleted or message.raw != before)
            return True if trigger.opened or changed or self._whispered(mark) else None

        await self._stage.until(answered, ANSWER_SECONDS)
        return self._opened(trigger)
