"""Applications to join: their answers by e-mail, and what becomes of those that nobody has decided."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from network.common import languages
from network.members.accounts.admission import Admission, admission_of
from network.members.accounts.signup_link import SignupLink
from network.members.errors import NotPending
from network.members.models import Application


def send_answer(application: Application) -> None:
    """E-mail what has become of the application: approved, with the link that opens the account, declined, or unanswered."""
    letter = LETTERS[Application.Status(application.status)]
    link = SignupLink.make(application.address, application.language)
    context = {"signup_link": settings.SITE_URL + reverse("members:signup_link", args=[link.token])}
    with translation.override(languages.for_member(application.language)):
        get_adapter().send_mail(f"account/email/{letter}", application.address, context)


LETTERS = {
    Application.Status.PENDING: "application_unanswered",
    Application.Status.APPROVED: "application_approved",
    Application.Status.DECLINED: "application_declined",
}


def prune() -> None:
    """Approve the pending applications that the policy has come to admit, and delete those that were kept long enough."""
    for application in Application.objects.pending():
        if admission_of(application.address) == Admission.ADMITTED:
            _approve(application)
    for application in Application.objects.expired():
        _delete(application.pk)


def _approve(application: Application) -> None:
    try:
        application.approve()
    except NotPending:  # by staff at the same moment
        return


@transaction.atomic
def _delete(pk: int) -> None:
    """One that nobody has decided is answered."""
    application = Application.objects.select_for_update().expired().filter(pk=pk).first()
    if application is None:
        return
    if application.status == Application.Status.PENDING:
        send_answer(application)
    application.delete()
