"""Figures for Prometheus. Each bot has a registry of its own; what the database knows is read when it is asked for."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

_PATIENCE = 2.0  # seconds for the database's answer


@dataclass(frozen=True)
class Backlog:
    """What waits in the database: how many by status, and how long the oldest has waited; how many escalations should
    have been looked at more than a minute ago, and what is only counted."""

    inbox: Mapping[str, int]
    outbox: Mapping[str, int]
    inbox_oldest: timedelta = timedelta(0)
    outbox_oldest: timedelta = timedelta(0)
    looks_overdue: int = 0
    counted: Mapping[str, int] = field(default_factory=dict)


class Metrics:
    """Counts what happened; asks `backlog` (None: the database does not answer) and `sockets` when it is scraped."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(
        self, backlog: Callable[[], Awaitable[Backlog | None]], sockets: Callable[[], int] | None = None
    ) -> None:
        self._backlog = backlog
        self.registry = CollectorRegistry()
        self._acks = Histogram(
            "escalation_ack_seconds",
            "Time to answer what Slack delivered; Slack waits 3 s",
            ["kind", "outcome"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
            registry=self.registry,
        )
        self._events = self._counter("escalation_events", "Events by what became of them", "outcome")
        text = "Calls to Slack and others by what became of them"
        self._deliveries = self._counter("escalation_deliveries", text, "outcome")
        self._reminders = self._counter("escalation_reminders", "Reminders that this bot has given", "audience")
        self._inbox = self._gauge("escalation_inbox", "Events in the database", "status")
        self._outbox = self._gauge("escalation_outbox", "Deliveries in the database that are not sent", "status")
        self._oldest = self._gauge("escalation_oldest_waiting_seconds", "How long the oldest has waited", "box")
        text = "What is only counted, so far, by kind (refused:RULE, unmet:…, avoided, private, declared, parked)"
        self._counted = self._gauge("escalation_counted", text, "kind")
        text = "When this bot last did what was due (Unix time); 0: it keeps no clocks, or has not looked yet"
        self._looked = Gauge("escalation_clock_last_look_seconds", text, registry=self.registry)
        text = "Escalations that should have been looked at more than a minute ago; NaN: not known"
        self._overdue = Gauge("escalation_looks_overdue", text, registry=self.registry)
        self._database = Gauge("escalation_database_up", "Does the database answer?", registry=self.registry)
        if sockets is not None:
            text = "Standing Socket Mode connections"
            Gauge("escalation_socket_connections", text, registry=self.registry).set_function(sockets)

    def _counter(self, name: str, text: str, label: str) -> Counter:
        return Counter(name, text, [label], registry=self.registry)

    def _gauge(self, name: str, text: str, label: str) -> Gauge:
        return Gauge(name, text, [label], registry=self.registry)

    def answered(self, kind: str, status: int, seconds: float) -> None:
        """Something that Slack delivered was answered: 200 acked, 5xx failed, all else refused."""
        outcome = "acked" if status == 200 else "failed" if status >= 500 else "refused"
        self._acks.labels(kind, outcome).observe(seconds)

    def event(self, outcome: str) -> None:
        """An event came to an end or a station, such as `stored`, `repeated`, `done`, `set_aside`."""
        self._events.labels(outcome).inc()

    def delivery(self, outcome: str) -> None:
        """A delivery was tried or decided, such as `sent`, `later`, `unknown`, `dropped`, `set_aside`."""
        self._deliveries.labels(outcome).inc()

    def reminded(self, audience: str, number: int) -> None:
        """So many reminders were given to an audience, such as `owner`, `team`."""
        self._reminders.labels(audience).inc(number)

    def looked(self, at: datetime) -> None:
        """The clock has done what was due."""
        self._looked.set(at.timestamp())

    async def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        self._show(await self._asked())
        return generate_latest(self.registry)

    async def _asked(self) -> Backlog | None:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._backlog()
        except TimeoutError:
            return None

    def _show(self, backlog: Backlog | None) -> None:
        """Old figures are taken away where there are no new ones: a gap says more than a stale number."""
        self._database.set(backlog is not None)
        self._overdue.set(backlog.looks_overdue if backlog else math.nan)
        for gauge in (self._inbox, self._outbox, self._oldest, self._counted):
            gauge.clear()
        if backlog is None:
            return
        shown = {self._inbox: backlog.inbox, self._outbox: backlog.outbox, self._counted: backlog.counted}
        for gauge, counts in shown.items():
            for status, count in counts.items():
                gauge.labels(status).set(count)
        self._oldest.labels("inbox").set(backlog.inbox_oldest.total_seconds())
        self._oldest.labels("outbox").set(backlog.outbox_oldest.total_seconds())
