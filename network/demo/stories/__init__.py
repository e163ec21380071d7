"""The stories of the demo: files that say who plays, what to do and what must then be true."""
