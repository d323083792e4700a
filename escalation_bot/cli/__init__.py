"""The command line: one small file for each command, put together here."""

from __future__ import annotations

import typer

from escalation_bot.cli import demo, digest, doctor, manifest, migrate, outbox, policy, run, sandbox

app = typer.Typer(
    name="escalation-bot",
    help="The escalation desk for Slack: one fair and visible queue, nothing lost or forgotten.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (run.run, demo.demo, sandbox.sandbox, doctor.doctor, digest.digest, manifest.manifest, migrate.migrate):
    app.command()(command)
app.add_typer(policy.app, name="policy")
app.add_typer(outbox.app, name="outbox")
