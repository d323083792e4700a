"""Slash commands: read → verb → answer."""
