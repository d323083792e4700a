"""What an outgoing message or view is held to before Slack takes it."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from .blockkit import Problem, check_message, check_view
from .files import File
from .messages import Json
from .mrkdwn import tripwires
from .workspace import Workspace

MESSAGE_FIELDS = ("text", "blocks", "attachments", "metadata")
MAX_TEXT = 40_000  # longer is cut, not refused (docs.slack.dev/reference/methods/chat.postMessage)


def message_problems(ws: Workspace, payload: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a message; what people typed and stands unescaped in it is noted as a violation."""
    content = {name: payload[name] for name in MESSAGE_FIELDS if payload.get(name) is not None}
    if content.get("metadata") == {}:
        del content["metadata"]  # takes metadata away
    problems = check_message(content) or picture_problems(ws, content)
    if not problems:
        for found in tripwires(content, ws.canaries):
            ws.wrong(f"message: {found}")
    return problems


def picture_problems(ws: Workspace, payload: Mapping[str, Any]) -> list[Problem]:
    """Pictures that are no uploaded ones of this workspace (docs.slack.dev/reference/block-kit/composition-objects/
    slack-file-object)."""
    return [
        Problem("invalid slack file", f"/blocks/{at}/slack_file")
        for at, block in enumerate(payload.get("blocks") or ())
        if "slack_file" in block and not _shows(ws, block["slack_file"])
    ]


def _shows(ws: Workspace, source: Json) -> bool:
    file = _named(ws, source)
    return bool(file and file.is_complete and file.name.rpartition(".")[2] in ("png", "jpg", "jpeg", "gif"))


def _named(ws: Workspace, source: Json) -> File | None:
    """The file that is meant: by its id, or by the address that Slack gave it."""
    name = source.get("id") or str(source.get("url", "")).rpartition("/")[2]
    return ws.files.by_id.get(name)


def early_picture(ws: Workspace, payload: Mapping[str, Any]) -> Problem | None:
    """A picture that Slack still works on after its upload; no mistake of the app's, it may try again."""
    for at, block in enumerate(payload.get("blocks") or ()):
        file = _named(ws, block["slack_file"]) if "slack_file" in block else None
        if file and file.ready and file.ready > ws.clock.now():
            return Problem("invalid slack file", f"/blocks/{at}/slack_file")
    return None


def view_problems(view: Any) -> list[Problem]:
    """Everything wrong with a modal or Home view, whatever was sent."""
    if not isinstance(view, dict):
        return [Problem("must provide an object", "/view")]
    return check_view(view)


def said(problem: Problem) -> str:
    """A problem in Slack's words."""
    return f"{problem.message} [json-pointer:{problem.pointer}]"


def error_of(problem: Problem) -> str:
    """Slack's error name for a refused message."""
    if problem.error:
        return problem.error
    by_field = {"attachments": "invalid_attachments", "metadata": "invalid_metadata_format"}
    return by_field.get(problem.pointer.split("/")[1], "invalid_blocks")


def content_of(ws: Workspace, payload: Mapping[str, Any]) -> Json:
    """What a message shows, as Slack keeps it: text cut, blocks with ids."""
    content: Json = {"text": str(payload.get("text") or "")[:MAX_TEXT]}
    if payload.get("blocks"):
        content["blocks"] = ws.views.with_ids(deepcopy(payload["blocks"]))
    if payload.get("attachments"):
        content["attachments"] = [{"id": n, **each} for n, each in enumerate(payload["attachments"], 1)]
    return content


def says_nothing(payload: Mapping[str, Any]) -> bool:
    """Whether there is neither text nor blocks nor attachments."""
    return not any(payload.get(name) for name in ("text", "blocks", "attachments"))
