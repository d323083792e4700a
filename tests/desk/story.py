"""One story in which anything goes: what people and time may do, and that the laws hold after each step."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from escalation_bot.desk import intents
from escalation_bot.desk.desk import Where
from escalation_bot.desk.request import Asked
from escalation_bot.desk.turn import NOTHING, Details
from escalation_bot.desk.undo import UNDOABLE
from escalation_bot.domain.escalation import Escalation, Outcome, Request, State
from escalation_bot.domain.life import ROWS, Verb
from escalation_bot.domain.people import BOT, Person, roles
from escalation_bot.domain.permits import Refused, Situation, possible
from escalation_bot.domain.policy import Impact
from escalation_bot.reactions import WORDED
from tests.desk import laws
from tests.desk.book import Book, changed
from tests.desk.office import Office, Place
from tests.desk.stage import CAST, Stage

CARDS = ("card", "level")
people = st.sampled_from(CAST)
tickets = st.sampled_from(["SOC-1", "SOC-2", "SOC-3", "SOC-4", "DEL-1"])
texts = st.sampled_from(
    ["", "Soon.", "The import runs again since ten.", "We wait for their <logs> & keys.", "<@U0SAM> *Look* at `x`."]
)
impacts = st.sampled_from([*Impact])
numbers = st.integers(0, 1000)
orders = st.sampled_from(["once", "once", "twice", "late"])
worded = st.sampled_from(["mega", "speech_balloon", "white_check_mark", "hourglass", "no_entry", "arrow_double_up"])
emojis = st.sampled_from(["eyes", "eyes"]) | worded
spans = st.sampled_from(
    [timedelta(seconds=5), timedelta(seconds=31), timedelta(minutes=10), timedelta(hours=4)]
    + [timedelta(days=days) for days in (1, 6, 20)]
)
details = st.fixed_dictionaries(
    {
        "words": texts,
        "person": people,
        "team": st.sampled_from(["soc", "deliverability", None]),
        "impact": impacts,
        "until": spans | st.none(),
        "outcome": st.sampled_from([*Outcome, None]),
        "undoes": st.sampled_from([*sorted(UNDOABLE), None]),
        "owner_away": st.booleans(),
    }
)
seen = st.sampled_from([None] * 20 + [*State])


class AnythingGoes(RuleBasedStateMachine):
    """One story. `book` is how things were after the last step, `reactions` what stands under messages."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.run = stage.run
        self.office = Office(stage.db, f"T{next(stage.stories)}", stage.policy, stage.api, stage.directory)
        self.cast = stage.cast
        self.run(self.office.open())
        self.book = Book()
        self.reactions: list[tuple[str, str, Place]] = []
        self.slack_rests = False
        self.views = 0
        self.form: Asked | None = None
        for who, ticket in (("U0ANNA", "SOC-1"), ("U0PAUL", "DEL-1")):
            self.asks(who, ticket, private=False, impact=Impact.MAJOR, words="", again=False)

    # -- what holds --------------------------------------------------------------------------------------------

    @invariant()
    def everything_holds(self) -> None:
        """The laws, and every message that stands in Slack says how things are."""
        self.office.watch.at += timedelta(seconds=1)
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
                assert now == shown, f"{shown}\nshould say\n{now}"

    def _nothing_changed(self) -> None:
        """Nothing but notes to one person were written since the last step."""
        was, now = self.book.but_notes(), self.run(self.office.book()).but_notes()
        assert now.lines[len(was.lines) :] == ()
        assert now.sent[len(was.sent) :] == ()
        assert not changed(vars(was), vars(now))

    # -- who and what ------------------------------------------------------------------------------------------

    def _pick(self, number: int) -> Escalation | None:
        """One of the escalations, an open one rather than not."""
        found = sorted(self.book.escalations.values(), key=lambda each: (not each.is_open, -each.id))
        return found[number % len(found)] if found else None

    def _card(self, number: int) -> Place | None:
        cards = [place for place in self.office.places if place.kind in CARDS]
        return cards[-1 - number % len(cards)] if cards else None

    def _person(self, user: str) -> Person:
        return next(person for person in self.cast if person.id == user)

    def _details(self, about: dict[str, Any], found: Escalation) -> Details:
        updates = [line.words for line in self.book.history(found.id) if line.verb == Verb.UPDATE]
        until = self.office.watch.now() + about["until"] if about["until"] else None
        return Details(
            **{**about, "person": self._person(about["person"]), "until": until},
            digest=updates[-1] or "" if updates else "",
        )

    def _has(self, who: str, card: Place) -> bool:
        """Is it theirs already, or would they take it? Then removing any 👀 gives that back."""
        found = self.book.escalations[card.escalation]
        return who in {found.owner, found.wanted_by}

    def _waits(self) -> bool:
        """Is something still on its way by itself?"""
        return bool(self.office.holds_back or self.book.events.get("waiting")) or any(
            each.status == "waiting" for each in self.book.intents
        )

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
        team = "soc" if ticket.startswith("SOC") else "deliverability"
        motive = "safety" if private and team == "soc" else "deadline"
        request = Request(ticket, team, motive, impact, words or "It must.")
        if self.form is None or not again:
            self.views += 1
            self.form = Asked(request, self._person(who), "C0HELPSOC", f"V{self.views}")
        elif words:
            self.form = replace(self.form, request=replace(self.form.request, words=words, impact=impact))
        try:
            self.run(self.office.desk.request(self.form))
        except Refused:
            self._nothing_changed()

    @rule(who=people, verb=st.sampled_from([*Verb]), number=numbers, about=details, state=seen)
    def does(self, who: str, verb: Verb, number: int, about: dict[str, Any], state: State | None) -> None:
        """Somebody does whatever comes to their mind; what is refused changes nothing."""
        if found := self._pick(number):
            self._attempt(self._person(who), verb, found, self._details(about, found), state)

    @rule(number=numbers, which=numbers, who=numbers, about=details)
    def does_what_they_may(self, number: int, which: int, who: int, about: dict[str, Any]) -> None:
        """Somebody does what `More…` offers them."""
        if found := self._pick(number):
            self._do_one(found, self._offered(found), which, who, about)

    @rule(number=numbers, which=numbers, who=numbers, about=details)
    def goes_on(self, number: int, which: int, who: int, about: dict[str, Any]) -> None:
        """Somebody does what leads to another state."""
        if found := self._pick(number):
            leads_on = {row.verb for row in ROWS if row.to}
            offered = {verb: who for verb, who in self._offered(found).items() if verb in leads_on}
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
        if card := self._card(number):
            offered = self._offered(self.book.escalations[card.escalation])
            meant = sorted(offered.keys() & set(WORDED.values()))
            said = self.run(self.office.reply("U0SAM", words or "Hm.", card))
            if meant:
                verb = meant[which % len(meant)]
                name = next(name for name, means in WORDED.items() if means is verb)
                person = offered[verb][who % len(offered[verb])]
                self._react(person.id, self.office.policy.reactions[name][0], said, order)

    def _offered(self, found: Escalation) -> dict[Verb, list[Person]]:
        """Who may do what with it now."""
        offered = defaultdict(list)
        followers = {user: say for number, user, say in self.book.followers if number == found.id}
        for person in self.cast:
            held = roles(person, found, followers)
            situation = Situation(person.id, held, self.office.watch.now(), self.office.policy)
            for verb in possible(found, situation):
                offered[verb].append(person)
        return offered

    def _attempt(
        self, who: Person, verb: Verb, found: Escalation, about: Details = NOTHING, state: State | None = None
    ) -> None:
        where = Where("C0SOCQUEUE")
        if self.run(self.office.desk.attempt(who, verb, found.id, where, about, state)) is None:
            self._nothing_changed()

    @rule(number=numbers, verb=st.sampled_from([Verb.OWNER_LEFT, Verb.REQUESTER_LEFT]))
    def leaves(self, number: int, verb: Verb) -> None:
        """The bot notices that somebody is gone."""
        if found := self._pick(number):
            self._attempt(BOT, verb, found)

    @rule(who=people, words=texts, number=numbers, order=orders)
    def replies(self, who: str, words: str, number: int, order: str) -> None:
        """Somebody writes in a thread."""
        if self.office.places:
            place = self.office.places[-1 - number % len(self.office.places)]
            self.run(self.office.reply(who, words or "Hello.", place, order))

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

    @rule(who=people, number=numbers)
    def takes_it_and_lets_go(self, who: str, number: int) -> None:
        """👀 removed at once: everything is as it was."""
        card = self._card(number)
        if card is None or self._waits() or self._has(who, card) or not self._react(who, "eyes", card):
            return
        taken = self.run(self.office.book())
        self.office.watch.at += timedelta(seconds=2)
        self.reactions.remove((who, "eyes", card))
        self.run(self.office.react(who, "eyes", card, added=False))
        if len(taken.lines) > len(self.book.lines):
            left = self.run(self.office.book())
            assert not changed(self.book.of(card.escalation), left.of(card.escalation)), left.history(card.escalation)
        else:
            self._nothing_changed()

    @rule(who=people, emoji=worded, words=texts, number=numbers, order=st.sampled_from(["once", "twice", "late"]))
    def thinks_better_of_it(self, who: str, emoji: str, words: str, number: int, order: str) -> None:
        """A reaction on words, removed within the wait: nothing happened, then and later."""
        card = self._card(number)
        if card is None or self._waits():
            return
        said = self.run(self.office.reply(who, words or "Hm.", card))
        before = self.run(self.office.book())
        self.run(self.office.react(who, emoji, said, added=True, how=order))
        self.run(self.office.react(who, emoji, said, added=False))
        self.run(self.office.pass_time(timedelta(seconds=40)))
        after = self.run(self.office.book())
        assert after.lines == before.lines
        assert not changed(before.of(card.escalation), after.of(card.escalation))

    @rule(number=st.integers(0, 500))
    def slack_repeats_itself(self, number: int) -> None:
        """An event that was told before is told again: nothing at all happens."""
        if self.office.told and not self._waits():
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
