"""Files: uploaded first, seen by nobody; a message that has an id shows them (DESIGN, promise 5; SLACK-FACTS B6)."""

from __future__ import annotations

import aiohttp

from escalation_bot.slack.api import SlackApi
from escalation_bot.slack.errors import SlackError, from_failure


async def upload(api: SlackApi, name: str, data: bytes, alt: str) -> str:
    """The id of the uploaded file. Again is harmless: what no message shows is seen by nobody. Raises SlackError."""
    asked = await api.call("files.getUploadURLExternal", filename=name, length=len(data), alt_txt=alt[:1000])
    await _send(api, str(asked["upload_url"]), data)
    file = str(asked["file_id"])
    await api.call("files.completeUploadExternal", files=[{"id": file, "title": name}])
    return file


async def _send(api: SlackApi, url: str, data: bytes) -> None:
    """The bytes, to the address that Slack named for them; it holds no token."""
    session = api.client.session
    if session is None:
        raise SlackError("upload", "closed")
    try:
        async with session.post(url, data=data, headers={"Content-Type": "application/octet-stream"}) as answer:
            if answer.status != 200:
                raise SlackError("upload", f"http_{answer.status}", permanent=400 <= answer.status < 500)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise from_failure("upload", error) from None
