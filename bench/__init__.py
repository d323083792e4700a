"""How fast the bot answers, as ratios to the least that any bot could do. `python -m bench` runs it all."""
