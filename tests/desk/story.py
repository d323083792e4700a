"""One story in which anything goes: what people and time may do, and that the laws hold after each step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from escalation_bot.desk import intents, outages
from escalation_bot.desk.desk import Where
from escalation_bot.desk.request import Asked
from escalation_bot.desk.turn import NOTHING, Details
from escalation_bot.domain.escalation import Escalation, Request, State
from escalation_bot.domain.life import ROWS, Verb
from escalation_bot.domain.outages import Outage
from escalation_bot.domain.people import BOT, Person
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.policy import Impact
from escalation_bot.reactions import WORDED
from tests.desk import laws
from tests.desk.book import Book, changed
from tests.desk.choices import details, emojis, numbers, orders, people, seen, spans, texts, tickets
from tests.desk.office import Office, Place, as_then
from tests.desk.scene import begin, team_of
from tests.desk.stage import Stage

CARDS = ("card", "level")
MAIN_ROAD = frozenset(
    {Verb.TAKE, Verb.ASK, Verb.ANSWER, Verb.UPDATE, Verb.HOLD, Verb.RESUME, Verb.RESOLVE, Verb.NOT_YET, Verb.CONFIRM}
)


class AnythingGoes(RuleBasedStateMachine):
    """One story. `book` is how things were after the last step, `reactions` what stands under messages."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.run = stage.run
        self.office = Office(stage.db, f"T{next(stage.stories)}", stage.policy, stage.api, stage.directory)
        self.cast = stage.cast
        self.book = Book()
        self.reactions: list[tuple[str, str, Place]] = []
        self.slack_rests = False
        self.views = 0
        self.form: Asked | None = None
        self.run(begin(self.office, self._person))

    # -- what holds --------------------------------------------------------------------------------------------

    @invariant()
    def everything_holds(self) -> None:
        """The laws, and every message that stands in Slack says how things are."""
        self.run(self.office.pass_time(timedelta(seconds=10)))
        if not self.slack_rests:
            self.run(self.office.deliver())
        was, self.book = self.book, self.run(self.office.book())
        laws.check(was, self.book, self.office.policy)
        if not self.slack_rests:
            for number in {line.escalation for line in self.book.lines[len(was.lines) :]}:
                self._is_up_to_date(number)

    def _is_up_to_date(self, number: int) -> None:
        standing = {each.role: each.id for each in self.book.sent if each.escalation == number and each.role}
        for each in standing.values():
            if shown := self.office.shown.get(each):
                now = self.run(self.office.as_it_would_read(each))
                assert as_then(now) == as_then(shown), f"{shown}\nshould say\n{now}"

    def _nothing_changed(self) -> None:
        """Nothing but notes to one person were written since the last step."""
        was, now = self.book.but_notes(), self.run(self.office.book()).but_notes()
        assert now.lines[len(was.lines) :] == ()
        assert now.sent[len(was.sent) :] == ()
        assert not changed(vars(was), vars(now))

    # -- who and what ------------------------------------------------------------------------------------------

    def _card(self, number: int) -> Place | None:
        cards = [place for place in self.office.places if place.kind in CARDS]
        return cards[-1 - number % len(cards)] if cards else None

    def _person(self, user: str) -> Person:
        return next(person for person in self.cast if person.id == user)

    def _details(self, about: dict[str, Any], found: Escalation) -> Details:
        updates = [line.words for line in self.book.history(found.id) if line.verb == Verb.UPDATE]
        until = self.office.watch.now() + about["until"] if about["until"] else None
        return Details(
            **{
                **about,
                "person": self._person(about["person"]),
                "until": until,
                "other": self.book.one_to_step_down(about["other"]),
            },
            digest=updates[-1] or "" if updates else "",
        )

    def _still_busy(self) -> bool:
        """Lets everything that is under way come to its end; is there more, for Slack rests?"""
        self.run(self.office.catch_up())
        self.run(self.office.pass_time(timedelta(seconds=40)))
        self.everything_holds()
        return bool(self.book.events.get("waiting")) or any(each.status == "waiting" for each in self.book.intents)

    # -- what people do ----------------------------------------------------------------------------------------

    @rule(
        who=people,
        ticket=tickets,
        private=st.booleans(),
        impact=st.sampled_from([*Impact]),
        words=texts,
        again=st.booleans(),
    )
    def asks(self, who: str, ticket: str, private: bool, impact: Impact, words: str, again: bool) -> None:
        """Somebody sends the form, or the one before once more."""
        motive = "safety" if private and team_of(ticket) == "soc" else "deadline"
        request = Request(ticket, team_of(ticket), motive, impact, words or "It must.")
        if self.form is None or not again:
            self.views += 1
            self.form = Asked(request, self._person(who), "C0HELPSOC", f"V{self.views}")
        elif words:
            self.form = replace(self.form, request=replace(self.form.request, words=words, impact=impact))
        try:
            self.run(self.office.desk.request(self.form))
        except Refused:
            self._nothing_changed()

    @rule(who=people, ticket=tickets, words=texts, what=st.sampled_from([outages.update, outages.end, None]))
    def knows_of_an_issue(self, who: str, ticket: str, words: str, what: Any) -> None:
        """Somebody declares a known issue, or says a word on it or its end; leads may."""
        desk, person, known = self.office.desk, self._person(who), min(self.book.issues, default=0)
        new = Outage(team_of(ticket), "It is slow.", who, self.office.watch.now(), pattern=ticket, words=words)
        try:
            self.run(what(desk, person, known, words or "So.") if what else outages.declare(desk, person, new))
        except Refused:
            self._nothing_changed()

    @rule(who=people, verb=st.sampled_from([*Verb]), number=numbers, about=details, state=seen)
    def does(self, who: str, verb: Verb, number: int, about: dict[str, Any], state: State | None) -> None:
        """Somebody does whatever comes to their mind; what is refused changes nothing."""
        if found := self.book.pick(number):
            self._attempt(self._person(who), verb, found, self._details(about, found), state)

    @rule(number=numbers, which=numbers, who=numbers, about=details)
    def does_what_they_may(self, number: int, which: int, who: int, about: dict[str, Any]) -> None:
        """Somebody does what `More…` offers them."""
        if found := self.book.pick(number):
            self._do_one(found, self._offered(found), which, who, about)

    @rule(number=numbers, which=numbers, who=numbers, about=details)
    def goes_on(self, number: int, which: int, who: int, about: dict[str, Any]) -> None:
        """Somebody takes it further on the main road."""
        if found := self.book.pick(number):
            offered = {verb: people for verb, people in self._offered(found).items() if verb in MAIN_ROAD}
            self._do_one(found, offered, which, who, about)

    @rule(number=numbers, which=numbers, who=numbers, about=details)
    def turns_off(self, number: int, which: int, who: int, about: dict[str, Any]) -> None:
        """Somebody leads it to another state, by a side road."""
        if found := self.book.pick(number):
            side_roads = {row.verb for row in ROWS if row.to} - MAIN_ROAD
            offered = {verb: people for verb, people in self._offered(found).items() if verb in side_roads}
            self._do_one(found, offered, which, who, about)

    def _do_one(
        self, found: Escalation, offered: dict[Verb, list[Person]], which: int, who: int, about: dict[str, Any]
    ) -> None:
        if offered:
            verb = sorted(offered)[which % len(offered)]
            person = offered[verb][who % len(offered[verb])]
            self._attempt(person, verb, found, self._details({**about, "words": about["words"] or "So."}, found))

    @rule(number=numbers, which=numbers, who=numbers, words=texts, order=orders)
    def says_what_words_mean(self, number: int, which: int, who: int, words: str, order: str) -> None:
        """Somebody replies, and somebody who may reacts to that."""
        if (card := self._card(number)) and (meant := self._meant(card, which, who)):
            said = self.run(self.office.reply("U0SAM", words or "Hm.", card))
            self._react(*meant, said, order)

    def _meant(self, card: Place, which: int, who: int) -> tuple[str, str] | None:
        """Somebody who may say with a reaction what words mean, and that reaction."""
        offered = self._offered(self.book.escalations[card.escalation])
        names = [name for name, verb in WORDED.items() if verb in offered]
        if not names:
            return None
        name = names[which % len(names)]
        may = offered[WORDED[name]]
        return may[who % len(may)].id, self.office.policy.reactions[name][0]

    def _offered(self, found: Escalation) -> dict[Verb, list[Person]]:
        """Who may do what with it now."""
        return self.book.offered(found, self.cast, self.office.watch.now(), self.office.policy)

    def _attempt(
        self, who: Person, verb: Verb, found: Escalation, about: Details = NOTHING, state: State | None = None
    ) -> None:
        where = Where("C0SOCQUEUE")
        if self.run(self.office.desk.attempt(who, verb, found.id, where, about, state)) is None:
            self._nothing_changed()

    @rule(number=numbers, verb=st.sampled_from([Verb.OWNER_LEFT, Verb.REQUESTER_LEFT]))
    def leaves(self, number: int, verb: Verb) -> None:
        """The bot notices that somebody is gone."""
        if found := self.book.pick(number):
            self._attempt(BOT, verb, found)

    @rule(who=people, concerned=st.booleans(), words=texts, number=numbers, order=orders)
    def replies(self, who: str, concerned: bool, words: str, number: int, order: str) -> None:
        """Somebody writes in a thread, mostly whoever it concerns."""
        if self.office.places:
            place = self.office.places[-1 - number % len(self.office.places)]
            found = self.book.escalations[place.escalation]
            writer = (found.owner if number % 2 else found.requester) if concerned else who
            self.run(self.office.reply(writer or who, words or "Hello.", place, order))

    @rule(who=people, emoji=emojis, number=numbers, order=orders)
    def reacts(self, who: str, emoji: str, number: int, order: str) -> None:
        """Somebody reacts to a message, be it the bot's or a person's."""
        if self.office.places:
            place = self.office.places[-1 - number % len(self.office.places)]
            self._react(who, emoji, place, order)

    def _react(self, who: str, emoji: str, place: Place, order: str = "once") -> bool:
        if (who, emoji, place) in self.reactions:
            return False
        self.reactions.append((who, emoji, place))
        self.run(self.office.react(who, emoji, place, added=True, how=order))
        return True

    @rule(number=numbers, order=orders)
    def takes_a_reaction_back(self, number: int, order: str) -> None:
        """Somebody removes a reaction of their own."""
        if self.reactions:
            who, emoji, place = self.reactions.pop(-1 - number % len(self.reactions))
            self.run(self.office.react(who, emoji, place, added=False, how=order))

    @rule(who=people, number=numbers)
    def stops(self, who: str, number: int) -> None:
        """Somebody presses `Stop` under what is about to be sent."""
        if self.book.intents:
            intent = self.book.intents[-1 - number % len(self.book.intents)]
            self.run(intents.stop(self.office.desk, self._person(who), intent.id, Where("C0SOCQUEUE")))

    # -- what comes to nothing ---------------------------------------------------------------------------------

    @rule(number=numbers, who=numbers)
    def takes_it_and_lets_go(self, number: int, who: int) -> None:
        """👀 removed at once: everything is as it was."""
        card = self._card(number)
        if card is None or self._still_busy():
            return
        found = self.book.escalations[card.escalation]
        may = self._offered(found).get(Verb.TAKE, self.cast)
        taker = may[who % len(may)].id
        if taker in {found.owner, found.wanted_by} or not self._react(taker, "eyes", card):
            return  # what is theirs already is given back by that
        lines = self.run(self.office.book()).lines
        self.office.watch.at += timedelta(seconds=2)
        self.reactions.remove((taker, "eyes", card))
        self.run(self.office.react(taker, "eyes", card, added=False))
        left = self.run(self.office.book())
        assert not changed(self.book.of(found.id), left.of(found.id)), left.history(found.id)
        assert lines != self.book.lines or left.lines == lines

    @rule(number=numbers, which=numbers, who=numbers, words=texts, order=orders)
    def thinks_better_of_it(self, number: int, which: int, who: int, words: str, order: str) -> None:
        """A reaction on words, removed within the wait: nothing happened, then and later."""
        card = self._card(number)
        if card is None or self._still_busy() or not (meant := self._meant(card, which, who)):
            return
        said = self.run(self.office.reply(meant[0], words or "Hm.", card))
        before = self.run(self.office.book())
        self.run(self.office.react(*meant, said, added=True, how=order))
        self.run(self.office.react(*meant, said, added=False))
        self.run(self.office.pass_time(timedelta(seconds=40)))
        after = self.run(self.office.book())
        assert after.lines == before.lines
        assert not changed(before.of(card.escalation), after.of(card.escalation))

    @rule(number=st.integers(0, 500))
    def slack_repeats_itself(self, number: int) -> None:
        """An event that was told before is told again: nothing at all happens."""
        if self.office.told and not self._still_busy():
            self.run(self.office.repeat(self.office.told[number % len(self.office.told)]))
            assert self.run(self.office.book()) == self.book

    @rule(span=spans)
    def time_passes(self, span: timedelta) -> None:
        """Seconds or weeks go by."""
        self.run(self.office.pass_time(span))

    @rule()
    def slack_rests_or_wakes(self) -> None:
        """From here on Slack takes no messages, or does again."""
        self.slack_rests = not self.slack_rests
