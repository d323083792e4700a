"""`escalation-bot policy`: check the policy file, judge motivations by it, or write a first one."""

from __future__ import annotations

import re
from functools import partial
from importlib import resources
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Annotated
from zoneinfo import available_timezones

import typer

from escalation_bot.cli.failing import fail

if TYPE_CHECKING:
    from escalation_bot.domain.policy import Policy, Team

app = typer.Typer(help="Check the policy file, or write a first one.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(envvar="ESCALATION_POLICY", help="The policy file.")]


@app.command()
def check(file: File = Path("policy.yml")) -> None:
    """Show every mistake in the policy with its line, or one line for each team."""
    from rich.console import Console

    policy = _loaded(file)
    console = Console(markup=False, highlight=False, soft_wrap=True)
    for team in policy.teams.values():
        console.print(_summary(team))
        if unchecked := team.preconditions.unchecked:
            console.print(f"  not asked for, as only a tracker knows it: {', '.join(unchecked)}")


@app.command()
def replay(
    changed: Annotated[Path, typer.Argument(help="The changed policy file.")],
    since: Annotated[str, typer.Option(help="How far to look back, such as 30d or 12h.")] = "30d",
    against: Annotated[Path, typer.Option(envvar="ESCALATION_POLICY", help="The policy to compare with.")] = Path(
        "policy.yml"
    ),
    workspace: Annotated[str | None, typer.Option(help="Its id (T…), where the database has several.")] = None,
) -> None:
    """Show which past requests a changed policy would have sent back, parked or put elsewhere in line."""
    from escalation_bot.cli.replaying import show

    show(_loaded(changed), _loaded(against), since, workspace)


@app.command()
def reload(
    file: File = Path("policy.yml"),
    workspace: Annotated[str | None, typer.Option(help="Its id (T…), where the database has several.")] = None,
) -> None:
    """Ask every bot on the database to read its policy anew; one that is wrong is not taken. A bot alone: SIGHUP."""
    from escalation_bot.cli import database
    from escalation_bot.store import care

    policy = _loaded(file)
    database.at_desk(care.ask_for_policy, workspace=workspace, writes=True)
    typer.echo(
        f"Asked. Each bot reads its own policy file within seconds and logs the version; {file} is {policy.version}."
    )


@app.command("test")
def judged(
    motivations: Annotated[
        Path | None, typer.Argument(help="Lines of a language, good, mixed or bad, and words; without: those shipped.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--policy", help="The policy whose own phrases count, too; without: the built-in.")
    ] = None,
) -> None:
    """Judge motivations of which somebody said what they are. Status 1: not well enough."""
    from rich.console import Console

    from escalation_bot.cli import motivations as labelled
    from escalation_bot.domain.policy import Motivation

    rules = _loaded(file).motivation if file else Motivation()
    try:
        found = list(labelled.cases(labelled.read(motivations), rules))
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{motivations}: {getattr(error, 'strerror', None) or 'is no text in UTF-8'}")
    except labelled.Unreadable as error:
        fail(f"{motivations}:{error}")
    console = Console(markup=False, highlight=False, soft_wrap=True)
    for table in (labelled.confusion(found), labelled.by_language(found)):
        console.print(table, "")
    for case in found:
        if not case.is_right:
            why = f"sent back as {case.found.kind}" if case.found else "let through"
            console.print(f"{case.language} {case.label}, {why}: {case.words}")
    raise typer.Exit(0 if labelled.is_good_enough(found) else 1)


@app.command()
def init(
    file: File = Path("policy.yml"),
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Ask five questions and write a policy that works; everything else can be changed in it later."""
    from escalation_bot.policy_file import PolicyError, parse_policy

    if file.exists() and not force:
        fail(f"{file} is there already; --force replaces it")
    text = _written(**_answers())
    try:
        parse_policy(text, name=str(file))
        file.write_text(text, encoding="utf-8")
    except PolicyError as error:
        fail(*error.problems)
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    typer.echo(f"Wrote {file}. Look at the hours, members and limit in it, then: escalation-bot policy check {file}")


def _loaded(file: Path) -> Policy:
    """The policy in a file; every mistake in it ends the command."""
    from escalation_bot.policy_file import PolicyError, load_policy

    try:
        return load_policy(file)
    except PolicyError as error:
        fail(*error.problems)


def _summary(team: Team) -> str:
    ways = f"{', '.join(team.intake_channels)} → {team.queue_channel}"
    limit = f"{team.limit.places} places ({team.limit.mode})"
    leads = f"{len(team.leads)} lead{'' if len(team.leads) == 1 else 's'}"
    return f"{team.key}: {team.name} · {team.ticket_pattern} · {ways} · {leads} · {limit} · {team.calendar.zone.key}"


def _answers() -> dict[str, str]:
    ask = partial(typer.prompt, prompt_suffix=" ")
    name = ask("What is the team called?", value_proc=_some)
    key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "team"
    pattern = ask("What does a ticket's id look like?", default="SOC-123", value_proc=_pattern)
    intake = ask("In which channel do people ask?", default=f"#help-{key}", value_proc=_some)
    queue = ask("In which channel does the team work?", default=f"#{key}-queue", value_proc=_some)
    leads = ask("Who may decide (two at least, such as @lena, @olga)?", value_proc=_people)
    texts = {"name": name, "pattern": pattern, "intake": intake, "queue": queue}
    return {"key": key, "leads": leads, "zone": _zone_here(), **{what: _quoted(text) for what, text in texts.items()}}


def _written(**answers: str) -> str:
    template = resources.files("escalation_bot.cli").joinpath("policy.template.yml").read_text(encoding="utf-8")
    return Template(template).substitute(answers)


def _some(answer: str) -> str:
    if not answer.strip():
        raise typer.BadParameter("please write something")
    return answer.strip()


def _pattern(answer: str) -> str:
    """`SOC-123` or `SOC` stand for `SOC-` and a number; anything else is a regular expression."""
    from escalation_bot.policy_file.values import Wrong, pattern

    prefix = re.fullmatch(r"([A-Za-z]+)([\s-]*\d+)?", answer.strip())
    try:
        return pattern(f"{prefix[1].upper()}-\\d+" if prefix else answer)
    except Wrong as error:
        raise typer.BadParameter(str(error)) from None


def _people(answer: str) -> str:
    people = [name.strip() for name in answer.split(",") if name.strip()]
    if not people:
        raise typer.BadParameter("please name at least one")
    return f"[{', '.join(map(_quoted, people))}]"


def _quoted(text: str) -> str:
    """As YAML writes any text in one line."""
    return "'" + text.replace("'", "''") + "'"


def _zone_here() -> str:
    """This machine's time zone, a first guess at the team's."""
    zone = str(Path("/etc/localtime").resolve()).rpartition("zoneinfo/")[2]
    return zone if zone in available_timezones() else "UTC"
