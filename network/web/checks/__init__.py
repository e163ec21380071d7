"""Checks of a site: `running`, which `/readyz` makes too, and `installation`; `manage.py doctor` makes both and more."""
