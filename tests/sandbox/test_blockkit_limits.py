"""Every limit of Block Kit at its boundary: N passes, N + 1 is refused, at the place and in the words of Slack."""

import json
from typing import Any

import pytest

from escalation_bot.sandbox.blockkit import Problem, check_message, check_view

from .kit import Json, message, modal, plain, section
from .limits import CHARACTERS, ITEMS, NUMBERS, Make

NOT_EMPTY = [row for row in CHARACTERS if row[0] not in {"private metadata", "private metadata of a Home"}]
MAY_BE_EMPTY = {"blocks in a message", "attachments", "blocks in an attachment", "column settings"}


def check(payload: Json) -> list[Problem]:
    return check_view(payload) if payload.get("type") in {"modal", "home"} else check_message(payload)


def named(rows: list[Any]) -> list[Any]:
    return [pytest.param(*row[1:], id=row[0]) for row in rows]


@pytest.mark.parametrize(("make", "most", "pointer"), named(CHARACTERS))
def test_a_text_of_the_greatest_length_passes_and_one_character_more_is_refused(
    make: Make, most: int, pointer: str
) -> None:
    assert check(make(most)) == []
    assert check(make(most + 1)) == [Problem(f"must be less than {most + 1} characters", pointer)]


@pytest.mark.parametrize(("make", "_most", "pointer"), [row for row in named(NOT_EMPTY) if "url" not in row.id])
def test_a_text_of_one_character_passes_and_an_empty_one_is_refused(make: Make, _most: int, pointer: str) -> None:
    assert check(make(1)) == []
    assert check(make(0)) == [Problem("must be more than 0 characters", pointer)]


@pytest.mark.parametrize(("make", "most", "pointer"), named(ITEMS))
def test_the_greatest_count_passes_and_one_item_more_is_refused(make: Make, most: int, pointer: str) -> None:
    assert check(make(most)) == []
    assert check(make(most + 1)) == [Problem(f"no more than {most} items allowed", pointer)]


@pytest.mark.parametrize(("make", "_most", "pointer"), named([row for row in ITEMS if row[0] not in MAY_BE_EMPTY]))
def test_one_item_passes_and_none_is_refused(make: Make, _most: int, pointer: str) -> None:
    assert check(make(1)) == []
    assert check(make(0)) == [Problem("must provide at least 1 items", pointer)]


@pytest.mark.parametrize(("make"), [row[1] for row in ITEMS if row[0] in MAY_BE_EMPTY])
def test_an_empty_list_clears_what_a_message_had(make: Make) -> None:
    assert check(make(0)) == []


@pytest.mark.parametrize(("make", "least", "most", "pointer"), named(NUMBERS))
def test_a_number_passes_within_its_bounds_and_is_refused_beyond(
    make: Make, least: int, most: int, pointer: str
) -> None:
    assert [check(make(least)), check(make(most))] == [[], []]
    assert check(make(least - 1)) == [Problem(f"must be greater than {least - 1}", pointer)]
    assert check(make(most + 1)) == [Problem(f"must be less than {most + 1}", pointer)]


def test_all_markdown_of_a_message_together_has_one_limit() -> None:
    def halves(total: int) -> Json:
        return message(*({"type": "markdown", "text": "x" * (total // 2 + n)} for n in (0, total % 2)))

    assert check(halves(12_000)) == []
    assert [problem.pointer for problem in check(halves(12_001))] == ["/blocks"]


def view_of(size: int) -> Json:
    room = size - len(json.dumps(modal(*[section(1)] * 90)))
    full, rest = divmod(room, 2999)
    lengths = [3000] * full + [1 + rest] + [1] * (89 - full)
    return modal(*(section(length) for length in lengths))


def test_a_view_of_250_kb_passes_and_one_byte_more_is_too_large() -> None:
    assert check_view(view_of(250_000)) == []
    assert [problem.error for problem in check_view(view_of(250_001))] == ["view_too_large"]


def test_the_size_of_a_view_is_counted_in_bytes() -> None:
    view = view_of(250_000)
    view["title"] = plain("Títle")
    assert [problem.error for problem in check_view(view)] == ["view_too_large"]


def test_the_text_of_a_message_is_cut_by_slack_and_so_never_too_long() -> None:
    assert check_message({"text": "x" * 40_001}) == []
