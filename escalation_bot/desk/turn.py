"""One turn at the desk: a person does a verb. Checks, change, history, clocks, places and deliveries, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from escalation_bot.desk.one_thread import said_once, workplace
from escalation_bot.domain import clocks, deciding
from escalation_bot.domain.clocks import Clock, Tick
from escalation_bot.domain.clocks import Kind as ClockKind
from escalation_bot.domain.delivery import Delivery, Kind, Role
from escalation_bot.domain.escalation import SEATED, SERVED, WAITING, Escalation, Outcome, State
from escalation_bot.domain.life import Row, Verb
from escalation_bot.domain.people import Person, roles
from escalation_bot.domain.permits import Refused, Situation, row
from escalation_bot.domain.policy import Impact, Policy, Team
from escalation_bot.domain.reminders import wake_at
from escalation_bot.messages import facts
from escalation_bot.store import escalations, outbox, reminders
from escalation_bot.store.db import Tx
from escalation_bot.store.outbox import Standing
from escalation_bot.store.reminders import Given


@dataclass(frozen=True)
class Details:
    """What comes with a verb. `author` wrote the words where that is somebody else than who picked them; `quiet`: they
    stand where the requester reads them already; `aside`: in the notice's thread, where the requester is not; `again`:
    they came with another request for the same ticket. `agreed`: `next_by` was chosen, so later updates keep that
    cadence. `digest`: the hash of words said before, for a verb that is about them; `undoes`: what is undone. `before`
    is the id of the one that it stands before from now on, `other` of the one that may step down for it, `affected` and
    `value` what the details say of them, `cause` the root cause. `person` is the new owner, `team` the key of the team
    it moves to, `owner_away` what Slack says of the owner now, `files` what a message says of the files that came with
    the words."""

    words: str = ""
    author: str | None = None
    person: Person | None = None
    team: str | None = None
    impact: Impact | None = None
    until: datetime | None = None
    next_by: datetime | None = None
    agreed: bool = False
    planned: date | None = None
    before: int | None = None
    other: int | None = None
    affected: int | None = None
    value: int | None = None
    cause: str = ""
    outcome: Outcome | None = None
    quiet: bool = False
    aside: bool = False
    once: str | None = None
    again: bool = False
    digest: str = ""
    undoes: Verb | None = None
    owner_away: bool = False
    files: Mapping[str, Any] = field(default_factory=dict)


NOTHING = Details()


@dataclass
class Turn:
    """A verb under way: what was, what will be, whom to tell, what leads are asked; and what changes with it."""

    tx: Tx
    policy: Policy
    who: Person
    row: Row
    before: Escalation
    after: Escalation
    details: Details
    known: Mapping[clocks.Kind, Clock]
    clocks: dict[clocks.Kind, Clock]
    messages: dict[Role, Standing]
    facts: dict[str, Any] = field(default_factory=dict)
    told: list[Delivery] = field(default_factory=list)
    mentioned: set[str] = field(default_factory=set)
    asks: list[Given] = field(default_factory=list)
    beside: list[Turn] = field(default_factory=list)

    @property
    def team(self) -> Team:
        """The team that is asked."""
        return self.policy.teams[self.before.team]

    def change(self, **values: Any) -> None:
        """Sets what the verb changes besides the state."""
        self.after = replace(self.after, **values)

    def refuse(self, why: str, **more: Any) -> Refused:
        """What to raise when it cannot be done after all."""
        about = {**facts.of(self.before, self.policy), "verb": str(self.row.verb)}
        return Refused(why, **{**about, **more})

    def tell_requester(self, template: str, role: Role | None = None, **more: Any) -> None:
        """A reply in the receipt's thread that mentions the requester, unless they did this themselves or left.

        Where the receipt is a direct message to somebody outside, it stands in the notice's thread too, for followers.
        """
        mention = not self.before.requester_gone and bool(self._unheard(self.before.requester))
        self._reply(self.messages[Role.RECEIPT], f"told/{template}", role, mention=mention, **more)
        if Role.NOTICE in self.messages and not self.details.aside:
            self._reply(self.messages[Role.NOTICE], f"told/{template}", None, mention=False, aside=True, **more)

    def _unheard(self, *people: str | None) -> list[str]:
        """Whom to mention: nobody for what they did themselves, and nobody twice for one thing."""
        found = dict.fromkeys(each for each in people if each and each not in {self.who.id, *self.mentioned})
        self.mentioned.update(found)
        return list(found)

    @property
    def followed(self) -> Standing:
        """The message in whose thread others than the requester follow it."""
        return self.messages.get(Role.NOTICE) or self.messages[Role.RECEIPT]

    def tell_follower(self, template: str) -> None:
        """A reply in the thread that is followed, which mentions who has just begun to."""
        self._reply(self.followed, f"told/{template}", None, mention=True)

    def tell_team(self, template: str, *mention: str | None, **more: Any) -> None:
        """A reply where the team works on it; mentions those named, as far as they have not heard of it."""
        self._reply(self.work, f"team/{template}", None, mention=self._unheard(*mention), **more)

    def tell_card(self, template: str, *mention: str | None, **more: Any) -> None:
        """The same in the thread of the team's own card, wherever it is worked on."""
        self._reply(self.messages[Role.CARD], f"team/{template}", None, mention=self._unheard(*mention), **more)

    def tell_actor(self, template: str, **more: Any) -> None:
        """A note in the queue channel to the member who did this, that only they see."""
        self.told.append(
            Delivery(Kind.NOTE, self.team.queue_channel, f"note/{template}", more, self.before.id, person=self.who.id)
        )

    def tell_follower_alone(self, template: str) -> None:
        """A note where it is followed, that only who did this sees."""
        channel = self.followed.channel
        self.told.append(Delivery(Kind.NOTE, channel, f"note/{template}", {}, self.before.id, person=self.who.id))

    def post_card(self, channel: str, role: Role = Role.CARD, **more: Any) -> None:
        """A card of its own, that is kept up to date from now on; it shows the words that brought it there."""
        more |= {"who": self.who.id, "author": self.details.author or self.who.id}
        words = escalations.words_hash(self.details.words) if self.details.words else None
        self.told.append(Delivery(Kind.POST, channel, "card", more, self.before.id, role=role, words=words))

    @property
    def work(self) -> Standing:
        """The card in whose thread its owner works."""
        return workplace(self.before, self.messages)

    def _reply(self, message: Standing, template: str, role: Role | None, **more: Any) -> None:
        more |= {"who": self.who.id, "author": self.details.author or self.who.id}
        self.told.append(
            Delivery(
                Kind.POST,
                message.channel,
                template,
                facts=more,
                escalation=self.before.id,
                role=role,
                thread=message.id,
                words=escalations.words_hash(self.details.words) if self.details.words else None,
            )
        )

    def tick(self) -> None:
        """Does to the clocks what the table says."""
        for kind, what in self.row.clocks.items():
            if changed := self._ticked(kind, what, self.clocks.get(kind)):
                self.clocks[kind] = changed

    def _ticked(self, kind: ClockKind, what: Tick, clock: Clock | None) -> Clock | None:
        begins = what is Tick.START or (what is Tick.RESUME and clock is None)
        if kind is clocks.Kind.RESOLVE and begins and clock:  # it runs from the first acceptance (LIFE)
            return clocks.resume(clock, self.after, self.policy, self.tx.now)
        if begins:
            due = self.details.next_by if kind is clocks.Kind.UPDATE else None
            return clocks.start(kind, self.after, self.policy, self.tx.now, due)
        if clock is None:
            return None
        if what is Tick.RESUME:
            return clocks.resume(clock, self.after, self.policy, self.tx.now)
        return clocks.stop(clock, self.tx.now, met=what is Tick.MEET)

    async def write(self) -> Escalation:
        """Writes the change, its history and its deliveries; and those of what changes with it."""
        turns = (*self.beside, self)
        for turn in turns:
            await turn.store()
        shown = [await turn.answer_reminders() for turn in turns]
        await reminders.edit(self.tx, set().union(*shown))
        return self.after

    async def store(self) -> None:
        """Writes what became of this one."""
        self._settle()
        await escalations.save(self.tx, self.after)
        await escalations.save_clocks(self.tx, self.after.id, self.known, self.clocks)
        await escalations.note(self.tx, self._entry())
        shown = facts.of(self.after, self.policy)
        told = [replace(delivery, facts={**shown, **delivery.facts}) for delivery in said_once(self.told)]
        await outbox.add(self.tx, *told)
        await outbox.refresh(self.tx, self.after.id, self.messages.values())

    async def answer_reminders(self) -> set[int]:
        """What was asked for is answered where its clock begins anew, rests or is due at another time; of leads where
        they need not decide, and of an owner who has it no more. The messages that are to say so."""
        new = self.clocks
        kinds = [
            str(kind)
            for kind, clock in self.known.items()
            if kind not in new or not new[kind].runs or (new[kind].started, new[kind].due) != (clock.started, clock.due)
        ]
        if self.before.wanted_since != self.after.wanted_since:
            kinds.append(deciding.KIND)
        left = self.before.owner if self.before.owner != self.after.owner else None
        answered = await reminders.answer(self.tx, self.before.id, kinds, left)
        return answered | {await reminders.ask(self.tx, given) or 0 for given in self.asks} - {0}

    def _settle(self) -> None:
        running = tuple(self.clocks.values())
        if self.after.state in SERVED:
            self.change(first_in_line=False)
        if self.after.state not in WAITING:
            self.change(wanted_by=None, wanted_since=None, offered=None)
        if self.after.state not in SEATED:
            self.change(beyond=False)
        moved = (self.after.state, self.after.owner) != (self.before.state, self.before.owner)
        if moved and self.after.since == self.before.since:  # unless what is taken back has brought its own
            self.change(since=self.tx.now, by_whom=self.who.id)
        if moved:
            self.change(nudged=0)
        self.change(next_by=clocks.next_word(running), wake_at=wake_at(self.after, running, self.policy))

    def _entry(self) -> escalations.Entry:
        details = self.details
        return escalations.Entry(
            escalation=self.before.id,
            who=self.who.id,
            verb=str(self.row.verb),
            before=str(self.before.state),
            after=str(self.after.state),
            policy_version=self.policy.version,
            facts={"owner": self.after.owner, "next_by": facts.epoch(self.after.next_by), **self.facts},
            words=details.words or None,
            author=details.author,
            once=details.once,
        )


async def begin(
    tx: Tx, policy: Policy, who: Person, verb: Verb, number: int, details: Details, seen: State | None
) -> Turn:
    """Loads and checks. Raises Refused, before anything was changed, with what the person should know."""
    before, found = await permitted(tx, policy, who, verb, number, seen, details)
    if found.words and not details.words:
        raise Refused("needs_words", **facts.of(before, policy), verb=str(verb))
    known = {clock.kind: clock for clock in await escalations.clocks(tx, number)}
    after = replace(before, state=found.to or before.state)
    return Turn(tx, policy, who, found, before, after, details, known, dict(known), await outbox.standing(tx, number))


async def permitted(
    tx: Tx,
    policy: Policy,
    who: Person,
    verb: Verb,
    number: int,
    seen: State | None = None,
    details: Details = NOTHING,
) -> tuple[Escalation, Row]:
    """The escalation, held by this transaction, and the row by which this person may do that. Raises Refused.

    Whoever asks for a declined ticket as well, and may know of it, speaks for it in an appeal as its followers do.
    """
    before = await escalations.load(tx, number)
    if before is None or before.team not in policy.teams:
        raise Refused("gone")
    about = {**facts.of(before, policy), "verb": str(verb)}
    if seen is not None and before.state is not seen:
        raise Refused("not_now", **about)
    followers = await escalations.followers(tx, number)
    if verb is Verb.APPEAL and details.again and not facts.is_hidden(about, who):
        followers[who.id] = True
    held = roles(who, before, followers)
    try:
        return before, row(verb, before, Situation(who.id, held, tx.now, policy, details.owner_away))
    except Refused as refused:
        raise Refused(refused.why, **{**about, **refused.facts, "verb": str(verb)}) from None
