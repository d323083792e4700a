from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation_bot.domain import text

NAMES = {"U0SAM": "Sam", "C0HELP": "help-soc"}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("ask <@U0SAM> please", "ask @Sam please"),
        ("ask <@U0NEW|nina> please", "ask @nina please"),
        ("ask <@U0NEW> please", "ask @U0NEW please"),
        ("in <#C0HELP>", "in #help-soc"),
        ("in <#C0NEW|deals>", "in #deals"),
        ("<!here> <!channel> <!everyone>", "@here @channel @everyone"),
        ("<!channel|channel>", "@channel"),
        ("<!subteam^S0SOC|@soc>", "@soc"),
        ("<!subteam^S0SOC>", "@S0SOC"),
        ("<!date^1764000000^{date}|24 Nov>", "24 Nov"),
        ("<https://example.com/a?b=1&amp;c=2|the page>", "https://example.com/a?b=1&c=2"),
        ("<mailto:mia@example.com|mia@example.com>", "mia@example.com"),
        ("<tel:+4681234|08 1234>", "08 1234"),
    ],
)
def test_markup_is_shown_as_a_person_sees_it(raw: str, shown: str) -> None:
    assert text.plain(raw, NAMES) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&amp;amp;", "&amp;"),
        ("&quot; &nbsp;", "&quot; &nbsp;"),
    ],
)
def test_entities_are_decoded_once(raw: str, shown: str) -> None:
    assert text.plain(raw, {}) == shown


def test_what_decodes_to_markup_stays_text() -> None:
    assert text.plain("&lt;!channel&gt;", {}) == "<!channel>"
    assert text.plain("<@U0EVIL>", {"U0EVIL": "<!channel>"}) == "@<!channel>"


def test_control_characters_are_dropped_and_lines_kept() -> None:
    assert text.clean("a\x00b\x07c\r\nd\te\x7f\ud800") == "abc\nd\te"


@pytest.mark.parametrize("turn", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])
def test_characters_that_turn_the_reading_direction_are_dropped(turn: str) -> None:
    assert text.clean(f"invoice{turn}gpj.exe") == "invoicegpj.exe"


@pytest.mark.parametrize(
    "words", ["שלום עולם", "مرحبا بالعالم", "日本語", "Ærø über naïve", "👩‍💻 🇸🇪 👍🏽", "a\u200fb"]
)
def test_words_in_any_script_stay_as_they_are(words: str) -> None:
    assert text.plain(words, {}) == words


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    assert text.clean(text.clean(raw)) == text.clean(raw)


def test_the_people_mentioned_are_known_by_id() -> None:
    assert text.mentioned("<@U0SAM> and <@U0MIA|mia>, not <!here> or <#C0HELP>") == {"U0SAM", "U0MIA"}


@pytest.mark.parametrize("raw", ["<@U0SAM>", "<!here>", "<!channel>", "<!subteam^S0SOC|@soc>"])
def test_a_person_a_group_and_everybody_are_somebody(raw: str) -> None:
    assert text.calls_anybody(f"hello {raw}")


@pytest.mark.parametrize(
    "raw", ["hello", "<#C0HELP>", "<https://example.com>", "<!date^1^{date}|now>", "@sam", "&lt;@U1&gt;"]
)
def test_a_channel_a_link_and_a_date_are_nobody(raw: str) -> None:
    assert not text.calls_anybody(raw)


@pytest.mark.parametrize(
    ("words", "length", "shown"),
    [
        ("short", 5, "short"),
        ("two\n lines", 20, "two lines"),
        ("the shop is down", 12, "the shop…"),
        ("the shop, is down", 12, "the shop…"),
        ("unbreakable", 6, "unbre…"),
    ],
)
def test_an_excerpt_is_one_line_cut_at_a_word(words: str, length: int, shown: str) -> None:
    assert text.excerpt(words, length) == shown


@given(st.text(), st.integers(2, 50))
def test_an_excerpt_is_never_longer_than_asked(words: str, length: int) -> None:
    assert len(text.excerpt(words, length)) <= length
