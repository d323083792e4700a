"""The forms. Each is one file that owns its ids: `view`, `read`, `on_submit`, `register`."""
