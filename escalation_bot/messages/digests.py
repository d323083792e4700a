"""What the digests' templates and the chart are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from escalation_bot.domain.delivery import Role
from escalation_bot.domain.digest import WEEK, Line, Measures, Section, Week
from escalation_bot.domain.policy import Impact, Policy, Team
from escalation_bot.domain.worktime import Span
from escalation_bot.messages.facts import Facts, epoch
from escalation_bot.messages.render import Renderer


def listed(lines: Sequence[Line], home: str, role: Role, order: Sequence[Section] = tuple(Section)) -> Facts:
    """The lines by section, in that order; `more` says how many a section has beyond those. `items` is for names.

    `home` is the workspace's address; each line links to its message of that role. Of a private one only the ticket,
    who has it and when are said, for a digest may stand where everybody reads it.
    """
    found = {section: [line for line in lines if line.section is section] for section in order}
    sections = [
        {
            "name": str(section),
            "count": here[0].among,
            "more": here[0].among - len(here),
            "lines": [_item(line, home, role) for line in here],
        }
        for section, here in found.items()
        if here
    ]
    return {"sections": sections, "items": [{"owner": line.owner, "requester": line.requester} for line in lines]}


def _item(line: Line, home: str, role: Role) -> Facts:
    return {
        "ticket": line.ticket,
        "link": permalink(home, line.places.get(role) or line.places.get(Role.CARD)),
        "state": line.state,
        "impact": "" if line.private else line.impact,
        "owner": line.owner,
        "requester": None if line.private else line.requester,
        "since": epoch(line.since),
        "due": epoch(line.due),
        "owed": line.owed or "",
    }


def permalink(home: str, place: tuple[str, str] | None) -> str | None:
    """The address of a message in the workspace at `home`; None where either is not known."""
    if not home or place is None:
        return None
    channel, ts = place
    return f"{home.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"


def day(team: Team, policy: Policy, on: date) -> Facts:
    """What every digest of a team says about itself."""
    return {
        "team": team.name,
        "team_key": team.key,
        "zone": str(team.calendar.zone),
        "command": policy.command,
        "limit": team.limit.places,
        "day": f"{on:%A} {on.day} {on:%B}",
        "date": on.isoformat(),
    }


def week(found: Week, measures: Measures, team: Team, policy: Policy, on: date) -> Facts:
    """A team's week in words and numbers."""
    motives, impacts = Counter[str](), Counter[str]()
    for (motive, impact), count in found.volume.items():
        motives[_label(motive, policy)] += count
        impacts[impact] += count
    return day(team, policy, on) | {
        "week": _days(on - WEEK, on - timedelta(days=1)),
        "asked": sum(motives.values()),
        "before": found.weeks[-2],
        "motives": [{"label": label, "count": count} for label, count in motives.most_common()],
        "impacts": [{"label": str(each), "count": impacts[each]} for each in Impact if impacts[each]],
        "solved": len(found.solved),
        "answer": _span(measures.answer),
        "resolve": _span(measures.resolve),
        "answers_kept": list(measures.answers_kept),
        "resolutions_kept": list(measures.resolutions_kept),
        "late_updates": found.late_updates,
        "repeats": found.repeats,
        "beyond": measures.beyond,
        "mode": str(team.limit.mode),
        "refused": _by_rule(found, "refused"),
        "unmet": _by_rule(found, "unmet"),
        **{kind: found.counted.get(kind, 0) for kind in ("avoided", "private", "declared", "parked")},
    }


def _by_rule(found: Week, what: str) -> list[Facts]:
    """What a form's rules sent back, the most first."""
    counts = Counter({kind.partition(":")[2]: count for kind, count in found.counted.items() if kind.startswith(what)})
    return [{"rule": rule, "count": count} for rule, count in counts.most_common()]


def chart(found: Week, facts: Facts, policy: Policy, render: Renderer) -> Facts:
    """The figures of the chart, with its words."""
    names = {_label(motive, policy) for motive, _ in found.volume}
    rows = {name: [0] * len(Impact) for name in names}
    for (motive, impact), count in found.volume.items():
        rows[_label(motive, policy)][list(Impact).index(Impact(impact))] += count
    first = date.fromisoformat(facts["date"]) - WEEK * len(found.weeks)
    starts = [first + WEEK * number for number in range(len(found.weeks))]
    return {
        "words": {each: render.line(f"digest/chart/{each}", facts) for each in ("title", "motives", "weeks", "other")},
        "impacts": [each.capitalize() for each in Impact],
        "rows": [{"label": label, "counts": counts} for label, counts in rows.items()],
        "weeks": [
            {"label": f"{start.day} {start:%b}", "count": count}
            for start, count in zip(starts, found.weeks, strict=True)
        ],
    }


def _label(motive: str, policy: Policy) -> str:
    known = policy.motives.get(motive)
    return known.label if known else motive


def _days(first: date, last: date) -> str:
    start = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
    return f"{start}–{last.day} {last:%B}"


def _span(length: timedelta | None) -> str:
    """In hours and minutes, for working days are not all of one length."""
    if length is None:
        return ""
    return str(Span(rest=timedelta(minutes=max(1, round(length / timedelta(minutes=1))))))
