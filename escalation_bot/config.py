"""The settings of one installation, read from the environment; what people decide stands in the policy file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

_KINDS = {"xoxb-": "a bot token", "xapp-": "an app-level token", "xoxp-": "a user token", "xoxe": "a refresh token"}
_MISSING = {"slack_bot_token": "copy the Bot User OAuth Token (xoxb-…) from “OAuth & Permissions” of your Slack app"}


class SettingsError(Exception):
    """A setting is missing or wrong: one line that names it and the remedy, never a secret's value."""


def _token(prefix: str) -> AfterValidator:
    def check(token: SecretStr) -> SecretStr:
        value = token.get_secret_value()
        if not value.startswith(prefix):
            kind = next((kind for start, kind in _KINDS.items() if value.startswith(start)), "something else")
            raise ValueError(f"must be {_KINDS[prefix]} ({prefix}…), this is {kind}")
        return token

    return AfterValidator(check)


def _web_address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return value if value.endswith("/") else value + "/"


def _database(value: str) -> str:
    if not value.startswith(("sqlite:", "postgresql:", "postgres:")):
        raise ValueError("must be a SQLite or PostgreSQL address, such as sqlite:///escalation.db")
    if value.rstrip("/") == "sqlite:" or ":memory:" in value:
        raise ValueError("must name a file, such as sqlite:///escalation.db: memory is lost with the process")
    return value


def _folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError(f"{value} is no folder")
    return value


class Settings(BaseSettings):
    """Where the bot runs and what it may use. Each field is the environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    slack_bot_token: Annotated[SecretStr, _token("xoxb-")]
    slack_app_token: Annotated[SecretStr, _token("xapp-")] | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: Annotated[str, AfterValidator(_web_address)] = "https://slack.com/api/"
    database_url: Annotated[str, AfterValidator(_database), Field(repr=False)] = "sqlite:///escalation.db"
    escalation_policy: Path = Path("policy.yml")
    escalation_templates: Annotated[Path, AfterValidator(_folder)] | None = None
    host: str = "0.0.0.0"  # noqa: S104 - in a container, Slack's requests come from outside
    port: Annotated[int, Field(ge=0, le=65535)] = 3000
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)] = "INFO"
    log_format: Annotated[Literal["text", "json"], BeforeValidator(str.lower)] = "text"

    @property
    def socket_mode(self) -> bool:
        """Does the bot open the connection to Slack? Otherwise Slack calls `POST /slack/events`."""
        return self.slack_app_token is not None

    @model_validator(mode="after")
    def _reachable(self) -> Settings:
        if not self.slack_app_token and not self.slack_signing_secret:
            raise ValueError(
                "SLACK_APP_TOKEN is not set: set it for Socket Mode (an app-level token, xapp-…), "
                "or set SLACK_SIGNING_SECRET for HTTP"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the name is pydantic-settings' own
        init_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **__: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` hands over: the environment is an argument, never read behind a caller's back."""
        return (init_settings,)


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The settings in `environ`; an empty variable counts as unset. Raises SettingsError for the first mistake."""
    given = {name: environ.get(name.upper(), "").strip() for name in Settings.model_fields}
    try:
        return Settings.model_validate({name: value for name, value in given.items() if value})
    except ValidationError as error:
        raise SettingsError(_line(error)) from None


def load_database_url(environ: Mapping[str, str]) -> str:
    """Where the database is, for commands that need nothing else. Raises SettingsError."""
    given = environ.get("DATABASE_URL", "").strip()
    try:
        return _database(given) if given else str(Settings.model_fields["database_url"].default)
    except ValueError as error:
        raise SettingsError(f"DATABASE_URL {error}") from None


def _line(error: ValidationError) -> str:
    first = error.errors(include_input=False)[0]
    message = first["msg"].removeprefix("Value error, ").replace("Input should be", "must be").split(", unable")[0]
    if not first["loc"]:
        return message
    name = str(first["loc"][0])
    if first["type"] == "missing":
        return f"{name.upper()} is not set: {_MISSING[name]}"
    return f"{name.upper()} {message}"
