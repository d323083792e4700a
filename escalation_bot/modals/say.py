"""The form for every verb that needs words: a question, an update, a reason, a resolution, further facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.desk.turn import Details
from escalation_bot.domain import clocks, life
from escalation_bot.domain.amounts import MOST, amount
from escalation_bot.domain.escalation import Escalation, Outcome
from escalation_bot.domain.judgement import Problem
from escalation_bot.domain.life import Verb
from escalation_bot.domain.order import Scales
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused, row
from escalation_bot.domain.policy import Impact, Policy, Team
from escalation_bot.front import Front, View
from escalation_bot.messages import facts
from escalation_bot.modals.errors import errors
from escalation_bot.modals.sending import bind
from escalation_bot.modals.values import MOMENT, field, memory, remember
from escalation_bot.store import escalations, queues
from escalation_bot.store.db import Tx

CALLBACK = "say"
NEED = "need_"
"""How the inputs begin whose answers stand under their names below the words: what a level wants to know, details."""
_EPOCH = 1970
_CHOICES = 100
"""What a select of Slack's holds."""
_COUNTS = ("affected",)
_SUMS = ("value", "revenue")
"""The details that weigh in the order."""


OPTIONAL = frozenset({Verb.HAND_OVER, Verb.ACCEPT, Verb.CAME_BACK})
"""What can be done without words, and is done with a form all the same: a person, a plan or a reason may be given."""
_CHOSEN: Mapping[Verb, str] = {
    Verb.HAND_OVER: "person",
    Verb.MOVE: "team",
    Verb.REGRADE: "impact",
    Verb.OVERRULE: "before",
}
"""The input that a verb cannot do without, beside its words."""


def needs_form(verb: Verb) -> bool:
    """Does this verb want words, or a choice?"""
    return verb in OPTIONAL or any(row.words for row in life.ROWS if row.verb is verb)


async def view(front: Front, who: Person, verb: Verb, number: int, words: str = "") -> View:
    """The form for a verb, with what it proposes: the next update as agreed or by target, a hold's usual end.

    Who may not do it now is told before they write, not after.
    """
    async with front.desk.look() as tx:
        found, followers = await escalations.seen_by(tx, number)
        line = await _line(tx, front.policy, found) if found and verb is Verb.OVERRULE else []
    if found is None or found.team not in front.policy.teams or not needs_form(verb):
        return front.render.form("form/refused", {"message": None, "words": words}, callback="refused")
    about = facts.of(found, front.policy)
    try:
        row(verb, found, await front.situation(who, found, followers))
    except Refused as refused:
        return await refusal(front, who, Refused(refused.why, **{**about, **refused.facts}), words)
    shown = {**about, **_proposals(front, found), "line": line, "verb": str(verb), "words": words}
    return await _form(front, who, shown, verb, seen=str(found.state))


async def _line(tx: Tx, policy: Policy, found: Escalation) -> list[facts.Facts]:
    """Before which others of its team it could stand."""
    if found.team not in policy.teams:
        return []
    line = await queues.in_line(tx, Scales(policy, policy.teams[found.team], tx.now), limit=_CHOICES)
    return [
        {"value": str(one.id), "place": place, **facts.of(one, policy)}
        for place, one in enumerate(line, 1)
        if one.id != found.id
    ]


async def facts_form(front: Front, who: Person, there: facts.Facts, words: str) -> View:
    """The form that a request becomes when its ticket is escalated already: add facts, the text kept."""
    shown = {**there, "verb": str(Verb.ADD_FACTS), "words": words}
    return await _form(front, who, shown, Verb.ADD_FACTS, again=True)


async def appeal_form(front: Front, who: Person, there: facts.Facts, reason: str, words: str) -> View:
    """The form that a request becomes when its ticket was declined: the decision, and the text kept as new facts."""
    own = who.id == there["requester"]
    shown = {**there, "verb": str(Verb.APPEAL), "words": words, "reason": reason, "own": own}
    return await _form(front, who, shown, Verb.APPEAL, again=True)


async def _form(
    front: Front, who: Person, shown: facts.Facts, verb: Verb, *, seen: str | None = None, again: bool = False
) -> View:
    proposed = shown.get("propose_next_by")
    metadata = remember(id=shown["id"], verb=str(verb), seen=seen, again=again, proposed=proposed)
    named = await front.named({**shown, "again": again}, who)
    return front.render.form("form/say", named, callback=CALLBACK, metadata=metadata)


def _proposals(front: Front, found: Escalation) -> facts.Facts:
    team, now = front.policy.teams[found.team], front.desk.watch.now()
    due = clocks.start(clocks.Kind.UPDATE, found, front.policy, now).due
    until = team.calendar.local(team.calendar.add(now, front.policy.hold.until))
    others = [each for each in front.policy.teams.values() if each.key != team.key]
    return {
        "propose_next_by": facts.epoch(due),
        "propose_until": until.isoformat(),
        "teams": [{"value": each.key, "label": each.name} for each in others],
        "impacts": list(Impact),
        "optional": [str(verb) for verb in OPTIONAL],
    }


async def read(form: Mapping[str, Any], front: Front, team: Team) -> Details:
    """What was typed and chosen; a time or a day that is none is left out."""
    words = _all_words(front, form)
    moment, day, person, outcome, impact = (field(form, n) for n in ("next_by", "until", "person", "outcome", "impact"))
    return Details(
        words=words,
        once=f"{form['id']}:{escalations.words_hash(words)}",
        next_by=datetime.fromtimestamp(int(moment), UTC) if MOMENT.fullmatch(moment) else None,
        agreed=_is_chosen(moment, memory(form).proposed),
        until=_until(day, team, longest(front, team)),
        person=await front.person(person) if person else None,
        outcome=Outcome(outcome) if outcome in set(Outcome) else None,
        team=field(form, "team") or None,
        impact=Impact(impact) if impact in set(Impact) else None,
        planned=_day(field(form, "planned")),
        before=int(chosen) if (chosen := field(form, "before")).isdecimal() and len(chosen) < 10 else None,
        affected=_largest(form, _COUNTS, 10**9),
        value=_largest(form, _SUMS),
        cause=" ".join(field(form, "cause").split()).casefold(),
        again=memory(form).again,
    )


def _is_chosen(moment: str, proposed: int | None) -> bool:
    """Did they choose this time, rather than leave what was proposed? Slack shows it to the minute."""
    return bool(MOMENT.fullmatch(moment)) and (proposed is None or int(moment) // 60 != proposed // 60)


def _largest(form: Mapping[str, Any], names: Iterable[str], most: int = MOST) -> int | None:
    """The largest number that these details name."""
    found = [amount(field(form, NEED + name)) for name in names]
    return max((min(number, most) for number in found if number), default=None)


def _all_words(front: Front, form: Mapping[str, Any]) -> str:
    """The words, and below them what a level wanted to know, each under its name."""
    named = [(front.render.line("need", {"need": name.removeprefix(NEED)}), field(form, name)) for name in _named(form)]
    return "\n".join(filter(None, [field(form, "words"), *(f"{name}: {text}" for name, text in named if text)]))


def _named(form: Mapping[str, Any]) -> list[str]:
    return [block["block_id"] for block in form["blocks"] if block["block_id"].startswith(NEED)]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _until(text: str, team: Team, longest: date) -> datetime | None:
    """The end of work on that day. Later than `longest` it is too late, however late: calendars have an end."""
    day = _day(text)
    if day is None or day.year < _EPOCH:
        return None
    return team.calendar.end_of_day(min(day, longest + timedelta(days=1)))


def longest(front: Front, team: Team) -> date:
    """The last day until which something may wait."""
    return team.calendar.local(team.calendar.add(front.desk.watch.now(), front.policy.hold.max))


async def on_submit(ack: AsyncAck, body: Mapping[str, Any], form: Mapping[str, Any], front: Front) -> None:
    """Does the verb, and acks when it is stored; a refusal is shown with the words that were typed."""
    known, who = memory(form), await front.person(body["user"]["id"])
    found = await _found(front, known.number)
    team = front.policy.teams.get(found.team) if found else None
    if known.verb is None or found is None or team is None:
        await ack(response_action="update", view=await refusal(front, who, Refused("gone"), field(form, "words")))
        return
    details = await read(form, front, team)
    problems = [*_problems(known.verb, form, details), *_limits(front, found, team, details)]
    if problems:
        await ack(response_action="errors", errors=await errors(front, problems))
        return
    try:
        await front.desk.do(who, known.verb, found.id, details, known.seen)
    except Refused as refused:
        await ack(response_action="update", view=await refusal(front, who, refused, details.words))
        return
    await ack()


async def _found(front: Front, number: int) -> Escalation | None:
    async with front.desk.look() as tx:
        return await escalations.load(tx, number, lock=False)


def _problems(verb: Verb, form: Mapping[str, Any], details: Details) -> Iterable[Problem]:
    """What is missing, and what is no time."""
    chosen = _CHOSEN.get(verb)
    if chosen and getattr(details, chosen) is None:
        yield Problem(chosen, "missing")
    typed = details.words if verb is Verb.ADD_FACTS else field(form, "words")
    wanted = [] if typed or verb in OPTIONAL else ["words"]
    for name in [*wanted, *(_named(form) if verb is Verb.LEVEL_UP else ())]:
        if not field(form, name):
            yield Problem(name, "missing")
    for name in ("next_by", "until", "planned"):
        if getattr(details, name) is None and field(form, name):
            yield Problem(name, "date_malformed")


def _limits(front: Front, found: Escalation, team: Team, details: Details) -> Iterable[Problem]:
    """What cannot be promised, and who cannot own it."""
    latest = longest(front, team)
    late = {"next_by": "update_too_late", "until": "hold_too_long"}
    for name, moment in (("next_by", details.next_by), ("until", details.until)):
        if moment and moment <= front.desk.watch.now():
            yield Problem(name, "moment_past")
        elif moment and team.calendar.local(moment) > latest:
            yield Problem(name, late[name], (("day", latest.isoformat()),))
    if details.planned and details.planned < team.calendar.local(front.desk.watch.now()):
        yield Problem("planned", "date_past")
    if details.person and not details.person.works_for(found):
        yield Problem("person", "not_a_member", (("team", team.name),))
    elif details.person and details.person.id == found.owner:
        yield Problem("person", "owner_already", (("owner", found.owner),))


async def refusal(front: Front, who: Person, refused: Refused, words: str) -> View:
    """Why nothing was changed, and what was typed, to copy."""
    message = front.render.message(f"refused/{refused.why}", await front.named(refused.facts, who))
    return front.render.form("form/refused", {"message": message.text, "words": words}, callback="refused")


def register(app: AsyncApp, front: Front) -> None:
    """Binds the form's sending."""
    bind(app, front, CALLBACK, on_submit)
