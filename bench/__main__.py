"""Runs every subject, prints each promise with its figure, and fails if one is missed.

`python -m bench` measures the bot; `python -m bench --without-bot` measures the other subjects against each other.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import uvloop

from bench import load
from bench.databases import Database, postgresql, sqlite
from bench.digests import digests
from bench.form import form
from bench.measure import ALONE, Burst, Lone, Slack, burst, lone, megabytes_at_rest, slack, started, warm_up
from bench.page import page
from bench.placing import placing
from bench.reminding import reminding
from bench.report import Figure, at_least, at_most, for_comparison, table
from bench.subject import Running, Subject, bot, module, pin_us, running
from bench.waking import waking

ROUNDS = 5
Rule = Callable[["Pair"], Awaitable[list[Figure]]]


@dataclass(frozen=True)
class Pair:
    """The subject and the floor, both running, measured in turns so that both have the same weather."""

    subject: Running
    floor: Running
    stub: Slack

    async def lone(self, make: Callable[[int], load.Make] | None = None) -> tuple[Lone, Lone]:
        """The subject's and the floor's medians. `make` gives each round requests of its own."""
        taken: list[tuple[Lone, Lone]] = []
        for number in range(ROUNDS):
            requests = make(number) if make else load.command
            floor = await lone(self.floor, self.stub, requests)
            taken.append((await lone(self.subject, self.stub, requests), floor))
        return _middle([mine for mine, _ in taken]), _middle([floor for _, floor in taken])

    async def bursts(self) -> tuple[list[Burst], list[Burst]]:
        """The subject's and the floor's, the first of each to warm up left out."""
        mine, floor = [], []
        for _ in range(4):
            floor.append(await burst(self.floor, self.stub))
            mine.append(await burst(self.subject, self.stub))
        return mine[1:], floor[1:]


def _middle(taken: list[Lone]) -> Lone:
    return Lone(median(one.ack for one in taken), median(one.form for one in taken))


async def commands(pair: Pair) -> list[Figure]:
    """A lone /escalate."""
    mine, floor = await pair.lone()
    name = pair.subject.subject.name
    return [
        at_most(f"{name}: lone /escalate acked", mine.ack / floor.ack, 2, " × the floor", _ms(mine.ack)),
        at_most(f"{name}: its form sent", mine.form / floor.form, 2, " × the floor", _ms(mine.form)),
    ]


async def crowds(pair: Pair) -> list[Figure]:
    """1,000 /escalate at once."""
    mine, floors = await pair.bursts()
    name, slow = pair.subject.subject.name, await _threads(pair.stub)
    speed, floor = (median(one.per_second for one in bursts) for bursts in (mine, floors))
    return [
        at_most(f"{name}: 1,000 at once, acks missed", max(one.missed for one in mine), 0),
        at_most(f"{name}: triggers expired", max(one.expired for one in mine), 0),
        at_least(f"{name}: commands a second", speed / floor, 0.6, " × the floor", f"{speed:.0f} of {floor:.0f}"),
        at_least(f"{name}: commands a second", speed / slow, 15, " × a threaded App", f"{slow:.0f}"),
        at_most(f"{name}: new connections to Slack", median(one.connections for one in mine) / 10, 2, " %"),
    ]


async def _threads(stub: Slack) -> float:
    with running(module("threads"), stub.api_url) as subject:
        await warm_up(subject)
        return (await burst(subject, stub, count=200)).per_second


def submissions(database: Database) -> Rule:
    """A form sent alone, and 300 at once; all are in the database."""

    async def measured(pair: Pair) -> list[Figure]:
        view = json.loads(pair.stub.told()["view"])
        mine, floor = await pair.lone(lambda number: load.submissions(view, 10_000 + 1000 * number))
        crowd = await burst(pair.subject, pair.stub, load.submissions(view, 50_000), 300)
        sent = ROUNDS * ALONE + 300
        on = f"{pair.subject.subject.name} on {database.name}"
        return [
            at_most(f"{on}: lone form stored and acked", mine.ack / floor.ack, 6, " × the floor", _ms(mine.ack)),
            at_most(f"{on}: 300 at once, acks missed", crowd.missed, 0, "", f"{crowd.per_second:.0f}/s"),
            at_most(f"{on}: not stored", sent - database.stored(), 0, "", f"of {sent}"),
        ]

    return measured


async def measure(subject: Subject, stub: Slack, *rules: Rule) -> list[Figure]:
    """Starts the subject, alone at first, then beside the floor for what the rules measure."""
    with running(subject, stub.api_url) as mine:
        figures = [
            at_most(f"{subject.name}: start to first ack", await started(mine), 1.5, " s"),
            at_most(f"{subject.name}: memory at rest", await megabytes_at_rest(mine), 90, " MB"),
        ]
        await warm_up(mine)
        with _forms_of(stub), running(module("floor"), stub.api_url) as floor:
            await warm_up(floor)
            for rule in rules:
                figures += await rule(Pair(mine, floor, stub))
    return figures


@contextmanager
def _forms_of(stub: Slack) -> Iterator[None]:
    """Everybody else opens the form that the subject has just opened."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(stub.told()["view"] or json.dumps(form()))
        file.flush()
        os.environ["BENCH_FORM"] = file.name
        yield
        del os.environ["BENCH_FORM"]


async def main(*, with_bot: bool) -> int:
    """Everything, one after the other; the exit status."""
    pin_us()
    with slack() as stub, tempfile.TemporaryDirectory() as folder:
        if not with_bot:
            return _told(await measure(module("plain"), stub, commands, crowds))
        with sqlite(Path(folder)) as small, postgresql(Path(folder)) as grown:
            for database in (small, grown):
                await _migrated(bot(database.url), stub)
            figures = await measure(bot(small.url), stub, commands, submissions(small), crowds)
            figures += await measure(bot(grown.url), stub, submissions(grown))
            for database in (small, grown):
                for measured in (waking, digests, reminding, placing):
                    figures += await measured(database)
        figures += await page()
        figures += for_comparison(await measure(module("plain"), stub, commands, crowds))
    return _told(figures)


async def _migrated(subject: Subject, stub: Slack) -> None:
    """The first start of all makes the tables; what is measured is every other."""
    with running(subject, stub.api_url) as first:
        await started(first)


def _told(figures: list[Figure]) -> int:
    sys.stdout.write(f"{table(figures)}\n")
    return 0 if all(figure.holds for figure in figures) else 1


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    sys.exit(uvloop.run(main(with_bot="--without-bot" not in sys.argv)))
