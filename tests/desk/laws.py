"""What holds after each step, whatever people did: each law looks at the book before the step and after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from escalation_bot.domain import clocks, reminders
from escalation_bot.domain.clocks import Kind
from escalation_bot.domain.delivery import Role
from escalation_bot.domain.escalation import ENDED, SEATED, SERVED, WAITING, Escalation, State
from escalation_bot.domain.life import ROWS, Verb
from escalation_bot.domain.policy import LimitMode, Policy
from escalation_bot.store.escalations import words_hash
from tests.desk.book import Book, Line, Sent

SAID = frozenset({"said", "request"})
"""Lines of the history that change no state: what was said, and a form sent again with other words."""
OWNED = frozenset({State.IN_PROGRESS, State.HELD, State.RESOLVED})
UNOWNED = frozenset({State.REQUESTED, State.ASKED, State.ACCEPTED, State.PARKED})
RUNNING: dict[State, tuple[set[Kind], set[Kind]]] = {
    State.REQUESTED: (set(), {Kind.ACKNOWLEDGE, Kind.UPDATE, Kind.RESOLVE}),
    State.ASKED: (set(), set()),
    State.ACCEPTED: ({Kind.UPDATE, Kind.RESOLVE}, {Kind.ACKNOWLEDGE}),
    State.IN_PROGRESS: ({Kind.UPDATE, Kind.RESOLVE}, {Kind.ACKNOWLEDGE}),
    State.HELD: (set(), {Kind.ACKNOWLEDGE}),
    State.RESOLVED: ({Kind.VERIFY}, set()),
    State.PARKED: (set(), set()),
}
"""The clocks that run in each state, and those that may run beside them; in an ended one none does."""
QUIET = frozenset({Verb.ADD_FACTS, Verb.FOLLOW, Verb.UNFOLLOW, Verb.UPDATE, Verb.RETRACT, Verb.UNDO, Verb.REQUEST})
"""Verbs that need tell nobody anew: an update may stand where it is read, taking back may find nothing told."""
ANEW = frozenset({Verb.MOVE, Verb.CAME_BACK, Verb.BRING_BACK})
"""Verbs that put a new card into a queue."""


def check(was: Book, now: Book, policy: Policy) -> None:
    """Everything that has to hold."""
    for law in _LAWS:
        law(was, now, policy)


def check_at_rest(now: Book, policy: Policy) -> None:
    """What has to hold of how things are, whatever led to it."""
    for law in _AT_REST:
        law(Book(), now, policy)


def _added(was: Book, now: Book) -> tuple[Line, ...]:
    return now.lines[len(was.lines) :]


def _history_only_grows(was: Book, now: Book, _: Policy) -> None:
    assert now.lines[: len(was.lines)] == was.lines
    assert now.words[: len(was.words)] == was.words


def _history_is_without_gaps(was: Book, now: Book, _: Policy) -> None:
    for number in {line.escalation for line in _added(was, now)}:
        lines = now.history(number)
        assert (lines[0].verb, lines[0].before) == (Verb.REQUEST, None)
        for earlier, later in pairwise(lines):
            assert later.before == earlier.after, (earlier, later)
            assert earlier.at <= later.at
    for number, found in now.escalations.items():
        assert found == was.escalations.get(number) or now.history(number)[-1].after == found.state


def _words_are_kept(was: Book, now: Book, _: Policy) -> None:
    kept = {(each.escalation, each.hash) for each in now.words}
    assert all(line.words is None or (line.escalation, line.words) in kept for line in _added(was, now))
    assert all(words_hash(each.text) == each.hash for each in now.words[len(was.words) :])


def _states_follow_the_table(was: Book, now: Book, _: Policy) -> None:
    for line in _added(was, now):
        if line.before is not None:
            assert line.after in _following(line, now), line


def _following(line: Line, book: Book) -> Iterator[str]:
    """The states that may follow by this line."""
    before = State(line.before or "")
    if line.verb in SAID:
        yield before
        return
    row = next(each for each in ROWS if each.verb == line.verb and before in each.states)
    yield row.to or before
    if row.verb is Verb.SWAP:
        yield State.IN_PROGRESS
    if row.verb is Verb.TAKE and line.facts.get("place") == "none free":
        yield before
    if row.verb in {Verb.NOT_YET, Verb.REOPEN}:
        yield State.REQUESTED
    if row.verb is Verb.UNDO:
        undone = [each for each in book.history(line.escalation) if each.id < line.id]
        yield next(each.before or "" for each in reversed(undone) if each.verb == line.facts["undoes"])
        yield from {State.REQUESTED} if line.facts["undoes"] == Verb.DECLINE else ()


def _nothing_changes_without_a_line(was: Book, now: Book, _: Policy) -> None:
    told = {line.escalation for line in _added(was, now)}
    for number in was.escalations.keys() - told:
        assert (now.escalations[number], now.clocks.get(number)) == (was.escalations[number], was.clocks.get(number))


def _places_are_within_the_limit(was: Book, now: Book, policy: Policy) -> None:
    for team, taken in now.places.items():
        limit, leads = policy.teams[team].limit, set(policy.teams[team].leads)
        assert taken >= 0
        if taken > limit.places and limit.mode is not LimitMode.OBSERVE:
            assert taken <= was.places[team] or limit.mode is LimitMode.SOFT
            lines = _added(was, now)
            is_decided = bool({line.who for line in lines} & leads)
            is_left = taken == limit.places + 1 and any(line.facts.get("beyond") == 1 for line in lines)
            assert taken <= was.places[team] or is_decided or is_left


def _a_place_passes_on_whole(was: Book, now: Book, _: Policy) -> None:
    """In a swap one steps down for the other, at the same moment, and both say so."""
    swaps = [line for line in _added(was, now) if line.verb == Verb.SWAP]
    downs = {line.facts.get("swapped"): line for line in _added(was, now) if line.verb == Verb.STEP_DOWN}
    for line in swaps:
        assert downs[line.escalation].escalation == line.facts["swapped"]
        assert was.places == now.places


def _leads_are_asked_while_something_waits_for_them(_: Book, now: Book, policy: Policy) -> None:
    """Each of those who may decide, or the only one; when it is decided nobody is asked any more."""
    for number, found in now.escalations.items():
        asked = {person for person, since in now.asked.get(number, ()) if since == found.wanted_since}
        if found.wanted_since:
            assert asked, found
            assert asked <= {*policy.teams[found.team].leads}, found
        else:
            assert number not in now.asked, found


def _one_open_per_ticket(_: Book, now: Book, __: Policy) -> None:
    tickets = Counter(each.ticket for each in now.escalations.values() if each.is_open)
    assert not tickets or max(tickets.values()) == 1


def _rows_make_sense(was: Book, now: Book, policy: Policy) -> None:
    for number, found in now.escalations.items():
        if found != was.escalations.get(number):
            _makes_sense(found, policy)


def _makes_sense(found: Escalation, policy: Policy) -> None:
    state = found.state
    assert (found.held_until is not None) == (state is State.HELD), found
    assert found.owner is not None or state not in OWNED, found
    assert found.owner is None or state not in UNOWNED, found
    assert found.wanted_by is None or found.wanted_since, found
    assert (found.wanted_since is None and found.offered is None) or state in WAITING, found
    assert not found.beyond or state in SEATED, found
    assert not found.waiting or state in {State.ASKED, State.ACCEPTED, State.IN_PROGRESS, State.HELD}, found
    assert not found.first_in_line or state not in SERVED, found
    assert 0 <= found.level <= len(policy.teams[found.team].levels), found
    assert found.updates >= 0, found


def _what_waits_for_a_known_issue_waits_no_longer_than_that(_: Book, now: Book, __: Policy) -> None:
    for found in now.escalations.values():
        assert found.outage is None or found.state in {State.REQUESTED, State.PARKED}, found
        assert found.outage is None or found.state is State.REQUESTED or found.outage in now.issues, found


def _clocks_are_right(was: Book, now: Book, policy: Policy) -> None:
    for number, found in now.escalations.items():
        clocks_now = now.clocks[number]
        if (found, clocks_now) == (was.escalations.get(number), was.clocks.get(number)):
            continue
        assert found.wake_at == reminders.wake_at(found, clocks_now, policy), found
        assert found.next_by == clocks.next_word(clocks_now), found
        must, may = RUNNING.get(found.state, (set(), set()))
        running = {clock.kind for clock in clocks_now if clock.runs}
        assert must <= running <= must | may, (found, running)
        assert found.next_by or found.state in {State.ASKED, State.HELD, State.RESOLVED, State.PARKED} | ENDED, found


def _one_receipt_and_one_card(_: Book, now: Book, policy: Policy) -> None:
    posts: dict[int, list[Sent]] = {number: [] for number in now.escalations}
    for each in now.sent:
        if each.escalation and each.role and each.kind == "post":
            posts[each.escalation].append(each)
    for number, found in now.escalations.items():
        verbs = Counter(line.verb for line in now.history(number))
        roles = Counter(each.role for each in posts[number])
        assert roles[Role.RECEIPT] == 1, found
        assert roles[Role.CARD] == 1 + sum(verbs[verb] for verb in ANEW), found
        assert roles[Role.QUESTION] == verbs[Verb.RESOLVE] + verbs[Verb.OVER], found
        newest = [each for each in posts[number] if each.role == Role.CARD][-1]
        assert newest.channel == policy.teams[found.team].queue_channel, found


def _nothing_is_told_twice(was: Book, now: Book, _: Policy) -> None:
    """In answer to one thing that somebody did; what people say again is said again."""
    done = Counter(line.escalation for line in _added(was, now))
    new = now.sent[len(was.sent) :]
    told = Counter((each.template, each.escalation, each.words, each.thread) for each in new if each.kind == "post")
    previews = {what: often for what, often in told.items() if what[0] == "team/preview"}
    assert sum(previews.values()) == len(now.intents) - len(was.intents), previews
    for what, often in told.items():
        assert often <= max(1, done[what[1] or 0]) or what in previews, what


def _whoever_is_concerned_is_told(was: Book, now: Book, _: Policy) -> None:
    told = {each.escalation for each in now.sent[len(was.sent) :] if each.kind == "post" and each.role != Role.RECEIPT}
    for line in _added(was, now):
        if line.verb not in QUIET and line.after != State.WITHDRAWN:
            assert line.escalation in told or line.before == line.after, line


def _nothing_fails(_: Book, now: Book, __: Policy) -> None:
    assert now.events.keys() <= {"waiting", "done"}, now.events
    assert all(each.status != "failed" for each in now.intents)


Law = Callable[[Book, Book, Policy], None]
_LAWS: tuple[Law, ...] = (
    _nothing_fails,
    _history_only_grows,
    _history_is_without_gaps,
    _words_are_kept,
    _states_follow_the_table,
    _nothing_changes_without_a_line,
    _places_are_within_the_limit,
    _a_place_passes_on_whole,
    _leads_are_asked_while_something_waits_for_them,
    _one_open_per_ticket,
    _rows_make_sense,
    _what_waits_for_a_known_issue_waits_no_longer_than_that,
    _clocks_are_right,
    _one_receipt_and_one_card,
    _nothing_is_told_twice,
    _whoever_is_concerned_is_told,
)
_AT_REST: tuple[Law, ...] = (
    _history_is_without_gaps,
    _states_follow_the_table,
    _leads_are_asked_while_something_waits_for_them,
    _one_open_per_ticket,
    _rows_make_sense,
    _clocks_are_right,
)
