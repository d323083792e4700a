"""What a call that failed means: refused for good, possibly done, the token's fault, or worth another try."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError

AUTH = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)
"""The token is the trouble, not the call (SLACK-FACTS B5): everything waits."""
DOUBTFUL = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable", "update_failed"})
"""Slack's own trouble: some of what was asked may have happened (SLACK-FACTS B5)."""
PASSING = frozenset(
    {"external_channel_migrating", "message_limit_exceeded", "rate_limited", "ratelimited", "team_added_to_org"}
)
"""Nothing happened, and the same call may succeed later."""


class SlackError(Exception):
    """A call that did not go well; at most one of `permanent`, `unknown` and `auth` holds, none: try again.

    `permanent`: Slack refused, and would refuse again. `unknown`: it may have taken effect. `auth`: the token is
    refused, nothing is wrong with the call. `retry_after` is in seconds. `detail` is what Slack says is wrong.
    """

    def __init__(
        self,
        method: str,
        code: str,
        *,
        permanent: bool = False,
        unknown: bool = False,
        auth: bool = False,
        retry_after: float | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(f"{method}: {code} ({detail})" if detail else f"{method}: {code}")
        self.method = method
        self.code = code
        self.permanent = permanent
        self.unknown = unknown
        self.auth = auth
        self.retry_after = retry_after
        self.detail = detail


def from_answer(method: str, error: SlackApiError) -> SlackError:
    """What Slack's answer means. An answer that is not Slack's JSON leaves the outcome open."""
    response = error.response
    status = int(getattr(response, "status_code", 0) or response.status)  # aiohttp's own, for a body cut short
    body = getattr(response, "data", None)
    if status == 429:
        return SlackError(method, "ratelimited", retry_after=_seconds(response.headers.get("Retry-After")))
    if status >= 500 or not isinstance(body, dict) or "error" not in body:
        return SlackError(method, "no_json" if status == 200 else f"http_{status}", unknown=True)
    return _refusal(method, body)


def from_failure(method: str, error: Exception) -> SlackError:
    """What no answer means: only a connection that was never made tells that nothing happened."""
    if isinstance(error, TimeoutError):
        return SlackError(method, "timeout", unknown=True)
    if isinstance(error, aiohttp.ClientConnectorError):
        return SlackError(method, "unreachable")
    return SlackError(method, "connection_lost", unknown=True)


def _refusal(method: str, body: dict[str, object]) -> SlackError:
    code = str(body["error"])
    if code in AUTH:
        return SlackError(method, code, auth=True)
    if code in DOUBTFUL:
        return SlackError(method, code, unknown=True)
    if code in PASSING:
        return SlackError(method, code)
    return SlackError(method, code, permanent=True, detail=_detail(body))


def _detail(body: dict[str, object]) -> str:
    meta = body.get("response_metadata")
    messages = meta.get("messages") if isinstance(meta, dict) else None
    return str(body["needed"]) if "needed" in body else "; ".join(map(str, messages or ()))


def _seconds(header: str | None) -> float:
    return float(header) if header and header.isdecimal() else 1.0
