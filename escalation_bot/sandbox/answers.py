"""What the app's answers do: acks of commands and submissions, and posts to a response_url. No I/O."""

from typing import Any

from . import talk
from .checks import MESSAGE_FIELDS, content_of, error_of, message_problems, said, says_nothing, view_problems
from .messages import Conversation, Json, Message
from .tickets import ResponseUrl
from .views import MAX_STACK, View
from .workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


def shown(ws: Workspace, where: Conversation, user: str, payload: Json, thread_ts: str | None = None) -> Message:
    """Show a message that answers somebody: to them only, unless `response_type` is in_channel."""
    content = content_of(ws, payload) | talk.app_fields(ws)
    metadata = payload.get("metadata")
    bot = ws.world.bot_user_id
    message = Message(where.id, ws.stamp(), bot, content, thread_ts, metadata=metadata)
    if payload.get("response_type") == "in_channel":
        return talk.post(ws, where, message)
    message.ephemeral_for = user
    return talk.whisper(ws, where, message)


def command_answer(ws: Workspace, where: Conversation, user: str, body: Any) -> tuple[Message | None, str | None]:
    """What an ack of a command shows: a message, nothing, or the error the person sees."""
    payload = {"text": body} if isinstance(body, str) else body
    if not payload or says_nothing(payload):
        return None, None
    problems = message_problems(ws, payload)
    if problems:
        ws.wrong(f"answer to a command: {error_of(problems[0])} · {' · '.join(map(said, problems))}")
        return None, error_of(problems[0])
    return shown(ws, where, user, payload), None


def respond(ws: Workspace, url: ResponseUrl, payload: Json) -> str:
    """One use of a response_url: "ok" or Slack's word for why not."""
    if problem := url.problem(ws.clock.now()):
        ws.wrong(f"response_url: {problem}")
        return problem
    url.uses += 1
    problems = message_problems(ws, payload)
    if problems:
        ws.wrong(f"response_url: {error_of(problems[0])} · {' · '.join(map(said, problems))}")
        return error_of(problems[0])
    return _responded(ws, url, payload)


def _responded(ws: Workspace, url: ResponseUrl, payload: Json) -> str:
    where, source = ws.conversations[url.channel], url.source
    if source is not None and source.ts in where.messages:
        if _flag(payload, "delete_original"):
            talk.delete(ws, where, source)
            return "ok"
        if _flag(payload, "replace_original") or "replace_original" not in payload:
            return _replaced(ws, where, source, payload)
    if says_nothing(payload):
        ws.wrong("response_url: no_text")
        return "no_text"
    thread = str(payload["thread_ts"]) if payload.get("thread_ts") else source.thread_ts if source else None
    url.answers += 1
    shown(ws, where, url.user, payload, thread)
    return "ok"


def _replaced(ws: Workspace, where: Conversation, source: Message, payload: Json) -> str:
    kept = {name: value for name, value in source.content.items() if name not in MESSAGE_FIELDS}
    talk.edit(ws, where, source, kept | content_of(ws, payload), ws.world.bot_user_id)
    return "ok"


def _flag(payload: Json, name: str) -> bool:
    return str(payload.get(name, "")).lower() == "true"


def submission_answer(ws: Workspace, view: View, body: Any) -> None:
    """Do what the ack of a view_submission says; anything else leaves the person with "trouble connecting"."""
    ws.changed("modals", view.user)
    if not body:
        ws.views.close(view)
        return
    problem = _acted(ws, view, body) if isinstance(body, dict) else "the body has to be empty or JSON"
    if problem:
        view.trouble = TROUBLE
        ws.wrong(f"answer to a view_submission: {problem}")


def _acted(ws: Workspace, view: View, body: Json) -> str | None:
    match body.get("response_action"):
        case "clear":
            ws.views.clear(view.user)
        case "errors":
            return _errors(view, body.get("errors"))
        case "update" | "push" as way:
            return _next_view(ws, view, body.get("view"), way)
        case unknown:
            return f"response_action is {unknown!r}"
    return None


def _errors(view: View, errors: Any) -> str | None:
    inputs = {block["block_id"] for block in view.spec["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        return "errors has to name at least one block"
    if strange := sorted(set(errors) - inputs):
        return f"errors for {', '.join(strange)}, which is no input block"
    if any(not isinstance(text, str) or not text for text in errors.values()):
        return "an error has to say something"
    view.errors = dict(errors)
    return None


def _next_view(ws: Workspace, view: View, spec: Any, way: str) -> str | None:
    problems = view_problems(spec)
    if problems:
        return " · ".join(map(said, problems))
    if spec["type"] != "modal" or ws.views.taken(spec.get("external_id") or "", view):
        return "the view has to be a modal with an external_id of its own"
    if way == "update":
        ws.views.update(view, spec)
        return None
    if len(ws.views.stack(view.user)) >= MAX_STACK:
        return "push_limit_reached"
    ws.views.push(view.user, spec)
    return None


def option_answer(ws: Workspace, body: Any) -> list[Json]:
    """The options of an ack to a block_suggestion; none, and a violation, when it is not well formed."""
    options = body.get("options") if isinstance(body, dict) else None
    groups = body.get("option_groups") if isinstance(body, dict) else None
    if options is None and groups is None:
        ws.wrong("answer to a block_suggestion: neither options nor option_groups")
        return []
    found = options if options is not None else [o for group in groups or [] for o in group["options"]]
    if len(found) > 100:
        ws.wrong("answer to a block_suggestion: more than 100 options")
    return list(found)
