"""The Web API as a pure function: a method, its arguments and a token give an answer and change the workspace."""

from collections.abc import Mapping
from typing import Any

from escalation_bot.sandbox.messages import Json
from escalation_bot.sandbox.workspace import Workspace

from . import auth, chat, conversations, files, reactions, scheduled, usergroups, users, views
from .method import Args, Method, Refused, need

_FAMILIES = (auth, chat, conversations, files, reactions, scheduled, usergroups, users, views)
METHODS: Mapping[str, Method] = {m.name: m for family in _FAMILIES for m in family.METHODS}


def answer(ws: Workspace, name: str, given: Mapping[str, Any], token: str) -> Json:
    """Slack's answer to one call. What only a mistake in the app explains is added to the violations."""
    try:
        return {"ok": True, **_answer(ws, name, Args(given), token)}
    except Refused as refused:
        if refused.is_bug:
            details = refused.answer.get("response_metadata", {}).get("messages", [])
            needed = [f"needs {refused.answer['needed']}"] if "needed" in refused.answer else []
            ws.wrong(" · ".join([f"{name}: {refused.error}", *details, *needed]))
        return refused.answer


def _answer(ws: Workspace, name: str, args: Args, token: str) -> Json:
    method = METHODS.get(name)
    if method is None:
        raise Refused("unknown_method", req_method=name)
    _authorize(ws, method, token)
    if method.scopes:
        need(ws, *method.scopes)
    unknown = method.check(args)
    if unknown:
        ws.wrong(f"{name}: unknown argument {', '.join(unknown)}")
    return method.run(ws, args)


def _authorize(ws: Workspace, method: Method, token: str) -> None:
    if not token:
        raise Refused("not_authed")
    kinds = {auth.bot_token(ws): "xoxb", auth.app_token(ws): "xapp"}
    if token not in kinds:
        raise Refused("invalid_auth")
    if kinds[token] != method.takes:
        raise Refused("not_allowed_token_type")
    if ws.token_error:
        raise Refused(ws.token_error)
