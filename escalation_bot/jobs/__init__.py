"""What the clock does. The database holds every fact; here is only what looks at it again and again."""
