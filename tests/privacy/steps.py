"""What Anna can do on the site, step by step, and the seeded scripts made of it."""

from __future__ import annotations

import random

from django.core.files.uploadedfile import SimpleUploadedFile

from invitations.models import Invitation, Reception
from network.members.models import Export
from notifications.models import CapturedEmail
from tests.authz.table import TABLE, arguments, path
from tests.conftest import tick, work
from tests.privacy.scenarios import Step, World

NOTE = "About Parma"
BRUNO, WRONG = "bruno@example.org", "not.bruno@example.org"
NOT_HERS = ("invitations:accept_from_email", "notifications:unsubscribe", "admin:index")
PAGES = [url.name for url in TABLE if url.get and url.name not in NOT_HERS]


def page(name: str) -> Step:
    """Any page of the table of URLs, with Bruno or the invitation to him where it takes one."""
    return lambda here: here.get(path(name, arguments(here.invitation, here.stage.bruno)))


def search(here: World) -> None:
    here.get("/members/?q=Bruno")


def search_sent(here: World) -> None:
    for query in ("q=Bruno", "q=bruno%40example", "state=open", "state=withdrawn", "state=closed&q=verdi"):
        here.get(f"/invitations/sent/?{query}")


def invite(here: World) -> None:
    here.post("/members/bruno/invite/", note=NOTE)


def preview(here: World) -> None:
    here.post("/members/bruno/invite/preview/", note=NOTE, reason="friend")


def preview_with_address(here: World) -> None:
    here.post("/members/bruno/invite/preview/", note=NOTE, email=BRUNO)


def preview_by_email(here: World) -> None:
    here.post("/invitations/by-email/preview/", note=NOTE, email=BRUNO)


def preview_follow_up(here: World) -> None:
    here.post(f"/invitations/{here.invitation.public_id}/follow-up/preview/", note="Again: Parma")


def say_that_i_do_not_know_him(here: World) -> None:
    here.post("/members/bruno/invite/", note=NOTE, reason="unknown")


def invite_with_address(here: World) -> None:
    here.post("/members/bruno/invite/", note=NOTE, email=BRUNO)


def invite_with_wrong_address(here: World) -> None:
    here.post("/members/bruno/invite/", note=NOTE, email=WRONG)


def invite_by_email(here: World) -> None:
    here.post("/invitations/by-email/", note=NOTE, email=BRUNO)


def invite_many_by_email(here: World) -> None:
    here.post("/invitations/by-email/", note=NOTE, email=f"{BRUNO}, someone@example.net\n{WRONG}")


def invite_by_file(here: World) -> None:
    """He stands in a file of hers, which is shown first; then the worker goes through the list."""
    book = "\n".join([f"Bruno,{BRUNO}", f"Wrong,{WRONG}", *(f"Nr {n},n{n}@example.net" for n in range(9))])
    here.post("/invitations/by-email/", note=NOTE, file=SimpleUploadedFile("book.csv", book.encode()))
    shown = "\n".join([BRUNO, WRONG, *(f"Nr {n} <n{n}@example.net>" for n in range(9))])
    here.post("/invitations/by-email/", note=NOTE, email=shown)


def stop_and_start_the_list(here: World) -> None:
    for name in ("invitations:stop_batch", "invitations:start_batch"):
        here.post(path(name, arguments(here.invitation, here.stage.bruno)))


def follow_up(here: World) -> None:
    here.post(f"/invitations/{here.invitation.public_id}/follow-up/", note="Again: Parma")


def message(here: World) -> None:
    here.post(f"/invitations/{here.invitation.public_id}/message/", message="And you?")


def note_all(here: World) -> None:
    here.post("/invitations/noted/")


def note_one(here: World) -> None:
    here.post(f"/invitations/{here.invitation.public_id}/noted/")


def withdraw(here: World) -> None:
    here.post(f"/invitations/{here.invitation.public_id}/withdraw/")


def by_htmx(step: Step) -> Step:
    """From her list, to which htmx is led back."""
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/invitations/sent/"}

    def press(here: World) -> None:
        here.browser.defaults.update(headers)
        step(here)
        here.get("/invitations/sent/")
        for name in headers:
            del here.browser.defaults[name]

    return press


def withdraw_several(here: World) -> None:
    """His among others of hers, read out first; one that is not hers and one that is nobody's."""
    hers = Invitation.objects.sent_by(here.stage.anna).filter(recipient__handle__in=["furio", "gaia", "hugo"])
    ids = [*hers.order_by("pk").values_list("public_id", flat=True), here.invitation.public_id]
    ids += [here.stage.from_carla.public_id, "A" * 16]
    for where in ("confirm/", "", ""):
        here.post(f"/invitations/bulk/{where}", action="withdraw", ids=ids)
        here.get("/invitations/sent/")


def try_his_verbs_on_several(here: World) -> None:
    for verb in ("accept", "ignore", "restore"):
        here.post("/invitations/bulk/", action=verb, ids=[here.invitation.public_id])
    here.get("/invitations/")


def try_his_verbs(here: World) -> None:
    for verb in ("accept", "reply", "ignore", "restore", "unknown", "take-back-unknown"):
        here.post(f"/invitations/{here.invitation.public_id}/{verb}/", message="Yes")


def message_to_furio(here: World) -> None:
    replied = Invitation.objects.get(sender=here.stage.anna, recipient__handle="furio")
    here.post(f"/invitations/{replied.public_id}/message/", message="In Modena, in the spring")


def report_furio(here: World) -> None:
    replied = Invitation.objects.get(sender=here.stage.anna, recipient__handle="furio")
    here.post(f"/invitations/{replied.public_id}/report/", reason="harassment", words="In Modena")


def report_bruno(here: World) -> None:
    """Nothing to report, where he has not replied."""
    here.get(f"/invitations/{here.invitation.public_id}/report/")
    here.post(f"/invitations/{here.invitation.public_id}/report/", reason="spam", words="In Parma")


def remove_elio(here: World) -> None:
    here.post("/connections/elio/remove/")


def accept_carla(here: World) -> None:
    here.post(f"/invitations/{here.stage.from_carla.public_id}/accept/")


def ask_for_more(here: World) -> None:
    here.post("/invitations/more/", text="A guild")


def read_etiquette(here: World) -> None:
    here.post("/invitations/etiquette/")


def read_mail(here: World) -> None:
    newest = CapturedEmail.objects.of(here.stage.anna).order_by("-pk")[0]
    for part in ("", "html/", "source/"):
        here.get(newest.get_absolute_url() + part)


def take_my_copy(here: World) -> None:
    """Ask for it, let it be written, and fetch the newest there is."""
    here.post("/settings/export/")
    work()
    here.get("/settings/export/")
    newest = Export.objects.of(here.stage.anna).fetchable().order_by("pk").last()
    if newest:
        here.get(newest.get_absolute_url())


def a_friend_invites(here: World) -> None:
    """Somebody writes to Anna between two proposals of hers, and she looks at it."""
    friend = here.stage.others[-1]
    if not Invitation.objects.known_between(here.stage.anna, friend).exists():
        Invitation.objects.send(friend, here.stage.anna, "From a friend")
    here.get("/invitations/")


def look_at_received(here: World) -> None:
    for reception in Reception.objects.of(here.stage.anna).live().select_related("invitation"):
        here.get(reception.invitation.get_absolute_url())


def pass_days(days: int) -> Step:
    def days_pass(here: World) -> None:
        here.stage.clock.move(days=days)
        tick()

    return days_pass


def pass_minutes(here: World) -> None:
    here.stage.clock.move(minutes=11)


STEPS: dict[str, Step] = {
    **{f"look at {name}": page(name) for name in PAGES},
    **{
        step.__name__.replace("_", " "): step
        for step in (
            search, search_sent, withdraw_several, try_his_verbs_on_several, invite, invite_with_address,
            invite_with_wrong_address, invite_by_email, invite_many_by_email, invite_by_file,
            stop_and_start_the_list, follow_up, message, withdraw, try_his_verbs, message_to_furio, report_furio,
            report_bruno, note_all, note_one, remove_elio,
            accept_carla, ask_for_more, read_etiquette, read_mail, a_friend_invites, look_at_received,
            pass_minutes, take_my_copy, preview, preview_with_address, preview_by_email, preview_follow_up,
            say_that_i_do_not_know_him,
        )
    },
    **{f"{step.__name__.replace('_', ' ')} by htmx": by_htmx(step) for step in (follow_up, message, withdraw, try_his_verbs)},
    "a day passes": pass_days(1),
    "a week passes": pass_days(7),
    "three weeks pass": pass_days(21),
    "half a year passes": pass_days(181),
}  # fmt: skip
TOWARDS_BRUNO = (
    "invite", "invite with address", "invite with wrong address", "invite by email", "invite by file", "follow up",
    "message", "withdraw", "follow up by htmx", "withdraw by htmx", "withdraw several", "search sent", "a week passes", "look at invitations:batch",
    "look at invitations:sent", "look at invitations:detail", "look at home", "look at members:profile",
    "look at invitations:send", "preview", "preview follow up",
)  # fmt: skip


def script(seed: int) -> list[str]:
    """Three to six steps, about half of them annotate_for Bruno."""
    draw = random.Random(seed)
    names = sorted(STEPS)
    length = draw.randint(3, 6)
    return [draw.choice(TOWARDS_BRUNO) if draw.random() < 0.5 else draw.choice(names) for _ in range(length)]


def steps_of(names: list[str]) -> list[Step]:
    """Each with a look at what it left: the list, the invitation and the mailbox at the end."""
    last = ("look at invitations:sent", "look at invitations:detail", "look at notifications:mailbox")
    return [STEPS[name] for name in (*names, *last)]
