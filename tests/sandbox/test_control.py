"""The control API over real HTTP: who may use it, what one person sees, what changes, acting as somebody."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from escalation_bot.sandbox import Sandbox

from .a_bot import button, card, modal, new_app, over_sockets, words_input

Json = dict[str, Any]


class Client:
    """A program that uses the API."""

    def __init__(self, slack: Sandbox, session: aiohttp.ClientSession) -> None:
        self._base, self._session = f"{slack.origin}/sandbox/", session

    async def get(self, path: str) -> Json:
        async with self._session.get(self._base + path) as answer:
            found: Json = await answer.json()
            return found

    async def post(self, path: str, **body: Any) -> Json:
        async with self._session.post(self._base + path, json=body) as answer:
            found: Json = await answer.json()
            return {"status": answer.status} | found

    async def put(self, path: str, body: Json) -> tuple[int, Json]:
        async with self._session.put(self._base + path, json=body) as answer:
            return answer.status, await answer.json()

    async def types(self, who: str, words: str, in_: str = "help-soc", **more: Any) -> Json:
        said: Json = (await self.post(f"as/{who}/types", **{"in": in_, "words": words}, **more))["message"]
        return said

    async def hears(self, query: str, kind: str) -> Json:
        """The next change of that kind."""
        async with asyncio.timeout(5), self._session.get(f"{self._base}changes?{query}") as stream:
            async for line in stream.content:
                told = json.loads(line.removeprefix(b"data: ")) if line.startswith(b"data: ") else {}
                if told.get("kind") == kind:
                    return dict(told)
        raise AssertionError(f"the stream ended without a {kind}")


@pytest.fixture
async def client(slack: Sandbox) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(slack, session)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=lambda each: " ".join(*each.items()),
)
@pytest.mark.parametrize("path", ["/", "/page/page.css", "/sandbox/people", "/sandbox/saved"])
async def test_another_site_may_not_use_it(slack: Sandbox, path: str, headers: dict[str, str]) -> None:
    async with aiohttp.ClientSession() as session, session.get(slack.origin + path, headers=headers) as answer:
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_form_of_another_site_changes_nothing(slack: Sandbox) -> None:
    body = json.dumps({"in": "help-soc", "words": "hello"}).encode()
    async with aiohttp.ClientSession() as session:
        plain = await session.post(
            f"{slack.origin}/sandbox/as/anna/types", data=body, headers={"Content-Type": "text/plain"}
        )
        bare = await session.delete(f"{slack.origin}/sandbox/faults", headers={"Origin": "http://evil.example"})
    assert (plain.status, bare.status) == (403, 403)
    assert slack.person("anna").reads("#help-soc") == []


async def test_the_page_runs_no_script_but_its_own_and_is_not_cached(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{slack.origin}/") as answer:
        assert answer.status == 200
        assert "default-src 'none'; script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/page/../world.py", "/page/%2e%2e%2fworld.py", "/page/..%2f..%2fworld.py"])
async def test_only_the_pages_files_are_served(slack: Sandbox, path: str) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await session.get(f"{slack.origin}{path}")
    assert answer.status in (403, 404)


@pytest.mark.parametrize(
    ("path", "body", "status", "why"),
    [
        ("as/zoe/types", {"in": "random", "words": "x"}, 404, "there is nobody called zoe"),
        ("as/anna/types", {"in": "nowhere", "words": "x"}, 404, "there is no channel nowhere"),
        ("as/anna/types", {"in": "soc-queue", "words": "x"}, 400, "anna cannot open soc-queue"),
        ("as/anna/types", {"words": "x"}, 400, "in is missing"),
        ("as/anna/types", {"in": "help-soc", "words": 3}, 400, "words has to be text"),
        ("as/anna/types", {"in": "help-soc"}, 400, "there is nothing to send"),
        ("as/anna/sings", {}, 400, "sings is no act"),
        ("as/anna/reacts", {"in": "help-soc", "ts": "1.2", "name": "eyes"}, 404, "anna sees no message 1.2"),
        ("as/anna/submits", {"view": "V1"}, 404, "anna has no form V1"),
        ("people/anna", {"tz": 3}, 400, "tz cannot be changed to 3"),
        ("time", {"by": -1}, 400, "time goes forward"),
        ("faults", {"kind": "rain"}, 400, "kind has to be one of"),
        ("bot", {"do": "kill"}, 409, "the bot is one of your own"),
    ],
)
async def test_what_cannot_be_done_is_said_in_one_line(
    client: Client, path: str, body: Json, status: int, why: str
) -> None:
    answer = await client.post(path, **body)
    assert answer["status"] == status
    assert why in answer["error"]
    assert "\n" not in answer["error"]


async def test_each_sees_what_is_theirs(client: Client) -> None:
    since = (await client.get("as/sam"))["version"]
    said = await client.types("anna", "Look at this, @sam")
    told = await client.hears(f"as=sam&since={since}", "message")
    assert told["message"]["plain"] == "Look at this, @Sam"
    state = await client.get("as/sam")
    assert [(each["why"], each["ts"]) for each in state["notifications"]] == [("mention", said["ts"])]
    help_soc = next(each for each in state["channels"] if each["name"] == "help-soc")
    assert (help_soc["unread"], help_soc["pings"]) == (1, 1)
    assert (await client.get("as/anna"))["notifications"] == []
    await client.post("as/sam/reads", **{"in": "help-soc"})
    told = await client.hears(f"as=sam&since={state['version']}", "channel")
    assert (told["channel"]["unread"], told["channel"]["pings"]) == (0, 0)


async def test_nobody_is_told_of_what_they_cannot_open(client: Client) -> None:
    since = (await client.get("as/anna"))["version"]
    await client.types("sam", "Among us.", in_="soc-queue")
    await client.types("sam", "To all.")
    told = await client.hears(f"as=anna&since={since}", "message")
    assert told["message"]["text"] == "To all."


async def test_a_thread_stands_beside_its_channel(client: Client) -> None:
    above = await client.types("anna", "A question")
    since = (await client.get("as/anna"))["version"]
    await client.types("sam", "An answer", thread=above["ts"])
    told = await client.hears(f"as=anna&since={since}", "thread")
    assert told["thread"] | {"latest": ""} == {
        "channel": above["channel"],
        "ts": above["ts"],
        "unread": 1,
        "latest": "",
    }
    channel = (await client.get("as/anna/messages?in=help-soc"))["messages"]
    thread = (await client.get(f"as/anna/messages?in=help-soc&thread={above['ts']}"))["messages"]
    assert [each["text"] for each in channel] == ["A question"]
    assert [each["text"] for each in thread] == ["A question", "An answer"]
    assert channel[0]["replies"]["count"] == 1


async def test_older_messages_come_page_by_page(client: Client) -> None:
    said = [await client.types("anna", f"number {number}") for number in range(5)]
    page = await client.get("as/sam/messages?in=help-soc&limit=2")
    assert [each["ts"] for each in page["messages"]] == [each["ts"] for each in said[3:]]
    rest = await client.get(f"as/sam/messages?in=help-soc&before={said[3]['ts']}")
    assert ([each["ts"] for each in rest["messages"]], rest["more"]) == ([each["ts"] for each in said[:3]], False)


async def test_a_form_is_filled_in_and_sent_as_slacks_client_does(slack: Sandbox, client: Client) -> None:
    app, sent = new_app(slack), list[Json]()

    @app.action("ask")
    async def ask(ack: Any, body: Json, client: Any) -> None:
        await ack()
        choice = {"type": "static_select", "action_id": "which", "options": [_option("One", "1"), _option("Two", "2")]}
        chosen = {"type": "input", "block_id": "choice", "label": {"type": "plain_text", "text": "Which"}}
        view = modal(words_input("words", "Words", min_length=3), chosen | {"element": choice})
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("a_form")
    async def stored(ack: Any, view: Json) -> None:
        sent.append(view["state"]["values"])
        await ack(response_action="errors", errors={"words": "Say more."})

    async with over_sockets(slack, app):
        await app.client.chat_postMessage(channel="C0HELPSOC", text="x", blocks=card(button("Ask", "ask")))
        message = (await client.get("as/anna/messages?in=help-soc"))["messages"][0]
        block = message["blocks"][1]
        place = {"in": "help-soc", "ts": message["ts"], "block_id": block["block_id"], "action_id": "ask"}
        form = (await client.post("as/anna/presses", **place))["modals"][0]
        refused = await client.post("as/anna/submits", view=form["id"], values={"words": {"words_value": "x"}})
        assert set(refused["refused"]) == {"words", "choice"}
        values = {"words": {"words_value": "enough"}, "choice": {"which": "2"}}
        answer = await client.post("as/anna/submits", view=form["id"], values=values)
        wrong = await client.post("as/anna/submits", view=form["id"], values={"choice": {"which": "3"}})
    assert sent[0]["choice"]["which"]["selected_option"] == _option("Two", "2")
    assert answer["modals"][0]["errors"] == {"words": "Say more."}
    assert "no option '3'" in wrong["error"]
    record = (await client.get("record"))["entries"]
    assert {"block_actions", "views.open", "view_submission"} <= {each["what"] for each in record}
    whole = await client.get(f"record/{next(each['number'] for each in record if each['what'] == 'view_submission')}")
    assert whole["answer"]["response_action"] == "errors"


def _option(text: str, value: str) -> Json:
    return {"text": {"type": "plain_text", "text": text, "emoji": True}, "value": value}


async def test_what_the_app_does_not_answer_is_said_as_slack_says_it(client: Client) -> None:
    answer = await client.post("as/anna/types", **{"in": "help-soc", "words": "/anything"})
    assert answer["failed"] == "dispatch_failed"
    assert (await client.get("as/anna"))["warnings"][0]["words"] == answer["words"]


async def test_a_file_is_shared_and_opened_by_those_who_see_it(slack: Sandbox, client: Client) -> None:
    data = base64.b64encode(b"<script>alert(1)</script>").decode()
    made = (await client.post("as/sam/uploads", name="log.html", data=data))["file"]
    said = await client.types("sam", "", in_="soc-queue", files=[made["id"]])
    assert said["files"][0]["name"] == "log.html"
    async with aiohttp.ClientSession() as session:
        mine = await session.get(f"{slack.origin}/sandbox/as/lena/files/{made['id']}")
        theirs = await session.get(f"{slack.origin}/sandbox/as/anna/files/{made['id']}")
    assert (mine.status, mine.headers["Content-Disposition"]) == (200, "attachment")
    assert theirs.status == 404


async def test_what_was_saved_is_put_back_whole(client: Client) -> None:
    above = await client.types("anna", "Before, @sam")
    await client.types("sam", "A reply", thread=above["ts"])
    await client.post("as/sam/reacts", **{"in": "help-soc", "ts": above["ts"], "name": "eyes"})
    await client.post("time", by=3600)
    kept, before = await client.get("saved"), await client.get("as/anna")
    await client.types("anna", "After")
    assert await client.put("saved", kept) == (200, {})
    after = await client.get("as/anna")
    assert {**after, "version": 0, "now": ""} == {**before, "version": 0, "now": ""}
    assert after["now"] >= kept["workspace"]["at"][:23]
    messages = (await client.get("as/sam/messages?in=help-soc"))["messages"]
    assert [(each["text"], each["reactions"][0]["name"]) for each in messages] == [("Before, <@U0SAM>", "eyes")]
    assert (await client.types("anna", "Anew"))["ts"] > above["ts"]


@pytest.mark.parametrize("kept", [{}, {"workspace": {"version": 1}}, {"workspace": {"version": 99}}])
async def test_what_is_no_saved_state_changes_nothing(client: Client, kept: Json) -> None:
    await client.types("anna", "Here")
    status, answer = await client.put("saved", kept)
    assert (status, "\n" in answer["error"]) == (400, False)
    assert len((await client.get("as/anna/messages?in=help-soc"))["messages"]) == 1


async def test_trouble_is_ordered_and_taken_away(slack: Sandbox, client: Client) -> None:
    limited = (await client.post("faults", slack="limited"))["faults"]
    assert [(each["method"], each["kind"], each["times"]) for each in limited] == [("chat.postMessage", "429", None)]
    async with aiohttp.ClientSession() as session, session.delete(f"{slack.origin}/sandbox/faults") as answer:
        assert await answer.json() == {"faults": []}
    assert slack.faults.waiting == []
