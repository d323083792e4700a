"""What is wrong with a policy file: all of it at once, each with its line and a remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from escalation_bot.policy_file import PolicyError, load_policy
from tests.policy_file.samples import SMALL, problems, problems_of

NO_TIME = "is no time; write 09:00 or, for several ranges, 09:00-12:00, 13:00-17:00"
NO_DAYS = "must be days in the week's order, such as mon-fri, sat or mon-sun"
NO_WEEKDAY = "must be mon, tue, wed, thu, fri, sat or sun"
NO_ORDER = "must have its ranges in order, none within another"
NO_NIGHT = "ends before it begins; a night is 22:00-24:00 and 00:00-06:00 the day after"
NO_COUNTRY = "is no country with known holidays; write a code such as SE or DE-BY"
NO_ZONE = "is no known time zone; write one such as Europe/Stockholm"
NO_PATTERN = "is no regular expression: missing ), unterminated subpattern at position 4"
FINDS_NOTHING = "matches the empty text, so it would find a ticket everywhere; write + instead of *"
NO_URL = "must be a web address with {ticket} in it, such as https://tickets.example.com/{ticket}"
NO_COMMAND = "must start with / and have small letters, digits, - and _ only, such as /escalate"
NO_REACTION = "must be take, publish, ask, resolve, hold, decline or level_up"
NO_TIME_AT_ALL = "must be longer than 0s"
NO_COUNT = "is a share of the team's open tickets: say beside it how many those are, such as open_tickets: 120"
NO_KIND = "must be late, promised, boss, important, waiting, urgent or please"
NO_AUDIENCE = "must be owner, team, leads or managers"


def test_all_mistakes_are_told_at_once_in_the_files_order() -> None:
    text = (
        SMALL.replace("version: 1", "version: 2\ncommand: escalate")
        .replace("{label: Important deal}", "{lable: Important deal}")
        .replace("30m", "30min")
        .replace("C0HELP", "[]")
        .replace("    queue_channel: C0QUEUE\n", "")
        .replace("Europe/Stockholm", "Europe/Stokholm\n    limit: {max: 0, mode: maybe}")
    )
    assert problems(text) == [
        "policy.yml:1 version: must be 1, the only format there is",
        f"policy.yml:2 command: {NO_COMMAND}",
        "policy.yml:4 motives.deal.label: is missing",
        "policy.yml:4 motives.deal.lable: is not known; did you mean label?",
        "policy.yml:9 impacts.critical.acknowledge: “30min” is no duration; write 30s, 15m, 4h or 2d",
        "policy.yml:11 teams.soc.queue_channel: is missing",
        "policy.yml:14 teams.soc.intake_channels: must have at least one",
        f"policy.yml:16 teams.soc.timezone: “Europe/Stokholm” {NO_ZONE}",
        "policy.yml:17 teams.soc.limit.max: must be at least 1",
        "policy.yml:17 teams.soc.limit.mode: must be observe, soft or hard",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "",
            [
                "policy.yml:1 version: is missing",
                "policy.yml:1 motives: is missing",
                "policy.yml:1 impacts: is missing",
                "policy.yml:1 teams: is missing",
            ],
        ),
        ("- 1", ["policy.yml:1 policy: must be a block of settings, each with its name"]),
        ("version: 1\nteams: [", ["policy.yml:2 is no YAML: expected the node content, but found '<stream end>'"]),
        ("a: 1\nb: \x07", ["policy.yml:2 is no YAML: special characters are not allowed"]),
        ("a: 1\n\tb: 2", ["policy.yml:2 is no YAML: found character '\\t' that cannot start any token"]),
        ("a: 1\n---\nb: 2", ["policy.yml:2 is no YAML: but found another document"]),
        ("a: &a [*a]", ["policy.yml:1 a part of it contains itself"]),
    ],
)
def test_a_text_that_is_no_policy_is_told_plainly(text: str, told: list[str]) -> None:
    assert problems(text) == told


def test_a_setting_that_stands_twice_is_a_mistake() -> None:
    assert problems(SMALL + "teams: {}\n")[0] == "policy.yml:17 teams: stands twice"
    assert problems(SMALL.replace("    name: Op", "    name: Desk\n    name: Op")) == [
        "policy.yml:12 teams.soc.name: stands twice"
    ]


@pytest.mark.parametrize("missing", ["name", "ticket_pattern", "intake_channels", "queue_channel", "leads", "timezone"])
def test_a_team_needs_what_it_cannot_work_without(missing: str) -> None:
    assert problems_of(**{missing: ""}) == [f"teams.soc.{missing}: is missing"]


def test_all_four_impacts_have_targets() -> None:
    lines = [line for line in SMALL.splitlines() if "major" not in line]
    assert problems("\n".join(lines)) == ["policy.yml:4 impacts.major: is missing"]


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("name", "[a, b]", "name: must be a text"),
        ("name", "''", "name: must not be empty"),
        ("leads", "[]", "leads: must have at least one"),
        ("leads", "{U0LENA: 1}", "leads: must be a list"),
        ("leads", "[U0LENA, '']", "leads[1]: must not be empty"),
        ("ticket_pattern", "SOC-(", f"ticket_pattern: {NO_PATTERN}"),
        ("ticket_pattern", r"'\d*'", f"ticket_pattern: {FINDS_NOTHING}"),
        ("ticket_pattern", "'-'", f"ticket_pattern: {FINDS_NOTHING}"),
        ("ticket_url", "https://tickets.example.com/", f"ticket_url: {NO_URL}"),
        ("limit", "5", "limit: must be a block of settings, each with its name"),
        ("limit", "{max: 0}", "limit.max: must be at least 1"),
        ("limit", "{max: many}", "limit.max: must be a whole number"),
        ("limit", "{share: 10}", "limit.share: must be a percentage, such as 25%"),
        ("limit", "{share: 10%}", f"limit.share: {NO_COUNT}"),
        ("limit", "{share: 0%, open_tickets: 9}", "limit.share: must be more than 0% and at most 100%"),
        ("limit", "{share: 110%, open_tickets: 9}", "limit.share: must be more than 0% and at most 100%"),
        ("limit", "{share: 10%, open_tickets: 0}", "limit.open_tickets: must be at least 1"),
        ("limit", "{decide_after: soon}", "limit.decide_after: “soon” is no duration; write 30s, 15m, 4h or 2d"),
        ("mention", "sometimes", "mention: must be critical, always or never"),
        ("timezone", "Mars/Base", f"timezone: “Mars/Base” {NO_ZONE}"),
        ("timezone", "../etc", f"timezone: “../etc” {NO_ZONE}"),
        ("working_hours", "{}", "working_hours: must have at least one day"),
        ("working_hours", "{mon-fri: '09:00-17:00', fri: '09:00-15:00'}", "working_hours: names a day twice"),
        ("working_hours", "{fri-mon: '09:00-17:00'}", f"working_hours.fri-mon: {NO_DAYS}"),
        ("working_hours", "{monday: '09:00-17:00'}", f"working_hours.monday: {NO_DAYS}"),
        ("working_hours", "{mon: '9-17'}", f"working_hours.mon: “9” {NO_TIME}"),
        ("working_hours", "{mon: '25:00-26:00'}", f"working_hours.mon: “25:00” {NO_TIME}"),
        ("working_hours", "{mon: '22:00-06:00'}", f"working_hours.mon: 22:00-06:00 {NO_NIGHT}"),
        ("working_hours", "{mon: '13:00-17:00, 09:00-12:00'}", f"working_hours.mon: {NO_ORDER}"),
        ("working_hours", "{mon: '09:00-12:00, 11:00-17:00'}", f"working_hours.mon: {NO_ORDER}"),
        ("working_hours", "{mon: '20:00-24:00, 21:00-22:00'}", f"working_hours.mon: {NO_ORDER}"),
        ("holidays", "{country: XX}", f"holidays.country: “XX” {NO_COUNTRY}"),
        ("holidays", "{country: DE-XX}", f"holidays.country: “DE-XX” {NO_COUNTRY}"),
        ("holidays", "{closed: [24.12.2026]}", "holidays.closed[0]: must be a date, such as 2026-12-24"),
        ("levels", "[{name: Engineering}]", "levels[0]: needs a group or a channel, to tell people there"),
        ("digests", "{monthly: {at: '09:00'}}", "digests.monthly: must be daily or weekly"),
        ("digests", "{daily: {at: noon}}", f"digests.daily.at: “noon” {NO_TIME}"),
        ("digests", "{weekly: {at: '09:00'}}", "digests.weekly.day: is missing"),
        ("digests", "{weekly: {at: '09:00', day: monday}}", f"digests.weekly.day: {NO_WEEKDAY}"),
        ("preconditions", "{customers: {}}", "preconditions.customers: must be a list"),
        ("preconditions", "{tried: true}", "preconditions.tried: is not known"),
        ("queue_chanel", "C1", "queue_chanel: is not known; did you mean queue_channel?"),
        ("workinghours", "{}", "workinghours: is not known; did you mean working_hours?"),
        ("calendar", "{}", "calendar: is not known"),
        ("key", "soc", "key: is not known"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_team_is_told_with_its_remedy(setting: str, value: str, told: str) -> None:
    assert problems_of(**{setting: value}) == [f"teams.soc.{told}"]


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ("colour: blue", "colour: is not known"),
        ("comand: /raise", "comand: is not known; did you mean command?"),
        ("command: escalate", f"command: {NO_COMMAND}"),
        ("command: /Escalate Now", f"command: {NO_COMMAND}"),
        ("edited: yesterday", "edited: must be a date, such as 2026-12-24"),
        ("publish_wait: a while", "publish_wait: “a while” is no duration; write 30s, 15m, 4h or 2d"),
        ("verify: {withdraw_after: 3d}", "verify.withdraw_after: is not known"),
        ("verify: {remind_after: 3d}", "verify.remind_after: must be sooner than the end of the wait"),
        ("ask: {close_after: 3d}", "ask.close_after: is not known"),
        ("hold: {until: 11d}", "hold.until: must not be longer than hold.max"),
        ("reopen: 14d", "reopen: must be a block of settings, each with its name"),
        ("reopen: {within: long}", "reopen.within: “long” is no duration; write 30s, 15m, 4h or 2d"),
        ("reminders: {due_soon: 0.25}", "reminders.due_soon: must be a percentage, such as 25%"),
        ("reminders: {steps: {after: 0%}}", "reminders.steps: must be a list"),
        ("reminders: {steps: [{after: 0%, to: boss}]}", f"reminders.steps[0].to: {NO_AUDIENCE}"),
        ("reminders: {steps: [{to: owner}]}", "reminders.steps[0].after: is missing"),
        ("reminders: {steps: [{after: 0%, to: owner, repeat: 0h}]}", f"reminders.steps[0].repeat: {NO_TIME_AT_ALL}"),
        ("motivation: {non_reasons: {match: late}}", "motivation.non_reasons: must be a list"),
        ("motivation: {built_in: [late, tired]}", f"motivation.built_in[1]: {NO_KIND}"),
        ("reactions: {publish: [eyes]}", "reactions.publish: eyes also means take"),
        ("reactions: {applaud: [clap]}", f"reactions.applaud: {NO_REACTION}"),
    ],
)  # fmt: skip
def test_a_mistake_beside_the_teams_is_told_with_its_remedy(extra: str, told: str) -> None:
    assert problems_of(extra) == [told]


@pytest.mark.parametrize(
    ("motive", "told"),
    [
        ("{label: Important deal, teams: [soc, dev]}", "teams: there is no team “dev” below teams"),
        ("{label: Important deal, private: yes}", "private: must be true or false"),
        (f"{{label: {'x' * 76}}}", "label: must have 75 characters at most, Slack shows no more"),
    ],
)
def test_a_mistake_in_a_motive_is_told_with_its_remedy(motive: str, told: str) -> None:
    assert problems(SMALL.replace("{label: Important deal}", motive)) == [f"policy.yml:3 motives.deal.{told}"]


@pytest.mark.parametrize(
    ("prepare", "told"),
    [
        (lambda path: path, "there is no such file; escalation-bot policy init writes one"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.write_bytes(b"owner: \xff"), "is no text in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, prepare: Callable[[Path], object], told: str) -> None:
    path = tmp_path / "policy.yml"
    prepare(path)
    with pytest.raises(PolicyError) as wrong:
        load_policy(path)
    assert wrong.value.problems == [f"{path}: {told}"]
