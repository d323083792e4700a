"""Slack's Web API: one way to call it, and what is known of its people, groups and channels."""
