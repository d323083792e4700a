"""`python -m escalation_bot.cli` is `escalation-bot`."""

from escalation_bot.cli import app

if __name__ == "__main__":
    app(prog_name="escalation-bot")
