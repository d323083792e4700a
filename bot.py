"""Starts the bot: `python bot.py` is `escalation-bot run`."""

import os
import sys

from escalation_bot.start import main

if __name__ == "__main__":
    sys.exit(main(os.environ))
