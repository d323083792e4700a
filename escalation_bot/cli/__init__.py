"""The command line: one small file for each command, put together here."""

from __future__ import annotations

import typer

from escalation_bot.cli import demo, doctor, policy, run

app = typer.Typer(
    name="escalation-bot",
    help="The escalation desk for Slack: one fair and visible queue, nothing lost or forgotten.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run.run)
app.command()(demo.demo)
app.command()(doctor.doctor)
app.add_typer(policy.app, name="policy")
