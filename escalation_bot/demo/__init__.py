"""The demo: the real bot in a process of its own, a sandbox Slack with its page, and stories told as they happen.

story, appeal, reminding (what people do) → cast (people who tell what they do) → narrator (how it is printed) or
telling (how it is told on the page). office starts both sides: process runs the bot, follower is that process, by a
clock that goes where the sandbox's does. world_file reads a world, fitting makes what a policy speaks of, furnishing
what people asked for.
"""
