"""The escalation desk for Slack."""
