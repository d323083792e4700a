"""Block Kit's limits as tables: a payload of size n, the limit, and the json-pointer of what is measured."""

from collections.abc import Callable
from typing import Any

from . import samples
from .kit import (
    Json,
    actions,
    button,
    confirm,
    context,
    element,
    home,
    labelled,
    message,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    section,
    table,
)

Make = Callable[[int], Json]
DIVIDER: Json = {"type": "divider"}


def acting(kind: str, **fields: Callable[[int], Any]) -> Make:
    return lambda n: message(actions(element(kind, **{name: make(n) for name, make in fields.items()})))


def asking(kind: str, **fields: Callable[[int], Any]) -> Make:
    return lambda n: modal(labelled(element(kind, **{name: make(n) for name, make in fields.items()})))


def letters(count: int) -> str:
    return "x" * count


def link(count: int) -> str:
    return "https://e.com/".ljust(count, "x")


def picture(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://e.com/a.png", "alt_text": "A chart", **more}


def video(**more: Any) -> Json:
    url = "https://e.com/v"
    return {"type": "video", "title": plain(), "alt_text": "v", "video_url": url, "thumbnail_url": url, **more}


SAMPLES = {each["type"]: each for each in samples.ELEMENTS}


def sized(field: str, n: int) -> Any:
    return plain(n) if field == "text" else letters(n)


def refined(kind: str, field: str) -> Make:
    row = "context_actions" if kind == "icon_button" else "actions"
    return lambda n: message({"type": row, "elements": [SAMPLES[kind] | {field: sized(field, n)}]})


def feedback(field: str) -> Make:
    def make(n: int) -> Json:
        whole = SAMPLES["feedback_buttons"]
        changed = whole["positive_button"] | {field: sized(field, n)}
        return message({"type": "context_actions", "elements": [whole | {"positive_button": changed}]})

    return make


def confirming(field: str, words: Callable[[int], Json]) -> Make:
    return lambda n: message(actions(button(confirm=confirm(**{field: words(n)}))))


def grouped(count: int) -> list[Json]:
    return [{"label": plain(f"Group {n}"), "options": options(1)} for n in range(count)]


ELEMENT = "/blocks/0/elements/0"
INPUT = "/view/blocks/0/element"

CHARACTERS: list[tuple[str, Make, int, str]] = [
    ("section text", lambda n: message(section(n)), 3000, "/blocks/0/text/text"),
    (
        "section field",
        lambda n: message({"type": "section", "fields": [mrkdwn(n)]}),
        2000,
        "/blocks/0/fields/0/text",
    ),
    ("header", lambda n: message({"type": "header", "text": plain(n)}), 150, "/blocks/0/text/text"),
    ("context text", lambda n: message(context(mrkdwn(n))), 3000, f"{ELEMENT}/text"),
    ("block id", lambda n: message(section(block_id=letters(n))), 255, "/blocks/0/block_id"),
    ("image alt text", lambda n: message(picture(alt_text=letters(n))), 2000, "/blocks/0/alt_text"),
    ("image title", lambda n: message(picture(title=plain(n))), 2000, "/blocks/0/title/text"),
    ("image url", lambda n: message(picture(image_url=link(n))), 3000, "/blocks/0/image_url"),
    (
        "image element alt text",
        lambda n: message(context(picture(alt_text=letters(n)))),
        2000,
        f"{ELEMENT}/alt_text",
    ),
    ("markdown", lambda n: message({"type": "markdown", "text": letters(n)}), 12_000, "/blocks/0/text"),
    ("video title", lambda n: message(video(title=plain(n))), 199, "/blocks/0/title/text"),
    ("video author", lambda n: message(video(author_name=letters(n))), 49, "/blocks/0/author_name"),
    ("video description", lambda n: message(video(description=plain(n))), 200, "/blocks/0/description/text"),
    (
        "input label",
        lambda n: modal(labelled(element("plain_text_input"), label=plain(n))),
        2000,
        "/view/blocks/0/label/text",
    ),
    (
        "input hint",
        lambda n: modal(labelled(element("plain_text_input"), hint=plain(n))),
        2000,
        "/view/blocks/0/hint/text",
    ),
    ("button text", acting("button", text=plain), 75, f"{ELEMENT}/text/text"),
    ("button value", lambda n: message(actions(button(value=letters(n)))), 2000, f"{ELEMENT}/value"),
    ("button url", lambda n: message(actions(button(url=link(n)))), 3000, f"{ELEMENT}/url"),
    (
        "button accessibility label",
        lambda n: message(actions(button(accessibility_label=letters(n)))),
        75,
        f"{ELEMENT}/accessibility_label",
    ),
    ("action id", lambda n: message(actions(button(action_id=letters(n)))), 255, f"{ELEMENT}/action_id"),
    (
        "option text",
        acting("static_select", options=lambda n: [option(n)]),
        75,
        f"{ELEMENT}/options/0/text/text",
    ),
    (
        "option value",
        acting("static_select", options=lambda n: [option(value=n)]),
        75,
        f"{ELEMENT}/options/0/value",
    ),
    (
        "option description",
        acting("static_select", options=lambda n: [option(description=plain(n))]),
        75,
        f"{ELEMENT}/options/0/description/text",
    ),
    (
        "overflow option url",
        acting("overflow", options=lambda n: [option(url=link(n))]),
        3000,
        f"{ELEMENT}/options/0/url",
    ),
    *(
        (f"{kind} {what}", acting(kind, options=make), 75, f"{ELEMENT}/options/0/{where}")
        for kind in ("checkboxes", "radio_buttons", "overflow")
        for what, make, where in (
            ("text", lambda n: [option(n)], "text/text"),
            ("value", lambda n: [option(value=n)], "value"),
            ("description", lambda n: [option(description=plain(n))], "description/text"),
        )
    ),
    *(
        (f"{kind} {field}", refined(kind, field), most, f"{ELEMENT}/{field}{where}")
        for kind, field, most, where in (
            ("workflow_button", "text", 75, "/text"),
            ("workflow_button", "accessibility_label", 75, ""),
            ("icon_button", "text", 75, "/text"),
            ("icon_button", "value", 2000, ""),
            ("icon_button", "accessibility_label", 75, ""),
        )
    ),
    *(
        (f"feedback {field}", feedback(field), most, f"{ELEMENT}/positive_button/{field}{where}")
        for field, most, where in (("text", 75, "/text"), ("value", 2000, ""), ("accessibility_label", 75, ""))
    ),
    (
        "option group label",
        acting("static_select", option_groups=lambda n: [{"label": plain(n), "options": options(1)}]),
        75,
        f"{ELEMENT}/option_groups/0/label/text",
    ),
    *(
        (f"confirm {field}", confirming(field, words), most, f"{ELEMENT}/confirm/{field}/text")
        for field, words, most in (
            ("title", plain, 100),
            ("text", mrkdwn, 300),
            ("confirm", plain, 30),
            ("deny", plain, 30),
        )
    ),
    *(
        (f"{kind} placeholder", asking(kind, placeholder=plain), 150, f"{INPUT}/placeholder/text")
        for kind in (
            "external_select",
            "users_select",
            "conversations_select",
            "channels_select",
            "multi_external_select",
            "multi_users_select",
            "multi_conversations_select",
            "multi_channels_select",
            "datepicker",
            "timepicker",
            "plain_text_input",
            "email_text_input",
            "url_text_input",
        )
    ),
    ("initial text", asking("plain_text_input", initial_value=letters), 3000, f"{INPUT}/initial_value"),
    ("modal title", lambda n: modal(DIVIDER, title=plain(n)), 24, "/view/title/text"),
    ("modal submit", lambda n: modal(DIVIDER, submit=plain(n)), 24, "/view/submit/text"),
    ("modal close", lambda n: modal(DIVIDER, close=plain(n)), 24, "/view/close/text"),
    ("callback id", lambda n: modal(DIVIDER, callback_id=letters(n)), 255, "/view/callback_id"),
    ("external id", lambda n: modal(DIVIDER, external_id=letters(n)), 255, "/view/external_id"),
    (
        "private metadata",
        lambda n: modal(DIVIDER, private_metadata=letters(n)),
        3000,
        "/view/private_metadata",
    ),
    (
        "private metadata of a Home",
        lambda n: home(DIVIDER, private_metadata=letters(n)),
        3000,
        "/view/private_metadata",
    ),
]

ITEMS: list[tuple[str, Make, int, str]] = [
    ("blocks in a message", lambda n: message(*[DIVIDER] * n), 50, "/blocks"),
    ("blocks in a modal", lambda n: modal(*[DIVIDER] * n), 100, "/view/blocks"),
    ("blocks in a Home", lambda n: home(*[DIVIDER] * n), 100, "/view/blocks"),
    ("attachments", lambda n: message(attachments=[{"text": "x"}] * n), 100, "/attachments"),
    (
        "blocks in an attachment",
        lambda n: message(attachments=[{"blocks": [DIVIDER] * n}]),
        50,
        "/attachments/0/blocks",
    ),
    ("fields", lambda n: message({"type": "section", "fields": [mrkdwn()] * n}), 10, "/blocks/0/fields"),
    ("context elements", lambda n: message(context(*[mrkdwn()] * n)), 10, "/blocks/0/elements"),
    ("actions elements", lambda n: message(actions(*[button()] * n)), 25, "/blocks/0/elements"),
    (
        "context actions",
        lambda n: message(
            {"type": "context_actions", "elements": [element("icon_button", icon="trash", text=plain())] * n}
        ),
        5,
        "/blocks/0/elements",
    ),
    ("select options", acting("static_select", options=options), 100, f"{ELEMENT}/options"),
    ("select groups", acting("static_select", option_groups=grouped), 100, f"{ELEMENT}/option_groups"),
    (
        "options in a group",
        acting("static_select", option_groups=lambda n: [{"label": plain(), "options": options(n)}]),
        100,
        f"{ELEMENT}/option_groups/0/options",
    ),
    ("multi select options", acting("multi_static_select", options=options), 100, f"{ELEMENT}/options"),
    ("checkboxes", acting("checkboxes", options=options), 10, f"{ELEMENT}/options"),
    ("radio buttons", acting("radio_buttons", options=options), 10, f"{ELEMENT}/options"),
    ("overflow options", acting("overflow", options=options), 5, f"{ELEMENT}/options"),
    ("table rows", lambda n: message(table(rows=n)), 100, "/blocks/0/rows"),
    ("table cells", lambda n: message(table(cells=n)), 20, "/blocks/0/rows/0"),
    (
        "column settings",
        lambda n: message(table(column_settings=[{"align": "left"}] * n)),
        20,
        "/blocks/0/column_settings",
    ),
]

NUMBERS: list[tuple[str, Make, int, int, str]] = [
    ("min length", asking("plain_text_input", min_length=int), 0, 3000, f"{INPUT}/min_length"),
    ("max length", asking("plain_text_input", max_length=int), 1, 3000, f"{INPUT}/max_length"),
    ("max files", asking("file_input", max_files=int), 1, 10, f"{INPUT}/max_files"),
    (
        "moment of ten digits",
        asking("datetimepicker", initial_date_time=int),
        10**9,
        10**10 - 1,
        f"{INPUT}/initial_date_time",
    ),
]
