"""What happens to the workspace from outside: people leave, channels are archived, the app is invited or removed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from . import talk
from .api.usergroups import group_json
from .api.users import user_json
from .manifest import App
from .messages import Conversation, Json
from .seen import Seen
from .workspace import Workspace
from .world import User


class Administered:
    """A workspace and its administrators' doings. Names are handles, ids, full names; `#channel` or its id."""

    ws: Workspace
    manifest: Mapping[str, Any]

    def deactivate(self, person: str) -> None:
        """Somebody left the company; the app hears user_change."""
        self.change_user(person, deleted=True)

    def change_user(self, person: str, **changes: Any) -> None:
        """Change fields of a user (tz, real_name, status_emoji, …); the app hears user_change."""
        user = self.ws.change_user(self.ws.user(person).id, **changes)
        self.ws.emit({"type": "user_change", "user": user_json(self.ws, user)}, "user_change")

    def hire(self, user: User) -> None:
        """Somebody new joins the workspace; the app hears team_join."""
        self.ws.users[user.id] = user
        self.ws.changed("person", user.id)
        self.ws.emit({"type": "team_join", "user": user_json(self.ws, user)}, "team_join")

    def set_group(self, group: str, users: list[str] | tuple[str, ...]) -> None:
        """Replace a group's members; the app hears subteam_members_changed and subteam_updated."""
        groups = self.ws.groups or {}
        old = next(g for g in groups.values() if group.removeprefix("@") in (g.id, g.handle))
        new = replace(old, members=tuple(self.ws.user(user).id for user in users))
        groups[old.id] = new
        self.ws.changed("group", old.id)
        came = [user for user in new.members if user not in old.members]
        left = [user for user in old.members if user not in new.members]
        changed: Json = {"type": "subteam_members_changed", "subteam_id": new.id, "team_id": self.ws.world.team_id}
        counts = {"added_users_count": len(came), "removed_users_count": len(left)}
        changed |= {"added_users": came, "removed_users": left, **counts}
        self.ws.emit(changed, "subteam_members_changed")
        self.ws.emit({"type": "subteam_updated", "subteam": group_json(self.ws, new)}, "subteam_updated")

    def channel(self, name: str) -> Conversation:
        """A conversation by id or #name."""
        return self.ws.conversation(name)

    def archive(self, name: str) -> None:
        """Archive a channel."""
        where = self.ws.conversation(name)
        where.is_archived = True
        self.ws.changed("channel", where.id)
        kind = "group_archive" if where.kind == "group" else "channel_archive"
        self.ws.emit({"type": kind, "channel": where.id}, kind, where)

    def unarchive(self, name: str) -> None:
        """Bring a channel back."""
        where = self.ws.conversation(name)
        where.is_archived = False
        self.ws.changed("channel", where.id)
        kind = "group_unarchive" if where.kind == "group" else "channel_unarchive"
        self.ws.emit({"type": kind, "channel": where.id}, kind, where)

    def rename(self, name: str, new: str) -> None:
        """Give a channel another name."""
        where = self.ws.conversation(name)
        where.name = new.removeprefix("#")
        self.ws.changed("channel", where.id)
        kind = "group_rename" if where.kind == "group" else "channel_rename"
        channel = {"id": where.id, "name": where.name, "created": where.created}
        self.ws.emit({"type": kind, "channel": channel}, kind, where)

    async def invite_bot(self, name: str, *, by: str) -> None:
        """Somebody invites the app, which hears member_joined_channel."""
        talk.join(self.ws, self.ws.conversation(name), self.ws.world.bot_user_id, self.ws.user(by).id)

    def remove_bot(self, name: str) -> None:
        """Take the app out of a channel."""
        talk.leave(self.ws, self.ws.conversation(name), self.ws.world.bot_user_id)

    def revoke_token(self, error: str = "token_revoked") -> None:
        """From now on every call with the bot token is refused (token_revoked, account_inactive, …)."""
        self.ws.token_error = error

    def reinstall(self, manifest: Mapping[str, Any] | None) -> None:
        """Install the app with this manifest; until then a changed one counts for nothing."""
        self.manifest = manifest or {}
        self.ws.app = App.from_manifest(manifest)
        self.ws.token_error = None

    def remove_message(self, message: Seen) -> None:
        """An administrator deletes any message."""
        talk.delete(self.ws, self.ws.conversations[message.channel], message.message)

    def touch(self, message: Seen) -> None:
        """Slack changed a message by itself (an unfurl, a pin): message_changed with the same words."""
        where, content = self.ws.conversations[message.channel], message.message.content
        talk.edit(self.ws, where, message.message, dict(content), message.message.user)
