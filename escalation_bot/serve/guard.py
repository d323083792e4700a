"""What stands before Bolt: a request's size and signature are judged on the bytes as they came, before any parsing."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Mapping

from starlette.requests import ClientDisconnect, Request

MOST_BYTES = 1_000_000
"""The longest body that is read; Slack's own stay far below."""
MOST_SECONDS = 5.0
"""How long a body may take to arrive; Slack itself gives a request up after three."""
MOST_AGE = 300.0
"""Seconds between a signed timestamp and now at most (docs.slack.dev/authentication/verifying-requests-from-slack)."""


class Rejected(Exception):
    """The request is not taken; `status` is what its sender is told."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


async def signed_body(request: Request, secret: str, now: float) -> bytes:
    """The body, if Slack signed it; `now` in epoch seconds. Raises Rejected: 413 too long, 408 too slow, else 401."""
    body = await _read(request)
    if not is_signed(secret, body, request.headers, now):
        raise Rejected(401, "invalid signature")
    return body


async def _read(request: Request) -> bytes:
    if _declared(request) > MOST_BYTES:
        raise Rejected(413, "too long")
    body = bytearray()
    try:
        async with asyncio.timeout(MOST_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise Rejected(413, "too long")
    except TimeoutError:
        raise Rejected(408, "too slow") from None
    except ClientDisconnect:
        raise Rejected(400, "broken off") from None
    return bytes(body)


def _declared(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0


def is_signed(secret: str, body: bytes, headers: Mapping[str, str], now: float) -> bool:
    """Did Slack sign this body within five minutes of `now` (epoch seconds)? Header names are lower case."""
    timestamp = headers.get("x-slack-request-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 20):
        return False
    if abs(now - int(timestamp)) > MOST_AGE:
        return False
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    given = headers.get("x-slack-signature", "")
    return hmac.compare_digest(f"v0={digest}".encode(), given.encode())
