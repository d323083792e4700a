from __future__ import annotations

from pathlib import Path

import pytest

from escalation_bot.config import SettingsError, load_settings

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_APP_TOKEN": "xapp-1-secret"}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_SIGNING_SECRET": "sign-secret"}
NEITHER = (
    "SLACK_APP_TOKEN is not set: set it for Socket Mode (an app-level token, xapp-…), "
    "or set SLACK_SIGNING_SECRET for HTTP"
)
NO_BOT_TOKEN = (
    "SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token (xoxb-…) from “OAuth & Permissions” of your Slack app"
)


def refusal(**changes: str | None) -> str:
    environ = {name: value for name, value in {**SOCKET, **changes}.items() if value is not None}
    with pytest.raises(SettingsError) as wrong:
        load_settings(environ)
    return str(wrong.value)


def test_two_tokens_are_enough() -> None:
    settings = load_settings(SOCKET)
    assert settings.socket_mode
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1-secret"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///escalation.db"
    assert settings.escalation_policy == Path("policy.yml")
    assert settings.escalation_templates is None
    assert (settings.host, settings.port) == ("0.0.0.0", 3000)  # noqa: S104 - the default
    assert (settings.log_level, settings.log_format) == ("INFO", "text")


def test_a_signing_secret_means_http() -> None:
    settings = load_settings(HTTP)
    assert not settings.socket_mode
    assert settings.slack_signing_secret is not None


def test_an_app_token_means_socket_mode_even_beside_a_signing_secret() -> None:
    assert load_settings({**SOCKET, **HTTP}).socket_mode


def test_every_setting_is_read_under_its_name() -> None:
    settings = load_settings(
        {
            **SOCKET,
            "SLACK_API_URL": "http://127.0.0.1:8080/api",
            "DATABASE_URL": "postgresql://desk:pw@db/desk",
            "ESCALATION_POLICY": "/etc/desk.yml",
            "HOST": "127.0.0.1",
            "PORT": "0",
            "LOG_LEVEL": "debug",
            "LOG_FORMAT": "JSON",
        }
    )
    assert settings.slack_api_url == "http://127.0.0.1:8080/api/"
    assert settings.database_url == "postgresql://desk:pw@db/desk"
    assert settings.escalation_policy == Path("/etc/desk.yml")
    assert (settings.host, settings.port) == ("127.0.0.1", 0)
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")


def test_the_environment_is_what_was_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9999")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-other")
    assert load_settings(SOCKET).port == 3000
    assert load_settings(SOCKET).slack_bot_token.get_secret_value() == "xoxb-1-secret"


def test_an_empty_variable_counts_as_unset_and_spaces_around_a_value_are_none_of_it() -> None:
    settings = load_settings({**SOCKET, "PORT": "", "SLACK_API_URL": " ", "SLACK_BOT_TOKEN": " xoxb-1 \n"})
    assert settings.port == 3000
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1"


def test_oauth_settings_of_the_environment_are_ignored() -> None:
    settings = load_settings({**SOCKET, "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "client-secret"})
    assert settings == load_settings(SOCKET)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"SLACK_BOT_TOKEN": None},
            NO_BOT_TOKEN,
        ),
        (
            {"SLACK_APP_TOKEN": None},
            NEITHER,
        ),
        (
            {"SLACK_BOT_TOKEN": "xapp-1-secret"},
            "SLACK_BOT_TOKEN must be a bot token (xoxb-…), this is an app-level token",
        ),
        ({"SLACK_BOT_TOKEN": "xoxp-1-secret"}, "SLACK_BOT_TOKEN must be a bot token (xoxb-…), this is a user token"),
        (
            {"SLACK_BOT_TOKEN": "xoxe.xoxb-1-secret"},
            "SLACK_BOT_TOKEN must be a bot token (xoxb-…), this is a refresh token",
        ),
        ({"SLACK_BOT_TOKEN": "secret"}, "SLACK_BOT_TOKEN must be a bot token (xoxb-…), this is something else"),
        (
            {"SLACK_APP_TOKEN": "xoxb-1-secret"},
            "SLACK_APP_TOKEN must be an app-level token (xapp-…), this is a bot token",
        ),
        ({"SLACK_API_URL": "slack.com/api/"}, "SLACK_API_URL must start with http:// or https://"),
        (
            {"DATABASE_URL": "mysql://desk:secret@db/desk"},
            "DATABASE_URL must be a SQLite or PostgreSQL address, such as sqlite:///escalation.db",
        ),
        ({"PORT": "http"}, "PORT must be a valid integer"),
        ({"PORT": "65536"}, "PORT must be less than or equal to 65535"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be 'text' or 'json'"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it_and_the_remedy(changes: dict[str, str | None], line: str) -> None:
    assert refusal(**changes) == line


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "DATABASE_URL", "PORT"])
def test_a_wrong_value_is_never_shown(name: str) -> None:
    assert "hunter2" not in refusal(**{name: "hunter2"})


def test_secrets_do_not_show_when_settings_are_logged() -> None:
    shown = repr(load_settings({**SOCKET, **HTTP, "DATABASE_URL": "postgresql://desk:db-secret@db/desk"}))
    assert "secret=" in shown
    assert "-secret" not in shown
