"""The browsers in which a member is signed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from network import clock
from network.members.models import Member

SALT = "network.members.accounts.sessions"
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac", "Linux")


@dataclass(frozen=True)
class Browser:
    """One of them in words; `public` names it in a page, because its key is as good as a password."""

    public: str
    words: str
    since: datetime
    ip: str
    here: bool


def browsers_of(member: Member, key: str | None) -> list[Browser]:
    """The browsers of a member who looks from the session of this key."""
    return [
        Browser(
            public=public_id(each),
            words=browser_label(each.user_agent),
            since=each.created_at,
            ip=each.ip,
            here=each.session_key == key,
        )
        for each in sessions_of(member)
    ]


def browser_label(user_agent: str) -> str:
    """What a browser says of itself, as short as people do."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for name in SYSTEMS if name in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser that does not say its name")


def sessions_of(member: Member) -> list[UserSession]:
    """Those that still let somebody in, the newest first. Looking at them changes nothing."""
    mine = UserSession.objects.filter(user=member).order_by("-created_at", "-pk")
    stored = Session.objects.filter(
        session_key__in=[each.session_key for each in mine], expire_date__gt=clock.real_now()
    )
    open_ = {each.session_key for each in stored if _is_valid(each.get_decoded(), member)}
    return [each for each in mine if each.session_key in open_]


def _is_valid(data: dict[str, Any], member: Member) -> bool:
    """A session from before the password changed lets nobody in; one from before SECRET_KEY changed does."""
    hashes = [member.get_session_auth_hash(), *member.get_session_auth_fallback_hash()]
    return any(constant_time_compare(data.get(HASH_SESSION_KEY, ""), each) for each in hashes)


def public_id(session: UserSession) -> str:
    return salted_hmac(SALT, session.session_key, algorithm="sha256").hexdigest()[:32]


def rekey(request: HttpRequest, key: str) -> None:
    """This session had that key: it is the same browser. Of two requests at once the second makes a row of its own."""
    known = UserSession.objects.filter(session_key=key)
    if not known.update(session_key=request.session.session_key):
        UserSession.objects.create_from_request(request)


def end(sessions: Iterable[UserSession]) -> None:
    """Sign these browsers out: what they hold opens nothing any more."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in sessions:
        store.delete(session.session_key)
        session.delete()


def end_other_sessions(member: Member, key: str | None) -> None:
    """Sign the member out everywhere but in the session of this key."""
    end(UserSession.objects.filter(user=member).exclude(session_key=key or ""))


def prune() -> None:
    """Delete expired sessions, and the rows about sessions that have ended."""
    call_command("clearsessions", verbosity=0)
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
