"""files.getUploadURLExternal, files.completeUploadExternal, files.info (upload v2)."""

from escalation_bot.sandbox import talk
from escalation_bot.sandbox.files import File
from escalation_bot.sandbox.messages import Conversation, Json, Message
from escalation_bot.sandbox.workspace import Workspace

from .chat import thread
from .method import Args, Method, Refused, joined


def _announce(ws: Workspace, args: Args) -> Json:
    length = args.number("length", 0)
    if length <= 0:
        raise Refused("invalid_arguments", "must be greater than 0 [json-pointer:/length]")
    created = int(ws.clock.now().timestamp())
    file = ws.files.add(args.text("filename"), ws.world.bot_user_id, length, created)
    return {"upload_url": f"{ws.origin}/upload/v1/{file.id}", "file_id": file.id}


def _complete(ws: Workspace, args: Args) -> Json:
    wanted = args.data("files") or []
    files = [_uploaded(ws, each.get("id"), each.get("title")) for each in wanted]
    names = [name for name in (args.text("channels") or args.text("channel_id")).split(",") if name]
    for found in [joined(ws, Args({"channel": name})) for name in names]:
        if found.is_archived:
            raise Refused("is_archived")
        share(ws, found, files, Args(args.given))
    for file in files:
        file.is_complete, file.ready = True, ws.clock.now() + ws.files.processing
    return {"files": [ws.files.json_of(file, ws.origin) for file in files]}


def _uploaded(ws: Workspace, name: str, title: str | None) -> File:
    file = ws.files.by_id.get(name)
    if file is None or file.data is None:
        raise Refused("file_not_found")
    file.title = title or file.name
    return file


def share(ws: Workspace, found: Conversation, files: list[File], args: Args) -> Message:
    """Post files of the app into a conversation, perhaps as a reply."""
    for file in files:
        file.channels = (*file.channels, found.id)
    content: Json = {
        "text": args.text("initial_comment"),
        "files": [ws.files.json_of(file, ws.origin) for file in files],
        "upload": False,
        **talk.app_fields(ws),
    }
    message = Message(found.id, ws.stamp(), ws.world.bot_user_id, content, thread(found, args), "file_share")
    return talk.post(ws, found, message)


def _info(ws: Workspace, args: Args) -> Json:
    file = ws.files.by_id.get(args.text("file"))
    if file is None or not file.is_complete:
        raise Refused("file_not_found")
    return {"file": ws.files.json_of(file, ws.origin), "comments": []}


_WRITE = ("files:write",)
_ANNOUNCE = ("alt_txt", "snippet_type")
_COMPLETE = ("channel_id", "channels", "thread_ts", "initial_comment", "blocks", "highlight_type")
METHODS = (
    Method("files.getUploadURLExternal", _announce, _WRITE, 100, ("length", "filename"), _ANNOUNCE),
    Method("files.completeUploadExternal", _complete, _WRITE, 100, ("files",), _COMPLETE),
    Method("files.info", _info, ("files:read",), 100, ("file",), ("cursor", "limit", "page", "count")),
)
