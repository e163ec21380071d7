from __future__ import annotations

from typing import Any

from django import template

from network.common import jobs

register = template.Library()


@register.simple_tag
def queue_is_stalled(user: Any) -> bool:
    """Whether the queue has not been processed for five minutes; always False for users who are not staff."""
    return user.is_staff and jobs.queue_is_stalled()
