from __future__ import annotations

from django import template

from network.members.models import Member
from notifications import worker

register = template.Library()


@register.simple_tag
def queue_is_stalled(member: Member) -> bool:
    """For staff alone: whether nothing has worked off the queue for five minutes."""
    return member.is_staff and worker.queue_is_stalled()
