"""Log lines that nobody can forge and that no secret gets into."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal, TextIO

_TOKEN = re.compile(r"\b(x(?:ox[a-z]|app|wfp)[-.])[\w.-]+")
_PASSWORD = re.compile(r"(://[^\s/:@]*:)[^\s/@]+@")
_TICKET = re.compile(r"(\bticket=)[^\s&\"']+")
_ADVICE = ("As you gave `client` as well", "As `installation_store` or `authorize`")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Mask:
    """Takes out tokens, passwords in addresses, tickets of sockets, and the secrets that it is given."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted((re.escape(secret) for secret in secrets if secret), key=len, reverse=True)
        self._known = re.compile("|".join(known) or r"(?!)")

    def __call__(self, text: str) -> str:
        """The text without them."""
        text = self._known.sub("***", text)
        text = _TOKEN.sub(r"\1***", text)
        return _TICKET.sub(r"\1***", _PASSWORD.sub(r"\1***@", text))


def one_line(text: str) -> str:
    """The text with line breaks and other control characters spelled out, so that it stays one line."""
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), text)


class _Lines(logging.Formatter):
    """What both formats share. Masking is the last step, so that it reaches arguments and tracebacks too."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def _message(self, record: logging.LogRecord) -> str:
        return self._mask(record.getMessage())

    def _trace(self, record: logging.LogRecord) -> str:
        """The traceback and the stack, if any."""
        parts = [self.formatException(record.exc_info)] if record.exc_info and record.exc_info[0] else []
        parts += [self.formatStack(record.stack_info)] if record.stack_info else []
        return self._mask("\n".join(parts))


class TextLines(_Lines):
    """One line for people; a traceback follows indented, which no message can imitate."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        head = f"{_time(record)} {record.levelname:<7} {record.name}: {self._message(record)}"
        return "\n    ".join(one_line(line) for line in (head, *self._trace(record).splitlines()))


class JsonLines(_Lines):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {"time": _time(record), "level": record.levelname, "logger": record.name}
        line["message"] = self._message(record)
        if trace := self._trace(record):
            line["exception"] = trace
        return json.dumps(line)


def _is_no_advice(record: logging.LogRecord) -> bool:
    """Bolt reads SLACK_BOT_TOKEN from the environment itself, and warns at each start that it has no use for it."""
    return not (record.name.startswith("slack_bolt.") and record.getMessage().startswith(_ADVICE))


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def set_up(
    level: str, style: Literal["text", "json"], *, secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Logs to `stream` (default: standard error): the bot from `level` on, libraries from WARNING on.

    Call it before the Bolt app is made, which copies the root's level. slack_sdk takes an unset level for DEBUG and
    spends time on every call putting together lines that nobody sees.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(_is_no_advice)
    handler.setFormatter((JsonLines if style == "json" else TextLines)(Mask(secrets)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    for name in (None, "slack_sdk.web.async_base_client", "slack_sdk.web.async_slack_response"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("escalation_bot").setLevel(level)
