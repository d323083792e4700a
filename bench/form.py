"""The form that the other subjects open: the bot's own as the benchmark saw it, or one of the same size."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

CALLBACK = "escalate"


def form() -> dict[str, Any]:
    """A modal."""
    path = os.environ.get("BENCH_FORM")
    return json.loads(Path(path).read_text()) if path else _sample()


def _plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def _input(name: str, label: str, kind: str, **more: Any) -> dict[str, Any]:
    element = {"type": kind, "action_id": name, **more}
    return {"type": "input", "block_id": name, "label": _plain(label), "element": element}


def _choice(*words: str) -> list[dict[str, Any]]:
    return [{"text": _plain(word), "value": word.lower()} for word in words]


def _sample() -> dict[str, Any]:
    motives = _choice("Deadline risk", "Important deal", "Churn risk")
    impacts = _choice("Limited", "Moderate", "Major", "Critical")
    blocks = [
        {"type": "context", "elements": [_plain("To: SOC · 7 of 10 places taken · first answer within 4 hours")]},
        _input("ticket", "Ticket ID", "plain_text_input"),
        _input("motive", "Why must it go first?", "static_select", options=motives),
        _input("by", "By when?", "datepicker"),
        _input("words", "What happens if it is not done by then?", "plain_text_input", multiline=True),
        _input("impact", "Business impact", "radio_buttons", options=impacts),
        _input("customer", "Customer", "plain_text_input"),
    ]
    titles = {"title": _plain("Escalate a ticket"), "submit": _plain("Escalate"), "close": _plain("Cancel")}
    return {"type": "modal", "callback_id": CALLBACK, **titles, "blocks": blocks}
