"""Bolt's threaded `App` as it comes: five threads for listeners, behind a server with a thread for each caller."""

from __future__ import annotations

import logging
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from slack_bolt import Ack, App
from slack_bolt.request import BoltRequest
from slack_sdk import WebClient

from bench.form import CALLBACK, form


def make() -> App:
    """The app."""
    client = WebClient(os.environ.pop("SLACK_BOT_TOKEN"), os.environ["SLACK_API_URL"])
    app = App(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])
    view = form()

    @app.command("/escalate")
    def escalate(ack: Ack, body: dict[str, str]) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view(CALLBACK)
    def sent(ack: Ack) -> None:
        ack()

    return app


class Server(ThreadingHTTPServer):
    """Bolt's development server takes five connections at once; that alone would lose the comparison."""

    request_queue_size = 4096
    daemon_threads = True


def serve(app: App, port: int) -> None:
    """Until the process is stopped."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = app.dispatch(BoltRequest(body=body, headers=dict(self.headers.items())))
            content = str(answer.body).encode()
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
            """Access logs cost time."""

    Server(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    logging.disable()  # it warns of every ack that it missed, with advice on how to write a listener
    serve(make(), int(os.environ["PORT"]))
