"""The record of what went over the wire, one line each and one by one."""

from itertools import chain
from typing import Any

from escalation_bot.sandbox.delivery import described
from escalation_bot.sandbox.messages import Json
from escalation_bot.sandbox.transports import Delivery
from escalation_bot.sandbox.webapi import Call, channel_of
from escalation_bot.sandbox.workspace import Workspace

from .asked import Missing
from .sight import moment, notified


def page(ws: Workspace, after: int | None, limit: int) -> Json:
    """A page of the record: what follows `after`, or the newest; and the violations."""
    most = len(ws.journal.entries)
    first = max(0, most - limit) if after is None else max(0, after)
    numbers = range(first + 1, min(most, first + limit) + 1)
    return {"entries": [entry(ws, number) for number in numbers], "violations": list(ws.violations)}


def entry(ws: Workspace, number: int) -> Json:
    """ENTRY: one delivery or call in a line."""
    thing = ws.journal.entries[number - 1]
    return {"number": number} | (_delivery(thing) if isinstance(thing, Delivery) else _call(thing))


def whole(ws: Workspace, number: int) -> Json:
    """ENTRY with the request, the answer, and whom Slack told because of it."""
    if not 1 <= number <= len(ws.journal.entries):
        raise Missing(f"there is no entry {number}")
    thing: Any = ws.journal.entries[number - 1]
    is_delivery = isinstance(thing, Delivery)
    request, answer = (thing.payload, thing.response) if is_delivery else (thing.args, thing.answer)
    told = _posted(ws, request if is_delivery else answer)
    return entry(ws, number) | {"request": request, "answer": answer, "notified": told}


def _posted(ws: Workspace, body: Any) -> list[Json]:
    """Whom the message that this is about was told to."""
    about = body.get("event", body) if isinstance(body, dict) else {}
    return notified(ws, str(about.get("channel", "")), str(about.get("ts", "")))


def _delivery(thing: Delivery) -> Json:
    inner = thing.payload.get("event", thing.payload)
    user, channel = inner.get("user") or inner.get("user_id"), inner.get("channel") or inner.get("channel_id")
    notes = [f"retry {thing.retry_num}"] if thing.retry_num else []
    return {
        "kind": "delivery",
        "what": described(thing),
        "at": moment(thing.at),
        "took": thing.acked_after,
        "ok": False if thing.failed else None if thing.acked_after is None else True,
        "note": ", ".join(chain(notes, [thing.failed] if thing.failed else [])),
        "user": _id(user),
        "channel": _id(channel),
    }


def _call(thing: Call) -> Json:
    answered = thing.answer is not None or thing.status is not None
    error = str((thing.answer or {}).get("error", "")) if not thing.ok else ""
    status = f"status {thing.status}" if answered and thing.status != 200 and not error else ""
    return {
        "kind": "call",
        "what": thing.method,
        "at": moment(thing.at),
        "took": thing.took if answered else None,
        "ok": thing.ok if answered else None,
        "note": ", ".join(part for part in (thing.fault, error, status) if part),
        "user": thing.args.get("user") or thing.args.get("user_id"),
        "channel": channel_of(thing.args) or None,
    }


def _id(named: Any) -> str | None:
    return named.get("id") if isinstance(named, dict) else named
