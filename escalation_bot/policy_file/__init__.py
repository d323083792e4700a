"""The policy file: YAML that people decide on together, read into the frozen values that the rules work with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from cattrs import ClassValidationError

from escalation_bot.domain.policy import Policy
from escalation_bot.policy_file import lines
from escalation_bot.policy_file.mistakes import Mistake, mistakes
from escalation_bot.policy_file.shape import structure
from escalation_bot.policy_file.values import Wrong


class PolicyError(Exception):
    """The policy cannot be used: each mistake, such as `policy.yml:47 teams.soc.limit.max: must be at least 1`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_policy(path: Path) -> Policy:
    """The policy in the file at `path`. Raises PolicyError with everything that is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PolicyError([f"{path}: there is no such file; escalation-bot policy init writes one"]) from None
    except OSError as error:
        raise PolicyError([f"{path}: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise PolicyError([f"{path}: is no text in UTF-8"]) from None
    return parse_policy(text, name=str(path))


def parse_policy(text: str, *, name: str) -> Policy:
    """The policy that `text` says; `name` stands before each line number. Raises PolicyError with everything wrong."""
    try:
        document = lines.read(text)
    except lines.Unreadable as error:
        raise PolicyError([f"{name}:{error.line} {error}"]) from None
    doubled = [(path, "stands twice") for path in document.doubled]
    try:
        policy = structure(document.tree, hashlib.sha256(text.encode()).hexdigest()[:12])
    except (ClassValidationError, Wrong) as error:
        raise PolicyError(_listed([*doubled, *mistakes(error)], document, name)) from None
    if doubled:
        raise PolicyError(_listed(doubled, document, name))
    return policy


def _listed(found: Iterable[Mistake], document: lines.Document, name: str) -> list[str]:
    ordered = sorted(found, key=lambda mistake: document.line(mistake[0]))
    return [f"{name}:{document.line(path)} {_shown(path)}: {why}" for path, why in ordered]


def _shown(path: lines.Path) -> str:
    """`reminders.steps[0].to`; the whole file where there is no path."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".") or "policy"
