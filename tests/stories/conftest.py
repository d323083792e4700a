"""What every story has: a sandbox Slack, and the real bot connected to it, on each database and each transport."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from sqlmodel import select

from escalation_bot.app import SURFACES, Bot
from escalation_bot.config import load_settings
from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.policy import Policy
from escalation_bot.manifest import manifest
from escalation_bot.sandbox.clock import Clock
from escalation_bot.sandbox.forms import Form
from escalation_bot.sandbox.people import Person
from escalation_bot.sandbox.seen import Seen
from escalation_bot.sandbox.server import Sandbox
from escalation_bot.sandbox.world import World
from escalation_bot.store import escalations, places
from escalation_bot.store.tables import EscalationRow
from tests.stories.waiting import Waiting

ROOT = Path(__file__).parents[2]
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""When every story begins: ten o'clock in Stockholm, a working day."""
TODAY = "2026-11-23"
ONE_WAY = pytest.mark.parametrize("transport", ["socket"])
"""For stories in which it does not matter how Slack reaches the bot."""
HERE = pytest.mark.parametrize(("database_url", "transport"), [("sqlite", "socket")], indirect=["database_url"])
"""For stories in which it matters neither that nor where things are stored."""
WHY = "Their shop opens on 3 December; without the fix 400 stores cannot take orders on that day."


@dataclass
class Office(Waiting):
    """The sandbox and the bot, and how people in stories say things."""

    heard: dict[str, int] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        """Somebody of the example world."""
        return self.slack.person(name)

    async def sends(self, ticket: str) -> None:
        """Anna asks, and nobody waits for what becomes of it."""
        answer = await self.person("anna").types(f"/escalate {ticket}", in_="#help-soc")
        assert answer.form
        stored = await answer.form.fill(form()).submit()
        assert stored
        assert stored.title == "Escalated"

    async def asks(self, name: str = "anna", ticket: str = "SOC-101", **more: str) -> Form:
        """An account manager fills in the form and sends it."""
        answer = await self.person(name).types(f"/escalate {ticket}", in_="#help-soc")
        assert answer.form, answer
        answer.form.fill(form(**more))
        stored = await answer.form.submit()
        assert stored, "the form closed"
        await self.idle()
        return stored

    async def asked(self, ticket: str = "SOC-101", *, taken_by: str | None = None, **more: str) -> tuple[Seen, Seen]:
        """Anna has asked; the card as the team sees it, and her receipt. With `taken_by` somebody owns it."""
        await self.asks(ticket=ticket, **more)
        card = self.message("card", ticket, "sam")
        if taken_by:
            await self.person(taken_by).reacts("eyes", card)
            await self.idle()
        self.forget()
        return card, self.message("receipt", ticket, "anna")

    def message(self, kind: str, ticket: str, reader: str, in_: str | None = None) -> Seen:
        """The card or the receipt of a ticket as somebody sees it; a digest names it further down."""
        where = in_ or {"card": "#soc-queue", "receipt": "#help-soc"}[kind]
        found = [
            m
            for m in self.person(reader).reads(where)
            if ticket in m.text.partition("\n")[0] and not m.message.is_reply and not m.ephemeral
        ]
        assert found, f"{reader} sees no {kind} of {ticket} in {where}"
        return found[-1]

    async def choices(self, who: Person, card: Seen) -> list[str]:
        """What `More…` offers somebody now."""
        form = await click(who, "More…", card)
        offered = form.options("Choose one") if "Choose one" in form.labels else []
        await form.cancel()
        return offered

    async def chooses(self, who: Person, card: Seen, what: str, *, at_once: bool = False) -> Form:
        """Somebody chooses under `More…`; the form that follows, unless it is done at once."""
        form = await click(who, "More…", card)
        following = await form.fill({"Choose one": what}).submit()
        assert (following is None) is at_once, following and following.text
        return following or form

    async def accepts(self, who: Person, card: Seen, **more: str) -> Form | None:
        """Somebody accepts it with a plan or without; the form that says why not, if one does."""
        form = await self.chooses(who, card, "Accept, owner to come")
        refused = await form.fill({label.replace("_", " "): value for label, value in more.items()}).submit()
        await self.idle()
        return refused

    def forget(self) -> None:
        """From here on only what is new counts as heard."""
        for user in self.slack.ws.users.values():
            self.hears(user.name)

    def hears(self, name: str) -> list[str]:
        """What Slack notified somebody of since this was last asked: why, and the first sentence."""
        everything = self.slack.notified(name)
        new = everything[self.heard.get(name, 0) :]
        self.heard[name] = len(everything)
        return [f"{each.why}: {_sentence(each.text)}" for each in new]

    async def found(self, ticket: str = "SOC-101") -> Escalation:
        """The newest escalation of a ticket, as it is stored."""
        async with self.bot.db.read(self.slack.team_id, self.slack.clock.now()) as tx:
            newest = await escalations.latest_for(tx, ticket)
        assert newest, f"nothing is stored for {ticket}"
        return newest

    async def said(self, ticket: str = "SOC-101") -> list[str]:
        """Everything that people wrote for a ticket, in order."""
        number = (await self.found(ticket)).id
        async with self.bot.db.read(self.slack.team_id, self.slack.clock.now()) as tx:
            return [each.text for each in await escalations.said(tx, number)]

    async def stored(self) -> dict[str, int]:
        """How many escalations are in which state."""
        async with self.bot.db.read(self.slack.team_id, self.slack.clock.now()) as tx:
            return dict(Counter(await tx.session.exec(select(EscalationRow.state))))

    async def places(self, team: str = "soc") -> int:
        """How many places are taken; the counter and the rows agree."""
        async with self.bot.db.read(self.slack.team_id, self.slack.clock.now()) as tx:
            assert await places.recount(tx) == {}
            return await places.taken(tx, team)


def _sentence(text: str) -> str:
    return re.split(r"[.?](?=\s)|\n", text.strip(), maxsplit=1)[0].rstrip(".:?")


async def click(who: Person, words: str, message: Seen) -> Form:
    """Presses a button that opens a form. An edit of the message meanwhile is no answer to who waits for one."""
    return await who.clicks(words, message) or await who.sees_form()


async def answered(office: Office, line: str, name: str = "anna", in_: str = "#help-soc") -> str:
    """What the command says, to its person alone."""
    answer = await office.person(name).types(line, in_=in_)
    assert answer.message, answer
    assert answer.message.ephemeral
    return answer.text or ""


def form(**more: str) -> dict[str, str]:
    """A good form, by its labels; what is given replaces it."""
    given = {
        "Why must it go first?": "Deadline risk",
        "By when?": "2027-12-03",
        "What happens if it is not done by then?": WHY,
        "Business impact": "Major",
    }
    return given | {label.replace("_", " "): value for label, value in more.items()}


@pytest.fixture
def policy(request: pytest.FixtureRequest, example_policy: Policy) -> Policy:
    """The example policy, as it is shipped; a story may change it: `parametrize("policy", [change], indirect=True)`."""
    change: Callable[[Policy], Policy] = getattr(request, "param", lambda policy: policy)
    return change(example_policy)


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """The workspace that the example policy is about; a story may change it in the same way."""
    change: Callable[[World], World] = getattr(request, "param", lambda world: world)
    return change(World.example())


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> str:
    """How Slack reaches the bot."""
    return str(request.param)


@pytest.fixture
async def office(database_url: str, policy: Policy, transport: str, world: World) -> AsyncIterator[Office]:
    """A running bot at its desk."""
    async with running(policy, database_url, transport, world) as made:
        yield made


@asynccontextmanager
async def running(
    policy: Policy, database_url: str, transport: str = "socket", world: World | None = None
) -> AsyncIterator[Office]:
    """A sandbox and a bot that has reached it."""
    async with sandbox(policy, world or World.example()) as slack:
        office = Office(slack, await opened(slack, database_url, policy, transport))
        yield office
        await office.bot.stop()  # a story may have put another in its place


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(
    example_policy: Policy, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    """One office for a whole table of cases, each with a ticket of its own; its tests run in the module's loop."""
    copy = shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("desk") / "desk.db")
    async with running(example_policy, f"sqlite:///{copy}") as made:
        yield made


def sandbox(policy: Policy, world: World) -> Sandbox:
    """A Slack in which the app is installed, on that Monday."""
    clock = Clock(MONDAY - datetime.now(UTC))
    return Sandbox(world, manifest=manifest(SURFACES, policy.command), clock=clock)


async def opened(slack: Sandbox, database_url: str, policy: Policy, transport: str) -> Bot:
    """A bot that has reached the sandbox."""
    way = (
        {"SLACK_APP_TOKEN": slack.app_token}
        if transport == "socket"
        else {"SLACK_SIGNING_SECRET": slack.signing_secret}
    )
    environ = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
        "HOST": "127.0.0.1",
        "PORT": "0",
        **way,
    }
    bot = Bot(load_settings(environ), policy, watch=slack.clock)
    await bot.start()
    async with asyncio.timeout(10):
        await bot.opened.wait()
    if transport == "http":
        slack.deliver_to(f"http://127.0.0.1:{bot.web.port}/slack/events")
    else:
        await slack.connected(2)
    return bot
