"""Template filters for members."""

from __future__ import annotations

from django import template

from network.members.accounts import public_ids

register = template.Library()
register.filter("passkey_id", public_ids.passkey_id)
