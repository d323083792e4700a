"""Each block and element with every field Slack documents for it, all valid."""

from .kit import Json, button, confirm, element, labelled, mrkdwn, option, options, plain, rich_text, section, table

URL = "https://example.com/a"
PICK: Json = {"action_id": "act", "confirm": confirm(style="danger"), "focus_on_load": True}
MENU: Json = {**PICK, "placeholder": plain()}
MULTI: Json = {**MENU, "max_selected_items": 2}
TYPED: Json = {
    "action_id": "act",
    "placeholder": plain(),
    "focus_on_load": True,
    "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]},
}
CONVERSATIONS: Json = {
    "default_to_current_conversation": True,
    "filter": {
        "include": ["im", "mpim", "private", "public"],
        "exclude_external_shared_channels": True,
        "exclude_bot_users": True,
    },
}
FEEDBACK: Json = {"text": plain("Good"), "value": "good", "accessibility_label": "Good"}
STYLE: Json = {"bold": True, "italic": True, "strike": True, "code": True, "underline": True}
TWO = options(2)

ELEMENTS: list[Json] = [
    button(action_id="act", value="v", url=URL, style="primary", confirm=confirm(), accessibility_label="Take it"),
    element(
        "workflow_button",
        text=plain(),
        workflow={
            "trigger": {"url": URL, "customizable_input_parameters": [{"name": "n", "value": "v"}]},
        },
        action_id="act",
        style="danger",
        accessibility_label="Start",
    ),
    element("checkboxes", options=TWO, initial_options=TWO[:1], **PICK),
    element("radio_buttons", options=TWO, initial_option=TWO[1], **PICK),
    element("overflow", options=[option(url=URL)], action_id="act", confirm=confirm()),
    element("static_select", options=TWO, initial_option=TWO[0], **MENU),
    element("external_select", initial_option=option(), min_query_length=0, **MENU),
    element("users_select", initial_user="U0SAM", **MENU),
    element("conversations_select", initial_conversation="C0HELPSOC", **CONVERSATIONS, **MENU),
    element("channels_select", initial_channel="C0HELPSOC", **MENU),
    element("multi_static_select", options=TWO, initial_options=TWO, **MULTI),
    element("multi_external_select", initial_options=TWO, min_query_length=3, **MULTI),
    element("multi_users_select", initial_users=["U0SAM"], **MULTI),
    element("multi_conversations_select", initial_conversations=["C0HELPSOC"], **CONVERSATIONS, **MULTI),
    element("multi_channels_select", initial_channels=["C0HELPSOC"], **MULTI),
    element("datepicker", initial_date="2026-12-03", **MENU),
    element("timepicker", initial_time="16:00", timezone="Europe/Stockholm", **MENU),
    element("datetimepicker", initial_date_time=1_796_313_600, **PICK),
    element("plain_text_input", multiline=True, min_length=1, max_length=10, initial_value="words", **TYPED),
    element("email_text_input", initial_value="sam@example.com", **TYPED),
    element("url_text_input", initial_value=URL, **TYPED),
    element("number_input", is_decimal_allowed=True, min_value="0", initial_value="1.5", max_value="10", **TYPED),
    element("rich_text_input", initial_value=rich_text({"type": "text", "text": "words"}), **TYPED),
    element("file_input", action_id="act", filetypes=["png"], max_files=1),
    element("image", image_url=URL, alt_text="A chart"),
    element("feedback_buttons", positive_button=FEEDBACK, negative_button=FEEDBACK, action_id="act"),
    element(
        "icon_button",
        icon="trash",
        text=plain(),
        action_id="act",
        value="v",
        confirm=confirm(),
        accessibility_label="Delete",
        visible_to_user_ids=["U0SAM"],
    ),
]

LEAVES: list[Json] = [
    {"type": "text", "text": "words", "style": STYLE},
    {"type": "link", "url": URL, "text": "words", "unsafe": False, "style": STYLE},
    {"type": "user", "user_id": "U0SAM", "style": {"bold": True}},
    {"type": "usergroup", "usergroup_id": "S0SOC", "style": {"bold": True}},
    {"type": "channel", "channel_id": "C0HELPSOC", "style": {"bold": True}},
    {"type": "team", "team_id": "T0EXAMPLE", "style": STYLE},
    {"type": "broadcast", "range": "here", "style": STYLE},
    {"type": "emoji", "name": "eyes", "unicode": "1f440", "skin_tone": 2, "style": STYLE},
    {"type": "date", "timestamp": 0, "format": "{date}", "url": URL, "fallback": "then", "style": STYLE},
    {"type": "color", "value": "#00ff7F", "style": STYLE},
]

_SECTION: Json = {"type": "rich_text_section", "elements": LEAVES}

BLOCKS: list[Json] = [
    section(
        block_id="b",
        fields=[mrkdwn(), plain()],
        accessory=button(),
        expand=True,
    ),
    {"type": "header", "block_id": "b", "text": {**plain(), "emoji": True}},
    {"type": "divider", "block_id": "b"},
    {
        "type": "context",
        "block_id": "b",
        "elements": [{**mrkdwn(), "verbatim": True}, plain(), element("image", image_url=URL, alt_text="x")],
    },
    {"type": "actions", "block_id": "b", "elements": [button()]},
    {"type": "image", "block_id": "b", "slack_file": {"id": "F1"}, "alt_text": "A chart", "title": plain()},
    labelled(element("plain_text_input"), block_id="b", hint=plain(), optional=True, dispatch_action=True),
    {"type": "markdown", "block_id": "b", "text": "# words"},
    {
        "type": "rich_text",
        "block_id": "b",
        "elements": [
            _SECTION,
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [_SECTION],
                "indent": 0,
                "offset": 0,
                "border": 1,
            },
            {"type": "rich_text_preformatted", "elements": LEAVES[:2], "border": 0, "language": "python"},
            {"type": "rich_text_quote", "elements": LEAVES, "border": 0},
        ],
    },
    table(block_id="b", column_settings=[{"align": "right", "is_wrapped": True}]),
    {
        "type": "video",
        "block_id": "b",
        "title": plain(),
        "alt_text": "A film",
        "video_url": URL,
        "thumbnail_url": URL,
        "author_name": "Sam",
        "description": plain(),
        "provider_icon_url": URL,
        "provider_name": "Films",
        "title_url": URL,
    },
    {"type": "context_actions", "block_id": "b", "elements": [ELEMENTS[-1]]},
]
