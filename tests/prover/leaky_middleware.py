"""Plants leaks into the running product, one at a time: the file of LEAK_FILE has its name."""

from __future__ import annotations

import os
import re
import secrets
import time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from django.core.mail import send_mail
from django.http import Http404, HttpResponse

from invitations.models import Invitation, InvitationEvent, Reception
from network.members.models import Member

LINKS = re.compile(r"(<link [^>]*>)(\s*)(<link [^>]*>)")


class LeakMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        leak = Path(os.environ["LEAK_FILE"]).read_text()
        user = request.user if leak and request.user.is_authenticated else None
        silent = bool(user) and somebody_is_silent_to(user)
        if silent and leak == "time" and request.path == "/invitations/sent/":
            time.sleep(0.02)
        if silent and leak == "status" and request.path == "/invitations/sent/":
            raise Http404
        response = self.get_response(request)
        if leak == "mail" and request.path.endswith("/ignore/") and request.method == "POST":
            tell_by_mail(request.path.split("/")[-3])
        return change(leak, silent, request, response) if user else response


def somebody_is_silent_to(user: Member) -> bool:
    return Reception._base_manager.filter(sender=user).exclude(place=Reception.Place.INBOX).exists()


def tell_by_mail(public_id: str) -> None:
    sender = Invitation.objects.get(public_id=public_id).sender
    send_mail("Nobody will answer", "So it is.", None, [sender.email])


def change(leak: str, silent: bool, request, response: HttpResponse) -> HttpResponse:
    if silent and leak == "header":
        response["X-Unread"] = "0"
    if silent and leak == "cookie":
        response.set_cookie("hint", "1")
    if silent and leak == "redirect" and response.status_code == 302:
        response["Location"] = "/invitations/sent/?page=1"
    if silent and leak == "export" and response.streaming and request.path.endswith(".zip"):
        return with_another_file(response)
    if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
        response.content = page(leak, silent, response.content.decode())
    return response


def page(leak: str, silent: bool, text: str) -> str:
    if silent and leak == "text":
        return text.replace("</main>", "<!-- ignored --></main>")
    if silent and leak == "order":
        return LINKS.sub(r"\3\2\1", text, count=1)
    if leak == "count":
        return text.replace("</head>", f'<meta name="unread" content="{int(silent)}"></head>')
    if leak == "number":
        newest = InvitationEvent._base_manager.order_by("-pk").first()
        return text.replace("</head>", f'<meta name="row" content="{newest.pk if newest else 0}"></head>')
    if leak == "length":
        nonce = secrets.token_hex(8 + silent)
        return text.replace("</head>", f'<meta name="nonce" value="{nonce}"></head>')
    return text


def with_another_file(response: HttpResponse) -> HttpResponse:
    archive = BytesIO(b"".join(response.streaming_content))
    with ZipFile(archive, "a") as file:
        file.writestr("answers.txt", "ignored")
    return HttpResponse(archive.getvalue(), content_type="application/zip")
