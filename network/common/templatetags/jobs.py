from __future__ import annotations

from typing import Any

from django import template

from network.common import jobs

register = template.Library()


@register.simple_tag
def queue_is_stalled(user: Any) -> bool:
    """For staff alone: whether nothing has worked off the queue for five minutes."""
    return user.is_staff and jobs.queue_is_stalled()
