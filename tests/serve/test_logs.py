"""Log lines: one a record, without secrets, whatever people type."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.serve.logs import set_up

from .kit import SECRET, authorized

TOKEN = "xoxb-1234567890-abcDEF"
SECRETS = {
    "a bot token": TOKEN,
    "an app token": "xapp-1-A012-345-abcdef0123",
    "a user token": "xoxp-99-88-77-aabbcc",
    "a rotated token": "xoxe.xoxb-1-Mi0yLTk4NzY",
    "the signing secret": SECRET,
}


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Logging belongs to the whole process: it is given back as it was found."""
    loggers = [logging.getLogger(name) for name in (None, "escalation_bot", "slack_sdk.web.async_base_client")]
    root = loggers[0]
    handlers, levels = root.handlers[:], [logger.level for logger in loggers]
    yield
    root.handlers[:] = handlers
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def written(style: Any = "text", level: str = "INFO") -> tuple[logging.Logger, io.StringIO]:
    stream = io.StringIO()
    set_up(level, style, secrets=[SECRET, ""], stream=stream)
    return logging.getLogger("escalation_bot.trial"), stream


def failed(log: logging.Logger, error: str, message: str = "failed", *arguments: object) -> None:
    """Logs an exception with its traceback."""

    def fail() -> None:
        raise ValueError(error)

    try:
        fail()
    except ValueError:
        log.exception(message, *arguments)


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_secret_is_masked_in_message_arguments_and_traceback(secret: str, style: str) -> None:
    log, stream = written(style)
    log.info(f"plain {secret} end")  # noqa: G004 - that is what careless code does
    log.info("argument %s end", {"token": secret})
    failed(log, f"refused {secret}")
    text = stream.getvalue()
    assert secret not in text
    assert secret.rpartition("-")[2] not in text
    assert text.count("end") == 2
    assert "refused" in text


def test_the_kind_of_a_masked_token_is_still_told() -> None:
    log, stream = written()
    log.info("called with %s", TOKEN)
    assert stream.getvalue().endswith("called with xoxb-***\n")


def test_passwords_in_addresses_and_tickets_of_sockets_are_masked() -> None:
    log, stream = written()
    log.info("postgresql://bot:hunter2@db/desk wss://wss.slack.com/link/?ticket=abc-1&app_id=A1")
    assert stream.getvalue().endswith("postgresql://bot:***@db/desk wss://wss.slack.com/link/?ticket=***&app_id=A1\n")


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("breaker", ["\n", "\r\n", "\u2028", "\x85", "\x0b", "\x1b[2K\r"], ids=ascii)
def test_what_people_type_cannot_forge_a_line(breaker: str, style: str) -> None:
    log, stream = written(style)
    log.info("motive: %s", f"late{breaker}2026-11-23T09:00:00.000Z INFO    escalation_bot: all escalations closed")
    text = stream.getvalue()
    assert len(text.splitlines()) == 1
    assert "\x1b" not in text


def test_a_message_in_a_traceback_cannot_forge_a_line_either() -> None:
    log, stream = written()
    failed(log, "late\n2026-11-23T09:00:00.000Z INFO    escalation_bot: all escalations closed")
    first, *rest = stream.getvalue().splitlines()
    assert first.endswith("ERROR   escalation_bot.trial: failed")
    assert rest
    assert all(line.startswith("    ") for line in rest)


def test_a_text_line_tells_when_how_bad_and_where() -> None:
    log, stream = written()
    log.warning("late")
    moment, rest = stream.getvalue().split(" ", 1)
    assert moment.endswith("Z")
    assert rest == "WARNING escalation_bot.trial: late\n"


def test_json_lines_can_be_read_back() -> None:
    log, stream = written("json")
    failed(log, "två\nrader", "says %s", '"Ek"\nhej')
    line = json.loads(stream.getvalue())
    assert line["level"] == "ERROR"
    assert line["logger"] == "escalation_bot.trial"
    assert line["message"] == 'says "Ek"\nhej'
    assert line["exception"].endswith("ValueError: två\nrader")


def test_libraries_are_heard_from_warning_on_and_the_bot_from_its_level_on() -> None:
    log, stream = written(level="DEBUG")
    for library in ("uvicorn.error", "slack_bolt.AsyncApp", "apscheduler.scheduler", "slack_sdk.web.async_base_client"):
        logging.getLogger(library).info("noise")
        logging.getLogger(library).warning("trouble in %s", library)
    log.debug("detail")
    lines = stream.getvalue().splitlines()
    assert len(lines) == 5
    assert not any("noise" in line for line in lines)
    assert lines[-1].endswith("DEBUG   escalation_bot.trial: detail")


def test_bolt_keeps_quiet_when_its_app_is_made_and_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    _, stream = written(level="DEBUG")
    app = AsyncApp(client=AsyncWebClient(TOKEN), authorize=authorized, signing_secret=SECRET)
    app.logger.info("noise")
    assert stream.getvalue() == ""
    assert app.logger.level == logging.WARNING
