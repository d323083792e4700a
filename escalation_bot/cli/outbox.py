"""`escalation-bot outbox`: what is on its way to Slack or was set aside, and what to do about it."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from escalation_bot.cli import shown
from escalation_bot.cli.failing import fail

app = typer.Typer(help="What waits to be sent or was set aside: look, send again, drop.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(help="The delivery's number, as `outbox list` shows it.")]


@app.callback()
def which(
    context: typer.Context,
    workspace: Annotated[str | None, typer.Option(help="Its id (T…), where the database has several.")] = None,
) -> None:
    """Keeps the workspace for the command."""
    context.obj = workspace


@app.command("list")
def listing(context: typer.Context) -> None:
    """Show what waits or was set aside, why, and since when."""
    from escalation_bot.cli import care, database

    found = database.at_desk(care.listing, workspace=context.obj)
    typer.echo("\n".join(map(shown.delivery, found)) or "Nothing waits, nothing was set aside.")


@app.command()
def resend(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(help="The delivery's number.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that was set aside.")] = False,
) -> None:
    """Put what was set aside back on its way, once its cause is mended."""
    from escalation_bot.cli import care, database

    if (number is None) is not everything:
        fail("name one delivery, or use --all")
    times = database.at_desk(partial(care.resend, delivery=number), workspace=context.obj, writes=True)
    if number and not times:
        fail(f"{number} was not set aside; escalation-bot outbox explain {number} says how it is")
    typer.echo(f"{times} on the way again; a running bot sends within seconds")


@app.command()
def drop(
    context: typer.Context,
    number: Number,
    why: Annotated[str, typer.Option(help="Kept with the delivery, for whoever asks later.")],
) -> None:
    """Give a delivery up that waits or was set aside."""
    from escalation_bot.cli import care, database

    if not database.at_desk(partial(care.drop, delivery=number, why=why), workspace=context.obj, writes=True):
        fail(f"{number} neither waits nor was set aside")
    typer.echo(f"{number} is dropped")


@app.command()
def explain(context: typer.Context, number: Number) -> None:
    """Say everything about one delivery, except what people wrote in it."""
    from escalation_bot.cli import care, database

    found, about = database.at_desk(partial(care.explain, delivery=number), workspace=context.obj)
    if found is None:
        fail(f"there is no delivery {number}")
    typer.echo("\n".join(shown.facts(found, about)))


@app.command()
def events(context: typer.Context) -> None:
    """Show Slack's events that were set aside, or wait after a failure."""
    from escalation_bot.cli import database
    from escalation_bot.store import care

    found = database.at_desk(care.troubled_events, workspace=context.obj)
    typer.echo("\n".join(map(shown.event, found)) or "No event waits after a failure, none was set aside.")


@app.command("retry-event")
def retry_event(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The event's number, as `outbox events` shows it.")],
) -> None:
    """Let an event that was set aside be worked again, once its cause is mended."""
    from escalation_bot.cli import database
    from escalation_bot.store import care

    if not database.at_desk(partial(care.retry_event, row=number), workspace=context.obj, writes=True):
        fail(f"there is no event {number} that was set aside")
    typer.echo(f"{number} is worked again; a running bot does it within seconds")
