"""A process for the runner's tests: it tells its port, answers slowly on /slow, and says how it ended."""

import asyncio
import sys

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from escalation_bot.serve.logs import set_up
from escalation_bot.serve.runner import Web, run, serve, stop_on_signals


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


class Talker:
    """A part that says what happens to it; `stuck` ones never stop."""

    def __init__(self, name: str, *, stuck: bool = False) -> None:
        self.name, self.stuck = name, stuck

    async def start(self) -> None:
        say(f"{self.name} starts")

    async def stop(self) -> None:
        say(f"{self.name} stops")
        if self.stuck:
            await asyncio.Event().wait()


class Port:
    """Tells the port of a server that was started before it."""

    def __init__(self, server: Web) -> None:
        self.server = server

    async def start(self) -> None:
        say(f"port {self.server.port}")

    async def stop(self) -> None:
        say("told to stop")


async def slow(request: Request) -> Response:
    say("asked")
    await asyncio.sleep(float(request.query_params["seconds"]))
    return PlainTextResponse("answered")


async def main(*, stuck: bool) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    server = Web(Starlette(routes=[Route("/slow", slow)]), "127.0.0.1", 0)
    await serve([Talker("store"), Talker("jobs", stuck=stuck), server, Port(server)], stop)
    say(f"ended on {type(asyncio.get_running_loop()).__module__}")


if __name__ == "__main__":
    set_up("INFO", "text")
    run(main(stuck="stuck" in sys.argv))
