"""A strict Slack on localhost, for demos, development and tests: what Slack would refuse is refused here.

A story in three steps: start it, start a bot against `api_url` with its tokens, let people act.

    async with Sandbox(World.example(), manifest=manifest) as slack:
        …                                     # the bot connects, or slack.deliver_to("http://127.0.0.1:3000/slack/events")
        anna, sam = slack.person("anna"), slack.person("sam")
        answer = await anna.types("/escalate SOC-101", in_="#help-soc")
        await answer.form.fill({"Ticket ID": "SOC-101"}).submit()
        card = await sam.sees("SOC-101", in_="#soc-queue")
        await sam.reacts("eyes", card)

Layers, each importing only those before it: the state of the workspace (world, messages, views, workspace, talk,
notices), the Web API as a pure function of it (api, answers), the wire (webapi, sockets, transports, delivery,
faults, pace), people (forms, people), and for programs and browsers the control API (control) with its page.

Refusals that only a mistake in the app explains are kept in `violations`; leaving the sandbox with one is an error.
"""

from .clock import Clock
from .filling import FormRefused
from .forms import Form
from .pace import Pace
from .people import Answer, Person
from .seen import Seen
from .server import Sandbox
from .workspace import Notification
from .world import Channel, Group, User, World

__all__ = [
    "Answer",
    "Channel",
    "Clock",
    "Form",
    "FormRefused",
    "Group",
    "Notification",
    "Pace",
    "Person",
    "Sandbox",
    "Seen",
    "User",
    "World",
]
