"""Uploaded files. State only, no I/O."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from mimetypes import guess_type
from urllib.parse import quote

from .messages import Json


@dataclass
class File:
    """A file; `data` is None until its bytes arrived, `channels` where it was shared, `ready` when it can be shown."""

    id: str
    name: str
    user: str
    length: int
    created: int
    title: str = ""
    data: bytes | None = None
    channels: tuple[str, ...] = ()
    is_complete: bool = False
    ready: datetime | None = None


class Files:
    """All files of the workspace by id."""

    def __init__(self, number: Callable[[], int], domain: str) -> None:
        self._number = number
        self._domain = domain
        self.by_id: dict[str, File] = {}
        self.processing = timedelta()  # how long a picture cannot be shown after its upload

    def add(self, name: str, user: str, length: int, created: int) -> File:
        """A file that is announced, not yet uploaded."""
        file = File(f"F{self._number():08d}", name, user, length, created, title=name)
        self.by_id[file.id] = file
        return file

    def json_of(self, file: File, origin: str) -> Json:
        """A file object as messages and files.info show it."""
        return {
            "id": file.id,
            "created": file.created,
            "timestamp": file.created,
            "name": file.name,
            "title": file.title,
            "mimetype": guess_type(file.name)[0] or "application/octet-stream",
            "filetype": file.name.rpartition(".")[2],
            "user": file.user,
            "size": file.length,
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "channels": list(file.channels),
            "url_private": f"{origin}/files/{file.id}",
            "url_private_download": f"{origin}/files/{file.id}/download",
            "permalink": f"https://{self._domain}.slack.com/files/{file.user}/{file.id}/{quote(file.name.lower())}",
        }
