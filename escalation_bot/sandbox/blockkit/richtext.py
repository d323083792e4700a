"""The rich_text block: lists, quotes and sections of leaves (Slack's reference/block-kit/blocks/rich-text-block)."""

from .objects import ID, url
from .rules import Shape, Variants, array, flag, integer, one_of, pattern, text

_STYLE = {"style": Shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag))}
_MENTION_STYLE = {
    "style": Shape({}, dict.fromkeys(("bold", "italic", "strike", "highlight", "client_highlight", "unlink"), flag))
}

LEAVES = Variants(
    {
        "text": Shape({"text": text()}, _STYLE),
        "link": Shape({"url": url}, {"text": text(), "unsafe": flag, **_STYLE}),
        "user": Shape({"user_id": ID}, _MENTION_STYLE),
        "usergroup": Shape({"usergroup_id": ID}, _MENTION_STYLE),
        "channel": Shape({"channel_id": ID}, _MENTION_STYLE),
        "team": Shape({"team_id": ID}, _STYLE),
        "broadcast": Shape({"range": one_of("here", "channel", "everyone")}, _STYLE),
        "emoji": Shape({"name": text()}, {"unicode": text(), "skin_tone": integer(1), **_STYLE}),
        "date": Shape(
            {"timestamp": integer(0), "format": text()},
            {"url": url, "fallback": text(), **_STYLE},
        ),
        "color": Shape({"value": pattern(r"#[0-9a-fA-F]{6}")}, _STYLE),
    }
)

_BORDER = {"border": integer(0, 1)}
_SECTION = Shape({"elements": array(LEAVES)})

PARTS = Variants(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": Shape(
            {
                "style": one_of("bullet", "ordered"),
                "elements": array(Variants({"rich_text_section": _SECTION})),
            },
            {"indent": integer(0), "offset": integer(0), **_BORDER},
        ),
        "rich_text_preformatted": Shape(
            {"elements": array(LEAVES.only("text", "link"))}, {"language": text(), **_BORDER}
        ),
        "rich_text_quote": Shape({"elements": array(LEAVES)}, _BORDER),
    }
)

RICH_TEXT = Shape({"elements": array(PARTS)}, {"block_id": ID})
