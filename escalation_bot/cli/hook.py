"""The `get-manifest` hook of Slack's command line (`.slack/hooks.json`). Only the manifest may go to stdout."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from slack_cli_hooks.protocol import build_protocol

from escalation_bot.cli.manifest import built

if __name__ == "__main__":
    policy = Path(os.environ.get("ESCALATION_POLICY", "policy.yml"))
    build_protocol(argv=sys.argv).respond(json.dumps(built(policy)))
