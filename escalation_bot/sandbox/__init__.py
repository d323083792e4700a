"""A strict Slack on localhost, for demos, development and tests: what Slack would refuse is refused here."""
