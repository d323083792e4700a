"""Facts → Slack messages. All wording that people see lives in `templates/`."""
