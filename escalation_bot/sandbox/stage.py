"""What people stand on: the workspace, the way to the app, and waiting for something to be seen."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from .delivery import Deliveries
from .webapi import WebApi
from .workspace import Workspace

T = TypeVar("T")
_LOOK = 0.005  # seconds between looks at the workspace's version


@dataclass(frozen=True)
class Stage:
    """One workspace with its app."""

    ws: Workspace
    deliveries: Deliveries
    api: WebApi

    async def until(self, probe: Callable[[], T | None], seconds: float) -> T | None:
        """What `probe` finds, looking again whenever something changed; None when the time is over."""
        end, looked = time.monotonic() + seconds, -1
        while True:
            if looked != self.ws.version:
                looked = self.ws.version
                if (found := probe()) is not None:
                    return found
            if time.monotonic() > end:
                return None
            await asyncio.sleep(_LOOK)

    async def quiet(self, seconds: float = 10.0) -> None:
        """Return when no delivery is under way and no call is being answered, for a moment (bounded)."""
        end, still = time.monotonic() + seconds, 0
        while still < 3:
            still = 0 if self.deliveries.busy or self.api.busy else still + 1
            if time.monotonic() > end:
                raise TimeoutError("the app is still being talked to")
            await asyncio.sleep(_LOOK)
