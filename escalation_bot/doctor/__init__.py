"""What is wrong with an installation, and what to do about it.

facts gathers what Slack says; rights, channels and teams judge it with pure functions, one for each kind of finding;
installation looks at what is on this side: settings, policy, database.
"""
