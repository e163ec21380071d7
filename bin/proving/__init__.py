"""What bin/prove does: two worlds on a running site, and whether the sender can tell them apart. Nothing of Django.

It is a stranger over HTTP: it imports nothing of the product, and knows a site by its description (sites/*.toml) alone.
"""
