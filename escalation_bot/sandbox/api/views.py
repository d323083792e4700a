"""views.open, views.push, views.update, views.publish."""

import re

from escalation_bot.sandbox.checks import said, view_problems
from escalation_bot.sandbox.messages import Json
from escalation_bot.sandbox.tickets import Trigger
from escalation_bot.sandbox.views import MAX_STACK, View, view_json
from escalation_bot.sandbox.workspace import Workspace

from .method import Args, Method, Refused

_TRIGGER = re.compile(r"\d+\.\d+\.[0-9a-f]{32}")


def _trigger(ws: Workspace, args: Args) -> Trigger:
    name = args.text("trigger_id")
    trigger = ws.triggers.get(name)
    if not _TRIGGER.fullmatch(name) or trigger is None:
        raise Refused("invalid_trigger_id")
    if problem := trigger.problem():
        raise Refused(problem)
    return trigger


def _spec(ws: Workspace, args: Args, kind: str, replaced: View | None = None) -> Json:
    spec = args.data("view")
    problems = view_problems(spec)
    if problems:
        error = problems[0].error or "invalid_arguments"
        raise Refused(error, *(said(problem) for problem in problems))
    if spec["type"] != kind:
        raise Refused("invalid_arguments", f"must be a {kind} view [json-pointer:/view/type]")
    if ws.views.taken(spec.get("external_id") or "", replaced):
        raise Refused("duplicate_external_id")
    return dict(spec)


def _shown(ws: Workspace, trigger: Trigger, view: View) -> Json:
    trigger.is_used, trigger.opened = True, view.id
    ws.changed("modals", view.user)
    return {"view": view_json(view, ws.world)}


def _open(ws: Workspace, args: Args) -> Json:
    trigger = _trigger(ws, args)
    spec = _spec(ws, args, "modal")
    below = ws.views.by_id.get(trigger.view or "")
    if below and below.is_open and below.spec["type"] == "modal":
        ws.wrong("views.open: the trigger comes from an open modal, which needs views.push")
    return _shown(ws, trigger, ws.views.open(trigger.user, spec))


def _push(ws: Workspace, args: Args) -> Json:
    trigger = _trigger(ws, args)
    if not ws.views.stack(trigger.user) or trigger.view is None:
        raise Refused("not_found")
    if len(ws.views.stack(trigger.user)) >= MAX_STACK:
        raise Refused("push_limit_reached")
    spec = _spec(ws, args, "modal")
    return _shown(ws, trigger, ws.views.push(trigger.user, spec))


def _named(ws: Workspace, args: Args) -> View:
    if "view_id" not in args and "external_id" not in args:
        raise Refused("invalid_arguments", "must provide view_id or external_id")
    found = [ws.views.by_id.get(args.text("view_id"))]
    if "view_id" not in args:
        found = [view for view in ws.views.by_id.values() if view.external_id == args.text("external_id")]
    for view in found:
        if view and view.is_open:
            return view
    raise Refused("not_found")


def _update(ws: Workspace, args: Args) -> Json:
    view = _named(ws, args)
    spec = _spec(ws, args, str(view.spec["type"]), view)
    if "hash" in args and args.text("hash") != view.hash:
        raise Refused("hash_conflict")
    ws.views.update(view, spec)
    ws.changed("home" if view.spec["type"] == "home" else "modals", view.user)
    return {"view": view_json(view, ws.world)}


def _publish(ws: Workspace, args: Args) -> Json:
    if not ws.app.home_tab:
        raise Refused("not_enabled")
    user = args.text("user_id")
    if user not in ws.users:
        raise Refused("invalid_arguments", "invalid `user_id` [json-pointer:/user_id]")
    home = ws.views.homes.get(user)
    spec = _spec(ws, args, "home", home)
    if home and "hash" in args and args.text("hash") != home.hash:
        raise Refused("hash_conflict")
    published = ws.views.publish(user, spec)
    ws.changed("home", user)
    return {"view": view_json(published, ws.world)}


METHODS = (
    Method("views.open", _open, (), 100, ("view",), ("trigger_id", "interactivity_pointer")),
    Method("views.push", _push, (), 100, ("view",), ("trigger_id", "interactivity_pointer")),
    Method("views.update", _update, (), 100, ("view",), ("view_id", "external_id", "hash")),
    Method("views.publish", _publish, (), 100, ("user_id", "view"), ("hash",)),
)
