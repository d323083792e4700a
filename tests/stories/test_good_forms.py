"""Forms that can be judged are stored; whatever people type stays text, and calls nobody."""

from __future__ import annotations

import pytest

from tests.stories.conftest import TODAY, WHY, Office
from tests.stories.forms import BY, CUSTOMER, MOTIVE, TICKET, WORDS, filled

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORGOT = "I forgot to send this to you in time, sorry for the trouble."


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({BY: TODAY}, id="today"),
        pytest.param({BY: "9999-12-31"}, id="in the last year of all"),
        pytest.param({BY: None, MOTIVE: "Churn risk"}, id="no date where the motive needs none"),
        pytest.param({WORDS: "x" * 40}, id="just long enough"),
        pytest.param({WORDS: f"{FORGOT} The shop opens on 3 December."}, id="a reason beside a non-reason"),
        pytest.param({WORDS: f"{FORGOT} It costs 500 a day."}, id="a sum beside a non-reason"),
        pytest.param(
            {WORDS: "The forgotten passwords lock every user out of the shop."}, id="a word like a non-reason"
        ),
        pytest.param({CUSTOMER: "x" * 150}, id="a long name"),
    ],
)
async def test_what_can_be_judged_is_stored(desk: Office, given: dict[str, str | None]) -> None:
    sent = await filled(desk, given)
    ticket = sent.value(TICKET)
    stored = await sent.submit()
    assert stored
    assert f"{ticket} is in the queue" in stored.text
    assert (await desk.found(ticket)).thin is False


@pytest.mark.parametrize(
    ("typed", "ticket"),
    [
        ("soc 901", "SOC-901"),
        ("SOC902", "SOC-902"),
        (" soc - 903 ", "SOC-903"),
        ("https://tickets.example.com/SOC-904?tab=notes", "SOC-904"),
        ("SOC-905 SOC-905", "SOC-905"),
        ("S\x00OC-906", "SOC-906"),
    ],
)
async def test_a_ticket_is_found_as_people_write_it(desk: Office, typed: str, ticket: str) -> None:
    assert await (await filled(desk, {TICKET: typed})).submit()
    assert (await desk.found(ticket)).team == "soc"


LITERAL = [
    "<!channel> <!here> <!everyone>",
    "<@U0SAM> <@U0LENA|lena>",
    "@sam @Lena Dahl @channel",
    "<!subteam^S0SOC|@soc>",
    "<#C0RANDOM|random> #random",
    "<https://evil.example/|our status page>",
    "[click](https://evil.example/)",
    "*bold* _italic_ ~struck~ `code` > quote",
    "&lt;!channel&gt; &amp;",
    "{{ 7*7 }} {{ requester.__class__ }}",
    "{% for x in range(9) %}x{% endfor %} {# no #}",
    "${7*7} %s %(ticket)s {ticket} {0}",
    '=1+1 @SUM(A1) +1 -1 =HYPERLINK("https://evil.example")',
    "'; DROP TABLE escalation; --",
    "🔥🧑‍💻🇸🇪 :fire:",
    "שלום עולם مرحبا بالعالم",
    "日本語のテキスト",
    "Zalgo t̵̬̹́e̸̛̖x̷̰̓t̴͕̾",
    "\\n \\u0041 %00 C:\\temp\\new",
    '{"response_action": "clear"}',
]


@pytest.mark.parametrize("words", LITERAL)
async def test_what_people_type_is_text_and_calls_nobody(desk: Office, words: str) -> None:
    await desk.idle()
    desk.forget()
    text = f"{words} {WHY}"
    sent = await filled(desk, {WORDS: text, CUSTOMER: words})
    ticket = sent.value(TICKET)
    assert await sent.submit()
    await desk.idle()
    assert await desk.said(ticket) == [text]
    assert text in desk.message("card", ticket, "sam").text
    assert (await desk.found(ticket)).customer == words
    assert desk.hears("anna") == [f"mention: {ticket} · {(await desk.found(ticket)).key} · asked by @Anna"]
    assert not any(desk.hears(name) for name in ("sam", "sofia", "lena", "olga", "mia", "dan", "paul", "stranger"))


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("nul\x00 bell\x07 escape\x1b[31m delete\x7f", "nul bell escape[31m delete"),
        ("\u202etxt.exe\u202c and \u2066isolated\u2069", "txt.exe and isolated"),
        ("line one\r\nline two\ttab", "line one\nline two\ttab"),
    ],
)
async def test_what_no_screen_should_get_is_dropped(desk: Office, words: str, kept: str) -> None:
    sent = await filled(desk, {WORDS: f"{words} {WHY}"})
    ticket = sent.value(TICKET)
    assert await sent.submit()
    assert await desk.said(ticket) == [f"{kept} {WHY}"]


async def test_exactly_3000_characters_stand_on_the_card_to_the_last(desk: Office) -> None:
    text = (WHY + " ") * 40
    sent = await filled(desk, {WORDS: text[:2999] + "!"})
    ticket = sent.value(TICKET)
    assert await sent.submit()
    await desk.idle()
    assert text[:2999] + "!" in desk.message("card", ticket, "sam").text


async def test_a_name_in_the_text_is_no_error_but_it_goes_to_the_whole_team(desk: Office) -> None:
    stored = await (await filled(desk, {WORDS: f"@sam knows about it. {WHY}"})).submit()
    assert stored
    assert "It goes to the whole team, because one person may be in an incident" in stored.text
