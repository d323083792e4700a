"""An operator's own wording: a folder of templates, each in place of the package's of the same name."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from escalation_bot.messages.render import Renderer, WrongTemplate

FACTS = {"ticket": "SOC-1", "team": "SOC", "value": "", "action": "open_form"}


def with_own(folder: Path, name: str, text: str) -> Renderer:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return Renderer(folder)


def test_a_template_of_ones_own_is_used_and_the_others_stay(tmp_path: Path) -> None:
    render = with_own(tmp_path, "note/not_saved.j2", "{% call section() %}Bitte noch einmal.{% endcall %}")
    assert render.message("note/not_saved", {}).text == "Bitte noch einmal."
    assert "did not open" in render.message("note/form_failed", FACTS).text


def test_what_people_type_is_escaped_in_it_all_the_same(tmp_path: Path) -> None:
    render = with_own(tmp_path, "note/not_saved.j2", "{% call section() %}{{ ticket }}{% endcall %}")
    assert render.message("note/not_saved", {"ticket": "<!channel>"}).text == "&lt;!channel&gt;"


def test_one_that_fails_with_the_facts_at_hand_is_logged_and_the_built_in_one_speaks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    render = with_own(tmp_path, "note/not_saved.j2", "{% call section() %}{{ customer_nmae }}{% endcall %}")
    with caplog.at_level(logging.ERROR):
        assert "please try again" in render.message("note/not_saved", {}).text
    assert "note/not_saved" in caplog.text
    assert "customer_nmae" in caplog.text


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("note/not_savd.j2", "x", r"there is no template note/not_savd.j2, did you mean note/not_saved.j2\?"),
        ("card.j2", "a\n{% call section( %}", "card.j2, line 2: "),
    ],
)
def test_one_that_could_never_be_used_ends_the_start(tmp_path: Path, name: str, text: str, why: str) -> None:
    with pytest.raises(WrongTemplate, match=why):
        with_own(tmp_path, name, text)
