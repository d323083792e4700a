"""The page's own files, as they stand in the package."""

from mimetypes import guess_type
from pathlib import Path

from aiohttp import web

from .guard import told

_PAGE = Path(__file__).parent.parent / "page"


async def index(_request: web.Request) -> web.StreamResponse:
    """The page."""
    return _file("index.html")


async def other(request: web.Request) -> web.StreamResponse:
    """A script, a style, a picture of it."""
    return _file(request.match_info["name"])


def _file(name: str) -> web.StreamResponse:
    path = _PAGE / name
    if not path.is_file():
        return told(404, f"there is no file {name}")
    kind = guess_type(name)[0] or "application/octet-stream"
    return web.Response(
        body=path.read_bytes(), content_type=kind, charset="utf-8" if kind.startswith("text/") else None
    )
