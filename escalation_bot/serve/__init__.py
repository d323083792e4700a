"""How requests get in, and how operators see the bot: HTTP, Socket Mode, health, metrics, logs, start and stop."""
