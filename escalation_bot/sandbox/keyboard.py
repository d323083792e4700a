"""What a Slack client makes of what a person types (docs.slack.dev/messaging/formatting-message-text)."""

import re

from .messages import Json
from .mrkdwn import unescaped
from .workspace import Workspace

_MARKUP = re.compile(r"<[!@#]?[^<>\s][^<>]*>")
_PIECES = re.compile(r"(<[^<>]+>)")
_LINK = re.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)]")


def canaries(words: str) -> set[str]:
    """Pieces of typed text that would be markup if an app sent them on unescaped."""
    return set(_MARKUP.findall(words))


def typed(ws: Workspace, words: str) -> str:
    """Typed words as a message's text: entities, mentions of people, groups and channels, links."""
    ws.canaries |= canaries(words)
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = _LINK.sub(lambda found: f"<{found[0]}>", escaped)
    return _mentioned(linked, _signs(ws, labelled=False))


def commanded(ws: Workspace, words: str, *, should_escape: bool) -> str:
    """Typed words as the text of a slash command; without should_escape names stay words."""
    ws.canaries |= canaries(words)
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if not should_escape:
        return escaped
    linked = _LINK.sub(lambda found: f"<{found[0]}>", escaped)
    return _mentioned(linked, _signs(ws, labelled=True))


def _mentioned(text: str, signs: dict[str, str]) -> str:
    names = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    return re.sub(rf"(?<![\w/@#|.])(?:{names})(?![\w-])", lambda found: signs[found[0]], text)


def _signs(ws: Workspace, *, labelled: bool) -> dict[str, str]:
    """What may be typed for a mention, and what is sent for it."""
    signs = {"@here": "<!here>", "@channel": "<!channel>", "@everyone": "<!everyone>"}
    for user in ws.users.values():
        mention = f"<@{user.id}|{user.name}>" if labelled else f"<@{user.id}>"
        signs |= {f"@{user.name}": mention, f"@{user.real_name}": mention}
    for group in (ws.groups or {}).values():
        signs[f"@{group.handle}"] = f"<!subteam^{group.id}|@{group.handle}>"
    for channel in ws.conversations.values():
        if channel.name:
            signs[f"#{channel.name}"] = f"<#{channel.id}|{channel.name if channel.kind == 'channel' else ''}>"
    return signs


def rich(text: str) -> Json:
    """The rich_text block that a client sends with a message's text."""
    leaves = [_leaf(piece) for piece in _PIECES.split(text) if piece]
    section = {"type": "rich_text_section", "elements": leaves}
    return {"type": "rich_text", "elements": [section]}


def _leaf(piece: str) -> Json:
    if not _PIECES.fullmatch(piece):
        return {"type": "text", "text": unescaped(piece)}
    target = piece[1:-1].partition("|")[0]
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!subteam^"):
        return {"type": "usergroup", "usergroup_id": target.removeprefix("!subteam^")}
    if target.startswith("!"):
        return {"type": "broadcast", "range": target[1:]}
    return {"type": "link", "url": unescaped(target)}
