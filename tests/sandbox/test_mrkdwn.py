"""Whom mrkdwn notifies, how it reads, and where typed text stands unescaped."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation_bot.sandbox.mrkdwn import Mentions, escaped, mentions, plain, tripwires, unescaped

from .kit import Json, actions, button, confirm, context, element, message, mrkdwn, option, rich_text, section
from .kit import plain as plain_text

NAMES = {"U0SAM": "Sam Berg", "W0EVA": "Eva", "C0HELPSOC": "help-soc", "S0SOC": "soc"}


def broadcast(*ranges: str) -> Mentions:
    return Mentions(broadcasts=frozenset(ranges))


def user(*ids: str) -> Mentions:
    return Mentions(users=frozenset(ids))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<@U0SAM> and <@W0EVA|eva>", user("U0SAM", "W0EVA")),
        ("<!subteam^S0SOC> <!subteam^S1|@soc>", Mentions(groups=frozenset({"S0SOC", "S1"}))),
        ("<!here> <!channel|channel> <!everyone>", broadcast("here", "channel", "everyone")),
        ("<#C0HELPSOC> <https://e.com|@here> <!date^1^{date}|x>", Mentions()),
        ("&lt;!channel&gt; &lt;@U0SAM&gt;", Mentions()),
        ("@here @Sam Berg U0SAM", Mentions()),
        ("", Mentions()),
    ],
)
def test_a_message_notifies_whom_its_markup_names(text: str, found: Mentions) -> None:
    assert mentions({"text": text}) == found
    assert mentions(message(section(text or "none"))) == found
    assert mentions(message(context(mrkdwn(text)))) == found
    assert mentions(message({"type": "section", "fields": [mrkdwn(text)]})) == found


def test_where_there_are_blocks_the_text_notifies_nobody() -> None:
    assert mentions(message(section("<@U0SAM>"), text="<!channel>")) == user("U0SAM")
    assert mentions({"text": "<!channel>", "blocks": []}) == broadcast("channel")


@pytest.mark.parametrize(
    "block",
    [
        {"type": "header", "text": plain_text("<!channel>")},
        {"type": "section", "text": plain_text("<!channel>"), "fields": [plain_text("<@U0SAM>")]},
        context(plain_text("<!channel>")),
        actions(button("<!channel>", value="<!channel>", confirm=confirm(text=mrkdwn("<!channel>")))),
        actions(element("checkboxes", options=[option() | {"text": mrkdwn("<!channel>")}])),
        rich_text({"type": "text", "text": "<!channel>"}, {"type": "link", "url": "https://e.com", "text": "<@U0SAM>"}),
    ],
)
def test_plain_text_dialogs_menus_and_rich_text_words_notify_nobody(block: Json) -> None:
    assert mentions(message(block)) == Mentions()


def test_rich_text_mentions_notify_in_sections_lists_and_tables() -> None:
    leaves = [
        {"type": "user", "user_id": "U0SAM"},
        {"type": "usergroup", "usergroup_id": "S0SOC"},
        {"type": "broadcast", "range": "here"},
    ]
    found = Mentions(frozenset({"U0SAM"}), frozenset({"S0SOC"}), frozenset({"here"}))
    block = rich_text(*leaves)
    listed = {"type": "rich_text_list", "style": "bullet", "elements": block["elements"]}
    assert mentions(message(block)) == found
    assert mentions(message({"type": "rich_text", "elements": [listed]})) == found
    assert mentions(message({"type": "table", "rows": [[block]]})) == found


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@U0SAM> <@U0SAM|old name>", "@Sam Berg @Sam Berg"),
        ("<@U0NEW|new> <@U0NEW>", "@new @U0NEW"),
        ("<#C0HELPSOC> <#C1|ops> <#C1>", "#help-soc #ops #C1"),
        ("<!subteam^S0SOC> <!subteam^S1|@lost> <!subteam^S1>", "@soc @lost @S1"),
        ("<!here> <!channel|channel> <!everyone>", "@here @channel @everyone"),
        ("<https://e.com/a_b_c> <https://e.com|R&amp;D>", "https://e.com/a_b_c R&D"),
        ("<https://e.com?a=1&amp;b=2> <mailto:a@e.com>", "https://e.com?a=1&b=2 a@e.com"),
        ("&lt;!channel&gt; R&amp;D &amp;lt;", "<!channel> R&D &lt;"),
        ("*Owner:* _none_ ~gone~ *_both_*", "Owner: none gone both"),
        ("*<@U0SAM>* took it", "@Sam Berg took it"),
        ("2*3*4 snake_case_name a * b * c", "2*3*4 snake_case_name a * b * c"),
        ("`*as* _is_` and ```two\n*lines*```", "*as* _is_ and two\n*lines*"),
        ("<!unknown> <|x> < > <>", "<!unknown> <|x> < > <>"),
        ("one\n*two*\n> three", "one\ntwo\n> three"),
        ("<@U0SAM> \0 <!here>", "@Sam Berg  @here"),
    ],
)
def test_mrkdwn_reads_as_slack_shows_it(text: str, read: str) -> None:
    assert plain(text, NAMES) == read


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("{date_num}", "2026-12-03"),
        ("{date}", "December 3rd, 2026"),
        ("{date_pretty}", "December 3rd, 2026"),
        ("{date_short}", "Dec 3, 2026"),
        ("{date_short_pretty}", "Dec 3, 2026"),
        ("{date_long}", "Thursday, December 3rd, 2026"),
        ("{date_long_pretty}", "Thursday, December 3rd, 2026"),
        ("{time}", "16:00"),
        ("{time_secs}", "16:00:00"),
        ("{ago}", "2026-12-03 16:00"),
        ("due {date_short} at {time}", "due Dec 3, 2026 at 16:00"),
        ("{strange} {time}", "{strange} 16:00"),
        ("{time}^https://e.com", "16:00"),
    ],
)
def test_a_date_reads_in_words_and_in_utc(words: str, read: str) -> None:
    assert plain(f"<!date^1796313600^{words}|fallback>", {}) == read


@pytest.mark.parametrize(
    ("day", "read"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (31, "31st"),
    ],
)
def test_days_are_counted_as_people_do(day: int, read: str) -> None:
    epoch = 1_796_083_200 + (day - 1) * 86_400
    assert plain(f"<!date^{epoch}^{{date}}|x>", {}) == f"December {read}, 2026"


def test_the_first_second_of_all_is_a_date() -> None:
    assert plain("<!date^0^{date_num}|x>", {}) == "1970-01-01"


def test_a_date_follows_the_zone_of_its_reader_and_its_daylight_time() -> None:
    stockholm = ZoneInfo("Europe/Stockholm")
    assert plain("<!date^1796313600^{time}|x>", {}, stockholm) == "17:00"
    assert plain("<!date^1782835200^{time}|x>", {}, tz=stockholm) == "18:00"
    assert plain("<!date^1796313600^{time}|x>", {}, ZoneInfo("Asia/Kolkata")) == "21:30"


@pytest.mark.parametrize(
    "markup", ["<!date^soon^{date}|in May>", "<!date^1|in May>", "<!date^99999999999^{date}|in May>"]
)
def test_a_date_slack_cannot_read_shows_its_fallback(markup: str) -> None:
    assert plain(markup, {}) == "in May"


def test_people_see_what_they_typed_once_three_characters_are_escaped() -> None:
    assert escaped("<!here> R&D *b*") == "&lt;!here&gt; R&amp;D *b*"


@given(st.text())
def test_escaped_text_without_styles_reads_as_it_was_typed(typed: str) -> None:
    typed = typed.translate(dict.fromkeys(map(ord, "*_~`\0")))
    assert plain(escaped(typed), NAMES) == unescaped(escaped(typed)) == typed


@given(st.text(alphabet="<>@#!^|*_~`&amp;U0S \n\0", max_size=30))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    assert "<@U0SAM>" not in plain(f"{text} <@U0SAM>", {"U0SAM": "Sam"})


CANARY = "<!channel>"


@pytest.mark.parametrize(
    ("payload", "pointer"),
    [
        ({"text": f"About {CANARY}"}, "/text"),
        (message(section(CANARY)), "/blocks/0/text/text"),
        (message({"type": "section", "fields": [mrkdwn(CANARY)]}), "/blocks/0/fields/0/text"),
        (message(context(mrkdwn(CANARY))), "/blocks/0/elements/0/text"),
        (message({"type": "markdown", "text": CANARY}), "/blocks/0/text"),
        (message(actions(button(confirm=confirm(text=mrkdwn(CANARY))))), "/blocks/0/elements/0/confirm/text/text"),
        ({"attachments": [{"pretext": CANARY}]}, "/attachments/0/pretext"),
        ({"attachments": [{"fields": [{"title": "A", "value": CANARY}]}]}, "/attachments/0/fields/0/value"),
        ({"attachments": [{"blocks": [section(CANARY)]}]}, "/attachments/0/blocks/0/text/text"),
        ({"view": {"type": "modal", "blocks": [section(CANARY)]}}, "/view/blocks/0/text/text"),
        ({"message": {"type": "message", "text": CANARY}}, "/message/text"),
    ],
)
def test_typed_markup_that_was_not_escaped_is_found_where_it_stands(payload: Json, pointer: str) -> None:
    assert tripwires(payload, [CANARY]) == [f"{CANARY} stands unescaped at {pointer}"]


@pytest.mark.parametrize(
    "payload",
    [
        {"text": "&lt;!channel&gt;"},
        message(section("&lt;!channel&gt;")),
        message({"type": "header", "text": plain_text(CANARY)}),
        message(rich_text({"type": "text", "text": CANARY})),
        message(actions(button(CANARY, value=CANARY))),
        message({"type": "table", "rows": [[{"type": "raw_text", "text": CANARY}]]}),
        message(metadata={"event_type": "x", "event_payload": {"text": CANARY}}),
        {"view": {"type": "modal", "private_metadata": CANARY, "blocks": []}},
        {"attachments": [{"blocks": [{"type": "header", "text": plain_text(CANARY)}]}]},
    ],
)
def test_typed_markup_is_harmless_where_slack_reads_none(payload: Json) -> None:
    assert tripwires(payload, [CANARY]) == []


@pytest.mark.parametrize(
    ("canary", "text", "found"),
    [
        ("R&D", "R&D", True),
        ("R&D", "R&amp;D", False),
        ("&", "a & b", True),
        ("&", "a &amp; b &lt; c", False),
        ("a &lt; b", "a &lt; b", True),
        ("a &lt; b", "a &amp;lt; b", False),
        ("<http://evil|bank.com>", "see <http://evil|bank.com>", True),
        ("<http://evil|bank.com>", "see &lt;http://evil|bank.com&gt;", False),
        ("no markup", "no markup", False),
        ("&&", "&amp;&&", True),
        ("R&D", "R&D&amp;", True),
        ("R&D", "&lt;R&D", True),
        ("&lt; b", "a &lt; b", True),
        ("a &lt;", "a &lt; b", True),
        ("", "anything", False),
    ],
)
def test_an_entity_is_no_unescaped_character(canary: str, text: str, found: bool) -> None:
    assert bool(tripwires({"text": text}, [canary])) is found


@given(st.text(alphabet="<>&amp;lt;!x", min_size=1, max_size=12))
def test_what_was_escaped_once_never_trips(typed: str) -> None:
    assert tripwires({"text": f"words {escaped(typed)} words"}, [typed]) == []


def test_each_canary_is_named_on_its_own() -> None:
    payload: dict[str, Any] = {"text": "<!here> <@U0SAM>", "blocks": [section("<!here>")]}
    assert tripwires(payload, ["<!here>", "<@U0SAM>"]) == [
        "<!here> stands unescaped at /text",
        "<@U0SAM> stands unescaped at /text",
        "<!here> stands unescaped at /blocks/0/text/text",
    ]
