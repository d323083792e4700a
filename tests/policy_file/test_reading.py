"""What a policy file says, and what it may leave out."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from escalation_bot.domain.policy import (
    NON_REASONS,
    REACTIONS,
    Appeal,
    Audience,
    Digest,
    Hold,
    Impact,
    Limit,
    LimitMode,
    Mention,
    Motive,
    Nudge,
    Preconditions,
    Reminders,
    Step,
    Targets,
)
from escalation_bot.domain.worktime import Span
from escalation_bot.policy_file import load_policy
from tests.policy_file.samples import EXAMPLE, parse


def test_the_example_holds_every_setting() -> None:
    policy = load_policy(EXAMPLE)
    assert policy.owner == "Mia Andersson, Head of Support"
    assert policy.edited == date(2026, 11, 2)
    assert policy.operator == "#escalation-ops"
    assert all(motive.example for motive in policy.motives.values())
    assert policy.motives["safety"].private
    assert policy.motives["safety"].teams == ("soc",)
    assert policy.impacts[Impact.CRITICAL] == Targets(
        Span.parse("30m"), Span.parse("2h"), Span.parse("1d"), round_the_clock=True
    )
    assert policy.verify == Nudge(Span(1), Span(3))
    assert policy.hold == Hold(Span(3), Span(10))
    assert policy.appeal == Appeal(Span(5), Span(14))
    assert policy.reopen == Span(14)
    assert policy.publish_wait == timedelta(seconds=30)
    assert policy.reminders == Reminders()
    assert policy.reactions == REACTIONS
    assert policy.away == ("palm_tree", "face_with_thermometer", "baby")


def test_the_examples_team_is_read_whole() -> None:
    soc = load_policy(EXAMPLE).teams["soc"]
    assert (soc.key, soc.name, soc.mention) == ("soc", "Service Operations Center", Mention.CRITICAL)
    assert soc.intake_channels == ("#help-soc",)
    assert soc.leads == ("@lena", "@olga")
    assert soc.limit == Limit(10, LimitMode.OBSERVE, Span.parse("4h"))
    assert [(level.name, level.needs) for level in soc.levels] == [
        ("Specialists", ("tried",)),
        ("Engineering", ("tried", "asked")),
    ]
    assert soc.digests["weekly"] == Digest("09:15", "#soc-queue", "mon")
    assert soc.calendar.zone == ZoneInfo("Europe/Stockholm")
    assert soc.calendar.hours[4] == ((time(9), time(12)), (time(13), time(17)))
    assert 5 not in soc.calendar.hours


@pytest.mark.parametrize(
    ("limit", "found"),
    [
        ("{mode: hard}", 10),
        ("{max: 7}", 7),
        ("{share: 10%, open_tickets: 120}", 12),
        ("{max: 10, share: 10%, open_tickets: 120}", 10),
        ("{max: 20, share: 10%, open_tickets: 129}", 12),
        ("{share: 29%, open_tickets: 100}", 29),
        ("{share: 10%, open_tickets: 4}", 1),
        ("{max: 3, open_tickets: 4}", 3),
    ],
)
def test_a_team_has_so_many_places_or_a_share_of_its_open_tickets_whichever_is_less(limit: str, found: int) -> None:
    assert parse(limit=limit).teams["soc"].limit.places == found


def test_what_is_left_out_has_its_usual_value() -> None:
    policy = parse()
    team = policy.teams["soc"]
    assert policy.motives == {"deal": Motive("Important deal")}
    assert (policy.command, policy.operator, policy.owner) == ("/escalate", None, None)
    assert policy.reminders.steps[-1] == Step(2.0, Audience.MANAGERS, Span(1))
    assert team.limit == Limit()
    assert dict(team.calendar.hours) == dict.fromkeys(range(5), ((time(9), time(17)),))
    assert not team.calendar.closed(date(2026, 12, 25))


def test_a_key_without_a_value_counts_as_left_out() -> None:
    policy = parse("operator:\nowner: ~\naway: null\nverify:")
    assert (policy.operator, policy.owner, policy.away) == (None, None, ())
    assert policy.verify == parse().verify


def test_the_version_is_that_of_the_text() -> None:
    assert parse().version == parse().version
    assert parse().version != parse("# another line").version
    assert len(parse().version) == 12


def test_a_single_word_may_stand_for_a_list() -> None:
    assert parse(members="U0SAM").teams["soc"].members == ("U0SAM",)
    assert parse("away: palm_tree").away == ("palm_tree",)


def test_channels_and_people_are_kept_as_written() -> None:
    team = parse(queue_channel="'#soc-queue'", leads="['@lena', U0OLGA]").teams["soc"]
    assert (team.queue_channel, team.leads) == ("#soc-queue", ("@lena", "U0OLGA"))


@pytest.mark.parametrize(
    ("written", "days", "ranges"),
    [
        ("{mon-sun: '00:00-24:00'}", range(7), ((time(), time()),)),
        ("{mon-fri: '09:00-12:00, 13:00-17:00'}", range(5), ((time(9), time(12)), (time(13), time(17)))),
        ("{mon-fri: 9:00-17:30}", range(5), ((time(9), time(17, 30)),)),
        ("{sat: '22:00-24:00'}", [5], ((time(22), time()),)),
        ("{'mon, wed-thu': '09:00-17:00'}", [0, 2, 3], ((time(9), time(17)),)),
    ],
)
def test_working_hours_are_days_and_ranges(
    written: str, days: list[int] | range, ranges: tuple[tuple[time, time], ...]
) -> None:
    assert dict(parse(working_hours=written).teams["soc"].calendar.hours) == dict.fromkeys(days, ranges)


@pytest.mark.parametrize(
    ("holidays", "day", "closed"),
    [
        ("{country: SE}", date(2026, 6, 19), False),
        ("{country: SE}", date(2026, 12, 25), True),
        ("{country: SE}", date(2031, 1, 6), True),
        ("{country: NO}", date(2026, 5, 17), True),
        ("{country: DE}", date(2026, 1, 6), False),
        ("{country: DE-BY}", date(2026, 1, 6), True),
        ("{country: SE, closed: 2026-06-19}", date(2026, 6, 19), True),
        ("{closed: [2026-06-19, 2026-06-20]}", date(2026, 6, 20), True),
        ("{closed: [2026-06-19]}", date(2026, 12, 25), False),
    ],
)
def test_holidays_and_further_days_are_closed(holidays: str, day: date, closed: bool) -> None:
    assert parse(holidays=holidays).teams["soc"].calendar.closed(day) is closed


def test_reactions_that_are_not_named_keep_their_usual_emoji() -> None:
    policy = parse("reactions: {take: [':hand:', eyes], level_up: []}")
    assert policy.reactions == {**REACTIONS, "take": ("hand", "eyes"), "level_up": ()}
    assert policy.verb_of("hand::skin-tone-3") == "take"
    assert policy.verb_of("arrow_double_up") is None


def test_a_team_may_want_something_before_it_is_asked() -> None:
    wanted = "{ticket_open: true, older_than: 2d, tried_first: true, customers: Nordwind, instead: Ask them.}"
    found = parse(preconditions=wanted).teams["soc"].preconditions
    assert found == Preconditions(True, Span(2), True, ("Nordwind",), "Ask them.")
    assert found.unchecked == ("ticket_open", "older_than")
    assert parse().teams["soc"].preconditions == Preconditions()


def test_kinds_of_non_reasons_may_be_left_out_and_none_are_unless_said() -> None:
    assert parse("motivation: {built_in: [late]}").motivation.built_in == ("late",)
    assert parse("motivation: {built_in: []}").motivation.built_in == ()
    assert parse("motivation: {min_characters: 20}").motivation.built_in == NON_REASONS


def test_waits_end_as_their_setting_says() -> None:
    policy = parse("verify: {close_after: 2d}\nask: {remind_after: 4h, withdraw_after: 5d}")
    assert policy.verify == Nudge(Span(1), Span(2))
    assert policy.ask == Nudge(Span.parse("4h"), Span(5))


def test_one_setting_may_be_used_again_by_its_anchor() -> None:
    policy = parse("verify: &wait {remind_after: 2h}\nask: *wait")
    assert policy.ask.remind_after == policy.verify.remind_after == Span.parse("2h")
