"""The demo: the real bot in a process of its own, a sandbox Slack, and the main job told as it happens.

story (what people do) → cast (people who tell what they do) → narrator (how it is printed); office starts both sides.
"""
