"""The policy file: YAML that people decide on together, read into the frozen values that the rules work with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from cattrs import ClassValidationError

from escalation_bot.domain.policy import Policy
from escalation_bot.policy_file import lines
from escalation_bot.policy_file.mistakes import Mistake, mistakes
from escalation_bot.policy_file.shape import structure
from escalation_bot.policy_file.values import Wrong

T = TypeVar("T")


class PolicyError(Exception):
    """The file cannot be used: each mistake, such as `policy.yml:47 teams.soc.limit.max: must be at least 1`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_policy(path: Path) -> Policy:
    """The policy in the file at `path`. Raises PolicyError with everything that is wrong."""
    return parse_policy(text_of(path, "; escalation-bot policy init writes one"), name=str(path))


def text_of(path: Path, remedy: str = "") -> str:
    """What stands in a file. Raises PolicyError; `remedy` is for one that is not there."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PolicyError([f"{path}: there is no such file{remedy}"]) from None
    except OSError as error:
        raise PolicyError([f"{path}: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise PolicyError([f"{path}: is no text in UTF-8"]) from None


def parse_policy(text: str, *, name: str) -> Policy:
    """The policy that `text` says; `name` stands before each line number. Raises PolicyError with everything wrong."""
    return parse(text, lambda tree: structure(tree, hashlib.sha256(text.encode()).hexdigest()[:12]), name=name)


def parse(text: str, made: Callable[[lines.Tree], T], *, name: str) -> T:
    """What a file of settings says, read by `made`; `name` stands before each line number. Raises PolicyError."""
    try:
        document = lines.read(text)
    except lines.Unreadable as error:
        raise PolicyError([f"{name}:{error.line} {error}"]) from None
    doubled = [(path, "stands twice") for path in document.doubled]
    try:
        read = made(document.tree)
    except (ClassValidationError, Wrong) as error:
        raise PolicyError(_listed([*doubled, *mistakes(error)], document, name)) from None
    if doubled:
        raise PolicyError(_listed(doubled, document, name))
    return read


def _listed(found: Iterable[Mistake], document: lines.Document, name: str) -> list[str]:
    ordered = sorted(found, key=lambda mistake: document.line(mistake[0]))
    return [f"{name}:{document.line(path)} {_shown(path)}: {why}" for path, why in ordered]


def _shown(path: lines.Path) -> str:
    """`reminders.steps[0].to`; the whole file where there is no path."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".") or "policy"
