"""Known issues: the form that declares one, the form for a word on it or its end, and the buttons that follow it."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.desk import outages
from escalation_bot.domain.escalation import Request
from escalation_bot.domain.judgement import Problem, Sheet
from escalation_bot.domain.outages import Outage, Unusable, check_pattern, known
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.policy import Team
from escalation_bot.domain.tickets import Found, find, route
from escalation_bot.front import Again, Front, View
from escalation_bot.messages import facts
from escalation_bot.modals import say
from escalation_bot.modals.errors import errors
from escalation_bot.modals.values import field, memory, pressed, remember
from escalation_bot.slack.errors import SlackError

DECLARE, UPDATE, OVER = "outage", "outage_update", "outage_over"
SHOWN = 3
"""So many known issues stand above the form; more would hide it."""
Handler = Callable[[AsyncAck, Mapping[str, Any], Mapping[str, Any], Front], Awaitable[None]]
log = logging.getLogger(__name__)
_ADDRESS = re.compile(r"https?://\S+")


# -- above the form of a request -------------------------------------------------------------------------------


def above(front: Front, sheet: Sheet, channel: str | None) -> list[Outage]:
    """The known issues that a request may be about, as far as it is known; from memory (promise 1)."""
    found = find(sheet.ticket, front.policy.teams.values())
    teams = route(found, front.policy, channel) if found.ticket else _of_channel(front, channel)
    chosen = tuple(team for team in teams if team.key == sheet.team) or teams
    return known(front.desk.issues, chosen, found, f"{sheet.customer}\n{sheet.words}")[:SHOWN]


def _of_channel(front: Front, channel: str | None) -> tuple[Team, ...]:
    teams = front.policy.teams.values()
    return tuple(team for team in teams if channel in {team.queue_channel, *team.intake_channels})


def is_news(front: Front, wanted: Request, seen: Collection[int]) -> bool:
    """Is it part of a known issue that its form did not show? An emergency waits for none."""
    team, found = front.policy.teams[wanted.team], Found((wanted.ticket,), (wanted.team,), "")
    issues = known(front.desk.issues, [team], found, f"{wanted.customer}\n{wanted.words}")[:SHOWN]
    return not front.policy.motives[wanted.motive].emergency and any(each.id not in seen for each in issues)


def listed(front: Front, issues: Iterable[Outage]) -> list[facts.Facts]:
    """What is shown of each."""
    return [facts.issue(each, front.policy)["issue"] for each in issues if each.team in front.policy.teams]


async def on_follow(ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], front: Front) -> None:
    """`Follow it instead` above the form: the form is over, and nothing was asked. Elsewhere: a short word."""
    who, in_form = Person(body["user"]["id"]), "view" in body
    try:
        found = await outages.follow(front.desk, who, _number(action), instead=in_form)
    except Refused as refused:
        _tell(front, body, f"refused/{refused.why}", await front.named(refused.facts))
    else:
        shown = facts.issue(found, front.policy)
        if in_form:
            front.tasks.start(_show(front, body, front.render.form("form/follows", shown, callback="follows")))
        else:
            _tell(front, body, "note/follows_outage", shown)
    await ack()


async def on_unfollow(ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], front: Front) -> None:
    """`Stop following`."""
    await outages.unfollow(front.desk, Person(body["user"]["id"]), _number(action))
    _tell(front, body, "note/unfollows_outage", {"command": front.policy.command})
    await ack()


def _tell(front: Front, body: Mapping[str, Any], template: str, shown: facts.Facts) -> None:
    """Beside the ack, where the button stood: in its form, or below its message."""
    if "view" in body:
        message = {"message": front.render.message(template, shown).text, "words": ""}
        front.tasks.start(_show(front, body, front.render.form("form/refused", message, callback="refused")))
    else:
        front.tasks.start(_whisper(front, body, template, shown))


async def _whisper(front: Front, body: Mapping[str, Any], template: str, shown: facts.Facts) -> None:
    await front.whisper(body.get("response_url"), template, shown)


async def _show(front: Front, body: Mapping[str, Any], view: View) -> None:
    try:
        await front.api.call("views.update", view_id=body["view"]["id"], view=view)
    except SlackError as error:
        log.warning("a form was not changed: %s", error)


def _number(action: Mapping[str, Any]) -> int:
    about = pressed(action.get("value", ""))
    return about.number if about else 0


# -- declared by a lead ----------------------------------------------------------------------------------------


async def declare_form(front: Front, who: Person, title: str = "") -> View:
    """The form that declares one."""
    return _declare_form(front, who, Outage("", title, who.id, front.desk.watch.now()))


def _declare_form(front: Front, who: Person, draft: Outage) -> View:
    teams = [{"value": key, "label": team.name} for key, team in front.policy.teams.items() if key in who.leads]
    return front.render.form("form/outage", {"draft": draft, "teams": teams}, callback=DECLARE)


async def on_declare(ack: AsyncAck, body: Mapping[str, Any], form: Mapping[str, Any], front: Front) -> None:
    """Validates, stores, and only then acks."""
    who = await front.person(body["user"]["id"])
    new = _read(form, who, front)
    if problems := list(_problems(new)):
        await ack(response_action="errors", errors=await errors(front, problems))
        return
    try:
        await outages.declare(front.desk, who, new)
    except Refused as refused:
        await ack(response_action="update", view=await say.refusal(front, who, refused, new.title))
        return
    await ack()


def _read(form: Mapping[str, Any], who: Person, front: Front) -> Outage:
    """A lead of one team need not choose it."""
    led = [key for key in front.policy.teams if key in who.leads]
    team = field(form, "team") or "".join(led[:1])
    title, words, pattern, link = (field(form, name) for name in ("title", "words", "pattern", "link"))
    return Outage(
        team, " ".join(title.split()), who.id, front.desk.watch.now(), pattern=pattern, words=words, link=link
    )


def _problems(new: Outage) -> Iterable[Problem]:
    if not new.title:
        yield Problem("title", "missing")
    if new.link and not _ADDRESS.fullmatch(new.link):
        yield Problem("link", "no_link")
    try:
        check_pattern(new.pattern or "x")
    except Unusable as wrong:
        yield Problem("pattern", str(wrong))


# -- a word on it, and its end ---------------------------------------------------------------------------------


async def word_form(front: Front, issues: Iterable[Outage], *, over: bool, words: str = "") -> View:
    """The form for a further word, or for the end; where there are several, one is chosen."""
    choices = [{"value": str(each.id), "label": each.title[:75]} for each in issues]
    shown = {"issues": choices, "over": over, "words": words}
    known_id = remember(id=int(choices[0]["value"])) if len(choices) == 1 else ""
    return front.render.form("form/outage_news", shown, callback=OVER if over else UPDATE, metadata=known_id)


async def on_word(ack: AsyncAck, body: Mapping[str, Any], form: Mapping[str, Any], front: Front) -> None:
    """Stores it, and acks; everybody whom it concerns is told afterwards."""
    who, words, chosen = await front.person(body["user"]["id"]), field(form, "words"), field(form, "issue")
    number = memory(form).number or (int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0)
    over = form["callback_id"] == OVER
    missing = [Problem(name, "missing") for name, given in (("issue", number), ("words", words or over)) if not given]
    if missing:
        await ack(response_action="errors", errors=await errors(front, missing))
        return
    try:
        await (outages.end if over else outages.update)(front.desk, who, number, words)
    except Refused as refused:
        await ack(response_action="update", view=await say.refusal(front, who, refused, words))
        return
    await ack()


async def on_button(ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], front: Front) -> None:
    """`Declare`, `Update` and `Over` below the list."""
    who, number = await front.person(body["user"]["id"]), _number(action)
    issues = [each for each in front.desk.issues if each.id == number and each.team in who.leads]
    name = action["action_id"].partition("@")[0].partition(":")[2]
    make = {
        "declare": partial(declare_form, front, who) if who.leads else None,
        "update": partial(word_form, front, issues, over=False) if issues else None,
        "over": partial(word_form, front, issues, over=True) if issues else None,
    }.get(name)
    if make:
        again = Again(action["action_id"], action.get("value", ""))
        front.open_form(body["trigger_id"], make, body.get("response_url"), again)
    else:
        _tell(front, body, "refused/gone" if who.leads else "refused/not_your_outage", {})
    await ack()


def register(app: AsyncApp, front: Front) -> None:
    """Binds the forms' sending, and the buttons."""

    @app.view(DECLARE)
    async def declared(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await on_declare(ack, body, view, front)

    for callback in (UPDATE, OVER):
        _bind_word(app, front, callback)
    for button, handler in {"follow": on_follow, "unfollow": on_unfollow, "": on_button}.items():
        _bind_button(app, front, re.compile(f"^outage:{button}"), handler)


def _bind_word(app: AsyncApp, front: Front, callback: str) -> None:
    @app.view(callback)
    async def said(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await on_word(ack, body, view, front)


def _bind_button(app: AsyncApp, front: Front, ids: re.Pattern[str], handler: Handler) -> None:
    @app.action(ids)
    async def pressed_it(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await handler(ack, body, action, front)
