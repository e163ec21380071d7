"""The data behind the screenshots of bin/screens: the demo data, people in every other state, and a server.

Import it after `django.setup()`; it writes to the database of the settings.
"""

from __future__ import annotations

import logging
import re
import threading
from http.cookies import SimpleCookie
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.views.csrf import csrf_failure
from fake_passkey import registration_response

from invitations.join_links import join_token
from invitations.models import Allowance, Batch, Block, Invitation, JoinLinkUse, Reception
from invitations.tokens import accept_token, card_token, not_me_token, report_token
from network import urls
from network.common import jobs
from network.demo import demo_data, time_travel
from network.members.accounts.public_ids import passkey_id
from network.members.accounts.signup_link import SignupLink
from network.members.imports.welcome import welcome_token
from network.members.models import Export, ImportedPerson, Member
from network.web import errors
from notifications.models import CapturedEmail, Outbox
from notifications.tokens import opt_out_token, unsubscribe_token

PEOPLE, ADMIN = demo_data.PEOPLE, demo_data.ADMIN
LANGUAGES = {"ltr": "en", "rtl": "ar"}
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
PASSWORD = {"password": demo_data.PASSWORD}
A_DAY = 86_400
ERRORS = {
    400: SuspiciousOperation("bad request"), 403: PermissionDenied(),
    500: RuntimeError("broken"), 503: OperationalError("gone"),
}  # fmt: skip


@login_not_required
def error_page(request: HttpRequest, status: int) -> HttpResponse:
    if status in ERRORS:
        raise ERRORS[status]
    return errors.too_many_requests(request)


@login_not_required
def csrf_error(request: HttpRequest) -> HttpResponse:
    return csrf_failure(request)


urls.urlpatterns += [path("screens/stale/", csrf_error), path("screens/<int:status>/", error_page)]


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: bin/screens reports the errors."""


def serve(port: int) -> None:
    """Serve the site in a thread."""
    logging.disable()
    server = ThreadedWSGIServer(("127.0.0.1", port), QuietHandler)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()


def create(direction: str) -> Fixtures:
    """Replace all data, in a language of this writing direction."""
    settings.ACCOUNT_RATE_LIMITS, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = False, A_DAY
    language = LANGUAGES[direction]
    demo_data.PEOPLE = [person._replace(language=language) for person in PEOPLE]
    demo_data.ADMIN = ADMIN._replace(language=language)
    time_travel.reset_demo()
    return Fixtures(language)


class Fixtures:
    """`targets` are the arguments of URLs by name; `visitors` are signed-in browsers, each in a state of its own."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.people = {member.handle: member for member in Member.objects.all()}
        self._people_in_other_states()
        self._objects_of_anna()
        jobs.tick()
        time_travel.process_queue()
        self.visitors: dict[str, Client] = {"": self._browser()}
        self.targets: dict[str, list[Any]] = {handle: [handle] for handle in self.people}
        self._create_visitors()
        self._sign_up_and_reset_password()
        self._name_targets()

    def url(self, name: str, target: str, query: str) -> str:
        """`name` may also be a path."""
        args = self.targets[target] if target else []
        url = settings.SITE_URL + (name if name.startswith("/") else reverse(name, args=args))
        return f"{url}?{query}" if query else url

    def cookies(self, visitor: str) -> list[dict[str, str]]:
        """Without the messages that the next page would show."""
        jar: SimpleCookie = self.visitors[visitor].cookies
        return [
            {"name": name, "value": cookie.value, "url": settings.SITE_URL}
            for name, cookie in jar.items()
            if name != "messages"
        ]

    def _member(self, handle: str, name: str, **more: Any) -> Member:
        member = Member.objects.create_user(
            email=f"{handle}@example.org", password=demo_data.PASSWORD, name=name, handle=handle,
            language=self.language, **more,
        )  # fmt: skip
        self.people[handle] = member
        return member

    def _people_in_other_states(self) -> None:
        """New, restricted, without allowance, with a passkey alone, with a second factor, with long texts."""
        self._member("nina", "Nina Nuova")
        self._member("rosa", "Rosa Conti", headline="Printer").allowance.restrict()
        vito = self._member("vito", "Vito Serra")
        vito.allowance.restrict()
        vito.allowance.lift()
        Allowance.objects.filter(pk=vito.pk).update(weekly_limit=0)
        passkey_alone = self._member("paula", "Paula Anders")
        passkey_alone.set_unusable_password()
        passkey_alone.save()
        vera = self._member("vera", "Vera Lind")
        TOTP.activate(vera, generate_totp_secret())
        RecoveryCodes.activate(vera)
        for name in ("Blue key", "Phone"):
            WebAuthn.add(vera, name, registration_response(settings.SITE_URL))
        self._member(
            "long",
            f"{LONG_WORD} {LONG_WORD}"[:100],
            headline=f"{LONG_WORD} {LONG_WORD}"[:120],
            location=LONG_WORD[:60],
        )

    def _objects_of_anna(self) -> None:
        anna, carla, long = (self.people[handle] for handle in ("anna", "carla", "long"))
        Member.objects.filter(pk=carla.pk).update(about="I mend bridges.\n\nأحب الجسور القديمة.")
        Invitation.objects.send(long, anna, (LONG_WORD * 4)[:300], "colleague")
        Block.objects.block(anna, self.people["yusuf"])
        Batch.objects.submit(
            anna, ["dora@example.net", "somebody", anna.email, f"{LONG_WORD[:60]}@example.net"]
        )
        Export.objects.request(anna)
        time_travel.process_queue()

    def _browser(self) -> Client:
        return Client(headers={"host": "localhost", "accept-language": self.language})

    def _create_visitors(self) -> None:
        for handle in ("anna", "bruno", "nina", "rosa", "vito", "admin"):
            self.visitors[handle] = self._browser()
            self._log_in(self.visitors[handle], handle)
        for browser in (self._browser(), self._browser()):
            self._log_in(browser, "anna")
        for state in ("second factor", "vera"):
            self.visitors[state] = self._browser()
            self._log_in(self.visitors[state], "vera")
        codes = RecoveryCodes(Authenticator.objects.get(user=self.people["vera"], type="recovery_codes"))
        self.visitors["vera"].post(reverse("mfa_authenticate"), {"code": codes.get_unused_codes()[0]})
        self.visitors["vera"].post(reverse("account_reauthenticate"), PASSWORD)
        self.visitors["passkey alone"] = self._browser()
        self.visitors["passkey alone"].force_login(
            self.people["paula"], backend="network.members.accounts.backends.AddressBackend"
        )
        self._confirm_with_passkey(self.visitors["passkey alone"], self.people["paula"])

    def _confirm_with_passkey(self, browser: Client, member: Member) -> None:
        """Change the session as if the member had just used the passkey."""
        request = HttpRequest()
        request.session = browser.session
        record_authentication(request, member, "mfa", type="webauthn", reauthenticated=True)
        request.session.save()

    def _log_in(self, browser: Client, handle: str) -> None:
        """Enter the password twice: pages about the account require it again."""
        browser.post(reverse("account_login"), {"login": f"{handle}@example.org", **PASSWORD})
        browser.post(reverse("account_reauthenticate"), PASSWORD)

    def _sign_up_and_reset_password(self) -> None:
        for state in ("signing up", "making a passkey"):
            self.visitors[state] = browser = self._browser()
            address = f"{state.split()[0]}@example.net"
            browser.post(reverse("account_signup_by_passkey"), {"name": "Ida Berg", "email": address})
        code = re.search(r"^[B-Z]{4}-[B-Z]{4}$", self._newest("making@example.net"), re.MULTILINE)
        self.visitors["making a passkey"].post(
            reverse("members:signup_code"), {"code": code[0] if code else ""}
        )
        form = {"name": "Ugo Neri", "email": "ugo@example.net", "password1": "two desks apart"}
        self._browser().post(reverse("account_signup"), form)
        self.targets["confirmation key"] = [
            _search(r"/confirm-email/([^/\s]+)", self._newest("ugo@example.net"))
        ]
        self.visitors["resetting"] = browser = self._browser()
        browser.post(reverse("account_reset_password"), {"email": "nina@example.org"})
        link = _search(r"http://[^/]+(/accounts/password/reset/key/\S+)", self._newest("nina@example.org"))
        choose = browser.get(link, follow=True).request["PATH_INFO"]
        self.targets["reset key"] = _search(r"key/(\w+-[-\w]+)", choose).split("-", 1)
        self.targets["expired reset"] = ["0", "stale"]

    def _newest(self, address: str) -> str:
        time_travel.process_queue()
        return CapturedEmail.objects.filter(to=address).order_by("sent_at", "pk").last().text

    def _name_targets(self) -> None:
        anna = self.people["anna"]
        received, sent = Reception.objects.of(anna), Invitation.objects.sent_by(anna)
        invitations = {
            "received": received.from_(self.people["dario"]).get().invitation,
            "archived": received.from_(self.people["kenji"]).get().invitation,
            "refused": received.from_(self.people["juergen"]).get().invitation,
            "sent": sent.get(recipient=self.people["fiona"]),
            "by e-mail": sent.get(address="giulia@example.net"),
            "withdrawn": sent.filter(status="withdrawn")[0],
            "connected": sent.filter(status="accepted")[0],
        }
        self.targets |= {name: [invitation.public_id] for name, invitation in invitations.items()}
        mails = CapturedEmail.objects.order_by("-sent_at", "-pk")
        email = mails.filter(to=anna.email, text__contains="/i/")[0]
        self.targets |= {
            "batch": [Batch.objects.of(anna).get().public_id],
            "passkey": [passkey_id(Authenticator.objects.filter(user__handle="vera", type="webauthn")[0])],
            "primary key": [invitations["sent"].pk],
            "email": [email.public_id],
            "address and e-mail": [email.to, email.public_id],
            "address": [email.to],
            "no address": ["nobody@example.net"],
            "story": ["ignoring"],
        }
        self.targets |= {
            "accept token": [accept_token(invitations["received"], anna)],
            "report token": [report_token(invitations["received"], anna, self.language)],
            "report token of non-member": [report_token(invitations["by e-mail"], None, self.language)],
            "used accept token": [accept_token(*self._accepted(anna))],
            **self._join_targets(),
            "unsubscribe token": [unsubscribe_token(anna.pk, "reminders")],
            "unsubscribe non-member": [opt_out_token("giulia@example.net")],
        }
        self._name_emails(mails)

    def _join_targets(self) -> dict[str, list[Any]]:
        """The links in e-mails to a non-member whom Anna has invited, and those of an account that was opened by one."""
        invitation = Invitation.objects.get(sender=self.people["anna"], address="giulia@example.net")
        use = JoinLinkUse.objects.create(nonce="0" * 32, member=self.people["nina"])
        imported = ImportedPerson.objects.create(
            address="ida@example.net", name="Ida Importata", headline="Bookbinder", location="Lucca"
        )
        joined = ImportedPerson.objects.create(
            address="nina@example.net", name="Nina", member=self.people["nina"]
        )
        return {
            "signup token": [SignupLink.make("new.comer@example.com", self.language).token],
            "join token": [join_token(invitation, self.language, "1" * 32)],
            "used join token": [join_token(invitation, self.language, use.nonce)],
            "welcome token": [welcome_token(imported, self.language)],
            "used welcome token": [welcome_token(joined, self.language)],
            "card token": [card_token(invitation, self.language)],
            "not me token": [not_me_token(use)],
        }

    def _accepted(self, member: Member) -> tuple[Invitation, Member]:
        return Invitation.objects.filter(recipient=member, status="accepted")[0], member

    def _name_emails(self, mails: Any) -> None:
        for row in Outbox.objects.exclude(message_id="").order_by("pk"):
            for mail in mails.filter(message_id=row.message_id).exclude(html=""):
                self.targets[f"email {row.kind}"] = [mail.to, mail.public_id]


def _search(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise LookupError(f"no match for {pattern} in: {text}")
    return match[1]
