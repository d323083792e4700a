"""The policy that is shipped as an example: read by the demo, and to be copied by people."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
NAME = "policy.example.yml"


def example_policy() -> str:
    """Its text: an installed package carries it along, a clone has it at its root."""
    installed = _HERE / NAME
    return (installed if installed.exists() else _HERE.parent / NAME).read_text(encoding="utf-8")
