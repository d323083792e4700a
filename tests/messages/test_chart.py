"""The week's picture: drawn by a process of its own, whatever the figures are."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from escalation_bot.messages import chart

WORDS = {"title": "SOC · 16–22 November", "motives": "Asked for", "weeks": "Week by week", "other": "Others"}
IMPACTS = ["Limited", "Moderate", "Major", "Critical"]


def figures(*labels: str, title: str = WORDS["title"]) -> dict[str, Any]:
    """A week in which each of these motives was named once."""
    return {
        "words": WORDS | {"title": title},
        "impacts": IMPACTS,
        "rows": [{"label": label, "counts": [0, 0, 1, 0]} for label in labels],
        "weeks": [{"label": f"{day} Oct", "count": day} for day in range(8)],
    }


@pytest.mark.parametrize(
    "given",
    [
        figures(),
        figures(*(f"Motive {number}" for number in range(12))),
        figures("Worth more than $10,000, less than $50,000_", title="A team’s name that is much too long " * 4),
    ],
)
async def test_a_picture_has_one_size_and_its_own_light_ground(given: dict[str, Any]) -> None:
    picture = await chart.draw(given)
    with Image.open(BytesIO(picture)) as found:
        assert (found.format, found.size) == ("PNG", (1080, 1080))
        assert found.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    assert len(picture) < 60_000


async def test_what_cannot_be_drawn_is_said_in_one_line() -> None:
    with pytest.raises(chart.NotDrawn, match="KeyError: 'words'"):
        await chart.draw({})
