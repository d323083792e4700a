"""A message as one person sees it."""

from zoneinfo import ZoneInfo

from .blockkit import text_of
from .elements import option_text
from .messages import Json, Message
from .views import block_elements
from .workspace import Workspace


class Seen:
    """A message on somebody's screen. It stays current: after an edit it reads as edited."""

    def __init__(self, ws: Workspace, message: Message, viewer: str) -> None:
        self._ws = ws
        self.message = message
        self._viewer = viewer

    @property
    def raw(self) -> Json:
        """The message as Slack's API shows it, metadata included."""
        return self._ws.conversations[self.message.channel].json_of(self.message, with_metadata=True)

    @property
    def text(self) -> str:
        """What can be read, buttons as `[Take]`, dates in the reader's own timezone."""
        files = "".join(f"\n[{file['name']}]" for file in self.message.content.get("files", []))
        zone = ZoneInfo(self._ws.users[self._viewer].tz)
        return text_of(self.raw, self._ws.names(), zone) + files

    @property
    def notification(self) -> str:
        """The top-level text: what a notification shows and a screen reader reads."""
        return str(self.message.content.get("text", ""))

    @property
    def ts(self) -> str:
        """Slack's name for it in its channel."""
        return self.message.ts

    @property
    def channel(self) -> str:
        """The id of its conversation."""
        return self.message.channel

    @property
    def author(self) -> str:
        """The handle of who wrote it."""
        return self._ws.users[self.message.user].name

    @property
    def edited(self) -> bool:
        """Whether "(edited)" stands beside it."""
        return self.message.edited is not None

    @property
    def ephemeral(self) -> bool:
        """Whether only this person sees it."""
        return self.message.ephemeral_for is not None

    @property
    def deleted(self) -> bool:
        """Whether it is gone."""
        gone = self.message.ts not in self._ws.conversations[self.message.channel].messages
        return gone or self.message.is_gone

    @property
    def reactions(self) -> dict[str, list[str]]:
        """Emoji name and the handles of those who reacted."""
        return {name: [self._ws.users[user].name for user in users] for name, users in self.message.reactions.items()}

    @property
    def thread(self) -> list["Seen"]:
        """The replies below it, oldest first."""
        conversation = self._ws.conversations[self.message.channel]
        return [Seen(self._ws, reply, self._viewer) for reply in conversation.replies(self.message.ts)]

    @property
    def elements(self) -> list[tuple[Json, Json]]:
        """Each interactive element with its block."""
        blocks = [*self.message.content.get("blocks", [])]
        for attachment in self.message.content.get("attachments", []):
            blocks += attachment.get("blocks", [])
        return [(block, element) for block in blocks for element in block_elements(block)]

    @property
    def buttons(self) -> list[str]:
        """The words on its buttons and in its overflow menus."""
        found = []
        for _block, element in self.elements:
            if element["type"] == "button":
                found.append(element["text"]["text"])
            elif element["type"] == "overflow":
                found += [option_text(option) for option in element["options"]]
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seen) and self.message is other.message

    def __hash__(self) -> int:
        return hash((self.channel, self.ts))

    def __repr__(self) -> str:
        return f"<{self.author}: {self.text!r}>"
