"""The product's clock: buttons on the pages, JSON for programs."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from network.demo import mail_counts, time_travel
from network.demo.participants import find_participant
from network.demo.views import api
from network.demo.views.request_values import parse_number, without_nul
from network.members.requests import next_url


@api.or_program(api.move_clock)
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the clock by one of three fixed steps: stopping at events would reveal them."""
    days = parse_number(request.POST.get("days", ""))
    if days in time_travel.ALLOWED_DAYS:
        period = time_travel.move_clock(timedelta(days=days))
        _say_what_happened(request, days, period)
    return redirect(next_url(request, "demo:index"))


def _say_what_happened(request: HttpRequest, days: int, period: time_travel.Period) -> None:
    """To the split screen alone, whose form names the two."""
    left, right = (find_participant(without_nul(request.POST.get(side, ""))) for side in ("left", "right"))
    if left and right:
        counts = mail_counts.count_emails(mail_counts.outbox_between(left, right), period)
        messages.info(request, mail_counts.describe_move(days, counts))
