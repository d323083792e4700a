"""A strict Slack on localhost, for demos, development and tests: what Slack would refuse is refused here."""

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
