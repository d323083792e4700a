"""What the installed app may do, read from its manifest. A changed manifest counts after a reinstall only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

EVENT_SCOPES: Mapping[str, tuple[str, ...]] = {
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "app_mention": ("app_mentions:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "app_home_opened": (),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_rename": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "group_rename": ("groups:read",),
    "file_shared": ("files:read",),
    "subteam_updated": ("usergroups:read",),
    "subteam_members_changed": ("usergroups:read",),
    "user_change": ("users:read",),
    "team_join": ("users:read",),
    "tokens_revoked": (),
    "app_uninstalled": (),
}
"""Event and the scopes of which one is needed (docs.slack.dev/reference/events)."""


def words(text: str) -> frozenset[str]:
    """A set written as words."""
    return frozenset(text.split())


ALL_SCOPES = words(
    "app_mentions:read channels:history channels:join channels:manage channels:read channels:write.invites"
    " chat:write chat:write.customize chat:write.public commands files:read files:write groups:history"
    " groups:read groups:write groups:write.invites im:history im:read im:write links:read links:write"
    " metadata.message:read mpim:history mpim:read mpim:write reactions:read reactions:write team:read"
    " usergroups:read users:read users:read.email"
)


@dataclass(frozen=True)
class App:
    """The rights of an installed app. `commands` maps a command to its should_escape; None allows any."""

    scopes: frozenset[str] = ALL_SCOPES
    events: frozenset[str] = frozenset(EVENT_SCOPES)
    commands: Mapping[str, bool] | None = None
    shortcuts: Mapping[str, str] | None = None
    interactivity: bool = True
    home_tab: bool = True
    messages_tab: bool = True
    socket_mode: bool = True

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any] | None) -> Self:
        """Read a manifest (docs.slack.dev/reference/app-manifest); without one the app may do everything."""
        if manifest is None:
            return cls()
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        home = features.get("app_home", {})
        shortcuts = features.get("shortcuts", [])
        return cls(
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            commands={c["command"]: c.get("should_escape", False) for c in features.get("slash_commands", [])},
            shortcuts={s["callback_id"]: s["type"] for s in shortcuts},
            interactivity=settings.get("interactivity", {}).get("is_enabled", False),
            home_tab=home.get("home_tab_enabled", False),
            messages_tab=home.get("messages_tab_enabled", False)
            and not home.get("messages_tab_read_only_enabled", False),
            socket_mode=settings.get("socket_mode_enabled", False),
        )

    def hears(self, event: str) -> bool:
        """Whether the app is subscribed to an event and has a scope for it."""
        needed = EVENT_SCOPES.get(event, ())
        return event in self.events and (not needed or bool(self.scopes.intersection(needed)))
