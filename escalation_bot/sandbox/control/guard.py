"""Who may ask: this machine's own page and programs. A page of another site, or a name made to lead here, may not."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

_OF_SLACK = ("/api/", "/link/", "/actions/", "/upload/", "/files/")
"""What an app calls, with its token or a secret address."""
_NAMES = ("127.0.0.1", "localhost")
_CHANGING = ("POST", "PUT", "DELETE")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer to a browser carries."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what comes from elsewhere, and turn what cannot be done into one readable line."""
    if request.path.startswith(_OF_SLACK):
        return await handler(request)
    if why := foreign(request):
        return told(403, why)
    try:
        answer = await handler(request)
    except web.HTTPException as refused:
        return told(refused.status, refused.text or refused.reason)
    if not answer.prepared:
        answer.headers.update({name: value for name, value in HEADERS.items() if name not in answer.headers})
    return answer


def told(status: int, why: str) -> web.Response:
    """An error as the API tells it."""
    return web.json_response({"error": why}, status=status, headers=HEADERS)


def foreign(request: web.Request) -> str | None:
    """Why a request is no business of this page's, or None."""
    host = request.headers.get("Host", "")
    if _name(host) not in _NAMES:
        return "this sandbox answers to 127.0.0.1 and localhost only"
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{host}":
        return f"{origin} may not use this sandbox"
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return "another site may not use this sandbox"
    if request.method in _CHANGING and request.body_exists and request.content_type != "application/json":
        return "the Content-Type has to be application/json"
    return None


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
