"""Every verb, by everybody, in every state, at the real desk: what the table allows happens, what it refuses leaves no
trace. The table is the one that is written from the contract, not the code's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from escalation_bot.desk.request import Asked, request
from escalation_bot.desk.turn import NOTHING, Details
from escalation_bot.desk.verbs import act
from escalation_bot.domain.clocks import Kind
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.policy import Impact
from escalation_bot.store import escalations, places
from escalation_bot.store.columns import Base
from escalation_bot.store.db import Database, Tx
from tests.domain.cast import CAST, POLICY
from tests.domain.samples import NOW, asking
from tests.domain.test_life import KINDS, LIFE

WORDS = "The gateway answers again since noon, and we watch it until tomorrow."
ALL = Details(
    words=WORDS,
    person=Person("U0SARA", frozenset({"soc"})),
    team="del",
    impact=Impact.CRITICAL,
    owner_away=True,
    digest=escalations.words_hash(WORDS),
    undoes=Verb.LEVEL_UP,
    other=2,
    before=3,
)
"""Everything that any verb can want."""
_RISEN = ["L level_up"]
_WORKED = ["O take", "O update", "L level_up", "M ask"]
ROADS: Mapping[State, Sequence[str]] = {
    State.REQUESTED: [*_RISEN, "Q offer"],
    State.ASKED: [*_RISEN, "Q offer", "M ask"],
    State.ACCEPTED: ["O take", *_RISEN, "M ask", "O hand_back"],
    State.IN_PROGRESS: _WORKED,
    State.HELD: [*_WORKED, "O hold"],
    State.RESOLVED: ["O take", *_RISEN, "M resolve"],
    State.CLOSED: ["O take", *_RISEN, "M resolve", "Q confirm"],
    State.DECLINED: [*_RISEN, "L decline"],
    State.WITHDRAWN: [*_RISEN, "Q withdraw"],
    State.PARKED: [*_RISEN, "L park"],
}
"""How it comes to each state, by whom: on the way a level was asked, so that all that the table has is possible."""
OWN = {Verb.UNDO: "L", Verb.RETRACT: "O"}
"""One takes back what one did oneself: here the lead brought the level in, and the owner wrote the update."""
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Case:
    """What the table says of one verb in one state."""

    verb: Verb
    may: str
    to: State
    words: bool
    clocks: Mapping[Kind, str]

    def __str__(self) -> str:
        return str(self.verb)


def cases(state: State) -> dict[Verb, Case]:
    """The table's rows for one state; where nothing was published, nothing is retracted, and what was part of no known
    issue is not asked about."""
    found = {}
    for row_state, name, may, to, words, clocks, _ in LIFE:
        if row_state == state:
            verb = Verb(name)
            ticks = {KINDS[kind]: tick for kind, tick in map(tuple, clocks.split())}
            found[verb] = Case(verb, OWN.get(verb, may), State(to), words, ticks)
    if "O update" not in ROADS[state]:
        found.pop(Verb.RETRACT, None)
    for verb in (Verb.CONFIRM, Verb.NOT_YET) if state is State.REQUESTED else ():
        found.pop(verb)
    if state is State.DECLINED:
        found[Verb.UNDO] = replace(found[Verb.UNDO], to=State.REQUESTED)
    return found


def details(verb: Verb, state: State) -> Details:
    """What comes with it: in `declined` it is the decision that is taken back."""
    return replace(ALL, undoes=Verb.DECLINE) if verb is Verb.UNDO and state is State.DECLINED else ALL


@asynccontextmanager
async def rehearsed(db: Database) -> AsyncIterator[Tx]:
    """A transaction that is taken back at its end."""
    async with db.write("T1", NOW + timedelta(minutes=9)) as tx:
        yield tx
        await tx.session.rollback()


async def brought_to(db: Database, state: State) -> int:
    """A request that real people brought to this state; its id."""
    async with db.write("T1", NOW) as tx:
        await places.prepare(tx, POLICY.teams)
        new = await request(tx, POLICY, Asked(asking(), CAST["Q"], "C0HELPSOC", "V1"))
        assert isinstance(new, Escalation)
        for number, ticket in ((2, "SOC-9"), (3, "SOC-8")):  # one that has a place, and one that waits
            other = await request(tx, POLICY, Asked(asking(ticket=ticket), CAST["Q"], "C0HELPSOC", f"V{number}"))
            assert isinstance(other, Escalation)
            assert other.id == number
        await act(tx, POLICY, CAST["O"], Verb.TAKE, 2)
    for minute, step in enumerate(["F add_facts", "N follow", *ROADS[state]], start=1):
        letter, verb = step.split()
        async with db.write("T1", NOW + timedelta(minutes=minute)) as tx:
            await act(tx, POLICY, CAST[letter], Verb(verb), new.id, ALL)
    return new.id


async def everything(tx: Tx) -> dict[str, list[Any]]:
    """All that is stored, of all tables."""
    connection = await tx.session.connection()
    tables = Base.metadata.sorted_tables
    return {t.name: list(await connection.execute(t.select().order_by(*t.primary_key))) for t in tables}


async def history(tx: Tx, number: int) -> list[escalations.Line]:
    return await escalations.history(tx, number)


async def running(tx: Tx, number: int) -> set[Kind]:
    return {clock.kind for clock in await escalations.clocks(tx, number) if clock.runs}


async def allowed(db: Database, number: int, state: State, case: Case, letter: str) -> None:
    """It happens as the table says, with exactly one line in the history, and the places are right."""
    async with rehearsed(db) as tx:
        before, ran = await history(tx, number), await running(tx, number)
        after = await act(tx, POLICY, CAST[letter], case.verb, number, details(case.verb, state), state)
        *old, new = await history(tx, number)
        assert old == before
        assert (new.verb, new.who, new.before, new.after) == (case.verb, CAST[letter].id, state, case.to)
        assert after == await escalations.load(tx, number)
        assert after.state is case.to
        assert not await places.recount(tx)
        if case.verb is not Verb.UNDO:
            starts = {kind for kind, tick in case.clocks.items() if tick in "+>"}
            stops = case.clocks.keys() - starts
            assert await running(tx, number) == (ran | starts) - stops


async def refused(tx: Tx, number: int, verb: Verb, letter: str, about: Details, seen: State | None = None) -> bool:
    try:
        await act(tx, POLICY, CAST[letter], verb, number, about, seen)
    except Refused:
        return True
    return False


@SQLITE
@pytest.mark.parametrize("state", list(State))
async def test_what_the_table_allows_happens_with_one_line_in_the_history(database: Database, state: State) -> None:
    number = await brought_to(database, state)
    for case in cases(state).values():
        for letter in case.may:
            await allowed(database, number, state, case, letter)


@SQLITE
@pytest.mark.parametrize("state", list(State))
async def test_what_the_table_refuses_changes_nothing_at_all(database: Database, state: State) -> None:
    number, table = await brought_to(database, state), cases(state)
    async with rehearsed(database) as tx:
        before = await everything(tx)
        for verb in set(Verb) - {Verb.REQUEST}:
            for letter in set(CAST) - set(table[verb].may if verb in table else ""):
                assert await refused(tx, number, verb, letter, details(verb, state)), (verb, letter)
        assert await everything(tx) == before


@SQLITE
@pytest.mark.parametrize("state", list(State))
async def test_without_its_words_or_on_a_state_that_is_over_nothing_is_done(database: Database, state: State) -> None:
    number = await brought_to(database, state)
    gone = State.PARKED if state is not State.PARKED else State.REQUESTED
    async with rehearsed(database) as tx:
        before = await everything(tx)
        for case in cases(state).values():
            silent = replace(details(case.verb, state), words="")
            assert not case.words or await refused(tx, number, case.verb, case.may[0], silent), case
            assert await refused(tx, number, case.verb, case.may[0], details(case.verb, state), seen=gone), case
        assert await everything(tx) == before


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.DECLINED])
async def test_the_same_holds_on_the_other_database(database: Database, state: State) -> None:
    number, table = await brought_to(database, state), cases(state)
    for case in table.values():
        await allowed(database, number, state, case, case.may[0])
    async with rehearsed(database) as tx:
        before = await everything(tx)
        for verb in set(Verb) - {Verb.REQUEST} - set(table):
            assert await refused(tx, number, verb, "L", details(verb, state)), verb
        assert await everything(tx) == before
        assert await refused(tx, number, Verb.TAKE, "X", NOTHING)
