from __future__ import annotations

from django import template
from django.http import HttpRequest

from network.members.requests import current_member
from notifications.mailbox import line_attributes, part_attributes, unread_badge
from notifications.models import CapturedEmail

register = template.Library()


@register.simple_tag
def unread_emails(request: HttpRequest) -> str:
    """The badge of the member's mailbox; only for members."""
    return unread_badge(request, CapturedEmail.objects.of(current_member(request)))


register.simple_tag(line_attributes)
register.simple_tag(part_attributes)
