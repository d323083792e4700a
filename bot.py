"""Starts the bot: `python bot.py` is `escalation-bot run`, with `--no-clock` too."""

import os
import sys

from escalation_bot.start import main

if __name__ == "__main__":
    sys.exit(main(os.environ, clock="--no-clock" not in sys.argv[1:]))
