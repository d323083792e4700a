from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from escalation_bot.cli import app
from escalation_bot.policy_file import load_policy

EXAMPLE = Path(__file__).parents[2] / "policy.example.yml"
ANSWERS = ("Service Ops", "soc-17", "#help", "#ops", "@lena, @olga")


def run(*arguments: str | Path, answers: tuple[str, ...] = (), environ: dict[str, str] | None = None) -> Result:
    told = "".join(f"{answer}\n" for answer in answers)
    return CliRunner().invoke(app, ["policy", *map(str, arguments)], input=told, env=environ)


def test_a_good_policy_is_one_line_for_each_team() -> None:
    result = run("check", EXAMPLE)
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first == (
        r"soc: Service Operations Center · SOC-\d+ · #help-soc → #soc-queue · 2 leads · 10 places (observe) "
        "· Europe/Stockholm"
    )
    assert second.startswith("deliverability: Deliverability · ")


def test_what_only_a_tracker_knows_is_said_not_to_be_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "policy.yml"
    wanted = "    preconditions: {ticket_open: true, older_than: 2d, tried_first: true}\n    mention: critical"
    file.write_text(EXAMPLE.read_text(encoding="utf-8").replace("    mention: critical", wanted), encoding="utf-8")
    assert (
        run("check", file).stdout.splitlines()[1]
        == "  not asked for, as only a tracker knows it: ticket_open, older_than"
    )


def test_square_brackets_in_a_pattern_are_shown_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "policy.yml"
    file.write_text(EXAMPLE.read_text(encoding="utf-8").replace(r"SOC-\d+", "[a-z]+-[0-9]+"), encoding="utf-8")
    assert "[a-z]+-[0-9]+" in run("check", file).stdout


def test_every_mistake_is_one_line_on_stderr_and_the_status_is_2(tmp_path: Path) -> None:
    file = tmp_path / "policy.yml"
    text = (
        EXAMPLE.read_text(encoding="utf-8").replace("max: 10, mode", "max: 0, mode").replace("version: 1", "version: 9")
    )
    file.write_text(text, encoding="utf-8")
    result = run("check", file)
    assert result.exit_code == 2
    assert result.stdout == ""
    version, limit = result.stderr.splitlines()
    assert version.endswith("version: must be 1, the only format there is")
    assert limit.endswith("teams.soc.limit.max: must be at least 1")
    assert all(line.startswith(f"{file}:") for line in (version, limit))


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    result = run("check", tmp_path / "none.yml")
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path / 'none.yml'}: there is no such file; escalation-bot policy init writes one\n"


def test_the_file_is_that_of_the_environment_unless_named() -> None:
    assert run("check", environ={"ESCALATION_POLICY": str(EXAMPLE)}).exit_code == 0


def test_five_answers_make_a_policy_that_passes_its_check(tmp_path: Path) -> None:
    file = tmp_path / "policy.yml"
    result = run("init", file, answers=ANSWERS)
    assert result.exit_code == 0
    assert run("check", file).exit_code == 0
    team = load_policy(file).teams["service-ops"]
    assert (team.name, team.ticket_pattern) == ("Service Ops", r"SOC-\d+")
    assert (team.intake_channels, team.queue_channel, team.leads) == (("#help",), "#ops", ("@lena", "@olga"))


def test_what_is_not_answered_is_offered(tmp_path: Path) -> None:
    file = tmp_path / "policy.yml"
    run("init", file, answers=("Billing", "", "", "", "@lena"))
    team = load_policy(file).teams["billing"]
    assert team.ticket_pattern == r"SOC-\d+"
    assert (team.intake_channels, team.queue_channel) == (("#help-billing",), "#billing-queue")


@pytest.mark.parametrize(
    ("answer", "pattern"),
    [("del", r"DEL-\d+"), ("DEL-4", r"DEL-\d+"), ("del 4", r"DEL-\d+"), (r"INC\d{5}", r"INC\d{5}")],
)
def test_an_example_a_prefix_or_a_pattern_says_what_a_ticket_looks_like(
    tmp_path: Path, answer: str, pattern: str
) -> None:
    file = tmp_path / "policy.yml"
    run("init", file, answers=("Ops", answer, *ANSWERS[2:]))
    assert load_policy(file).teams["ops"].ticket_pattern == pattern


def test_a_useless_answer_is_told_and_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "policy.yml"
    result = run("init", file, answers=(" ", "Ops", r"\d*", "soc", "#help", "#ops", " , ", "@lena"))
    assert result.exit_code == 0
    assert "please write something" in result.output
    assert "matches the empty text" in result.output
    assert "please name at least one" in result.output
    assert load_policy(file).teams["ops"].leads == ("@lena",)


@pytest.mark.parametrize("name", ["Mia's: team #1 {x}", "日本", "$name", "- a", "null"])
def test_any_name_is_written_as_text(tmp_path: Path, name: str) -> None:
    file = tmp_path / "policy.yml"
    run("init", file, answers=(name, *ANSWERS[1:]))
    assert [team.name for team in load_policy(file).teams.values()] == [name]


def test_a_policy_that_is_there_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "policy.yml"
    file.write_text("mine", encoding="utf-8")
    result = run("init", file, answers=ANSWERS)
    assert result.exit_code == 2
    assert result.stderr == f"{file} is there already; --force replaces it\n"
    assert file.read_text(encoding="utf-8") == "mine"


def test_force_replaces_a_policy(tmp_path: Path) -> None:
    file = tmp_path / "policy.yml"
    file.write_text("mine", encoding="utf-8")
    assert run("init", "--force", file, answers=ANSWERS).exit_code == 0
    assert load_policy(file).teams


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    result = run("init", tmp_path / "none" / "policy.yml", answers=ANSWERS)
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path / 'none' / 'policy.yml'}: No such file or directory\n"
