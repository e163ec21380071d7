"""What Anna can do on the site, step by step, and the seeded scripts made of it."""

from __future__ import annotations

import random

from django.core.files.uploadedfile import SimpleUploadedFile

from bin.page_catalogue.invitations import RECIPIENT_VERBS
from invitations.models import Invitation, Reception
from network.members.models import Export
from notifications.models import CapturedEmail
from tests.authz.table import TABLE, arguments, path
from tests.conftest import tick, work
from tests.privacy.scenarios import Step, World

NOTE = "About Parma"
BRUNO, WRONG = "bruno@example.org", "not.bruno@example.org"
NOT_OF_ANNA = (
    "invitations:accept_from_email",
    "invitations:report_from_email",
    "notifications:unsubscribe",
    "admin:index",
)
PAGES = [url.name for url in TABLE if url.get and url.name not in NOT_OF_ANNA]


def page(name: str) -> Step:
    """A step that opens a page of the catalogue, for Bruno or the invitation to him."""
    return lambda world: world.get(path(name, arguments(world.invitation, world.data.bruno)))


def search(world: World) -> None:
    world.get("/members/?q=Bruno")


def search_sent(world: World) -> None:
    for query in ("q=Bruno", "q=bruno%40example", "state=open", "state=withdrawn", "state=closed&q=verdi"):
        world.get(f"/invitations/sent/?{query}")


def invite(world: World) -> None:
    world.post("/members/bruno/invite/", note=NOTE)


def preview(world: World) -> None:
    world.post("/members/bruno/invite/preview/", note=NOTE, reason="friend")


def preview_with_address(world: World) -> None:
    world.post("/members/bruno/invite/preview/", note=NOTE, email=BRUNO)


def preview_by_email(world: World) -> None:
    world.post("/invitations/by-email/preview/", note=NOTE, email=BRUNO)


def preview_follow_up(world: World) -> None:
    world.post(f"/invitations/{world.invitation.public_id}/follow-up/preview/", note="Again: Parma")


def invite_with_reason_unknown(world: World) -> None:
    world.post("/members/bruno/invite/", note=NOTE, reason="unknown")


def invite_with_address(world: World) -> None:
    world.post("/members/bruno/invite/", note=NOTE, email=BRUNO)


def invite_with_wrong_address(world: World) -> None:
    world.post("/members/bruno/invite/", note=NOTE, email=WRONG)


def invite_by_email(world: World) -> None:
    world.post("/invitations/by-email/", note=NOTE, email=BRUNO)


def invite_many_by_email(world: World) -> None:
    world.post("/invitations/by-email/", note=NOTE, email=f"{BRUNO}, someone@example.net\n{WRONG}")


def invite_by_file(world: World) -> None:
    """Upload a file with his address, which is shown for confirmation, then send the batch."""
    book = "\n".join([f"Bruno,{BRUNO}", f"Wrong,{WRONG}", *(f"Nr {n},n{n}@example.net" for n in range(9))])
    world.post("/invitations/by-email/", note=NOTE, file=SimpleUploadedFile("book.csv", book.encode()))
    shown = "\n".join([BRUNO, WRONG, *(f"Nr {n} <n{n}@example.net>" for n in range(9))])
    world.post("/invitations/by-email/", note=NOTE, email=shown)


def stop_and_start_the_batch(world: World) -> None:
    for name in ("invitations:stop_batch", "invitations:start_batch"):
        world.post(path(name, arguments(world.invitation, world.data.bruno)))


def follow_up(world: World) -> None:
    world.post(f"/invitations/{world.invitation.public_id}/follow-up/", note="Again: Parma")


def message(world: World) -> None:
    world.post(f"/invitations/{world.invitation.public_id}/message/", message="And you?")


def acknowledge_all(world: World) -> None:
    world.post("/invitations/noted/")


def acknowledge(world: World) -> None:
    world.post(f"/invitations/{world.invitation.public_id}/noted/")


def withdraw(world: World) -> None:
    world.post(f"/invitations/{world.invitation.public_id}/withdraw/")


def use_another_address(world: World) -> None:
    """Of the invitation to Bruno, if it has an address: from whatever it was to a wrong one, then to the right one."""
    for address in (WRONG, BRUNO):
        world.get(f"/invitations/{world.invitation.public_id}/another-address/")
        world.post(
            f"/invitations/{world.invitation.public_id}/another-address/", email=address, note="Parma, again"
        )
        world.get("/invitations/sent/")


def invite_by_email_again_and_again(world: World) -> None:
    """More often than his e-mails are sent."""
    for _ in range(3):
        invite_by_email(world)
        work()
        withdraw(world)
        work()


def by_htmx(step: Step) -> Step:
    """The step as htmx sends it from the list of sent invitations."""
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/invitations/sent/"}

    def press(world: World) -> None:
        world.browser.defaults.update(headers)
        step(world)
        world.get("/invitations/sent/")
        for name in headers:
            del world.browser.defaults[name]

    return press


def withdraw_in_bulk(world: World) -> None:
    """With confirmation: the invitation to Bruno, three others of Anna, one of Carla and an unknown id."""
    invitations = Invitation.objects.sent_by(world.data.anna).filter(
        recipient__handle__in=["furio", "gaia", "hugo"]
    )
    ids = [*invitations.order_by("pk").values_list("public_id", flat=True), world.invitation.public_id]
    ids += [world.data.from_carla.public_id, "A" * 16]
    for suffix in ("confirm/", "", ""):
        world.post(f"/invitations/bulk/{suffix}", action="withdraw", ids=ids)
        world.get("/invitations/sent/")


def try_recipient_verbs_in_bulk(world: World) -> None:
    for verb in ("accept", "ignore", "restore"):
        world.post("/invitations/bulk/", action=verb, ids=[world.invitation.public_id])
    world.get("/invitations/")


def try_recipient_verbs(world: World) -> None:
    for verb in RECIPIENT_VERBS:
        world.post(f"/invitations/{world.invitation.public_id}/{verb}/", message="Yes")


def message_to_furio(world: World) -> None:
    replied = Invitation.objects.get(sender=world.data.anna, recipient__handle="furio")
    world.post(f"/invitations/{replied.public_id}/message/", message="In Modena, in the spring")


def report_furio(world: World) -> None:
    replied = Invitation.objects.get(sender=world.data.anna, recipient__handle="furio")
    world.post(f"/invitations/{replied.public_id}/report/", reason="harassment", comment="In Modena")


def report_bruno(world: World) -> None:
    """Works only where he has replied."""
    world.get(f"/invitations/{world.invitation.public_id}/report/")
    world.post(f"/invitations/{world.invitation.public_id}/report/", reason="spam", comment="In Parma")


def remove_elio(world: World) -> None:
    world.post("/connections/elio/remove/")


def accept_carla(world: World) -> None:
    world.post(f"/invitations/{world.data.from_carla.public_id}/accept/")


def ask_for_more(world: World) -> None:
    world.post("/invitations/more/", text="A guild")


def read_etiquette(world: World) -> None:
    world.post("/invitations/etiquette/")


def read_mail(world: World) -> None:
    newest = CapturedEmail.objects.of(world.data.anna).order_by("-pk")[0]
    for part in ("", "html/", "source/"):
        world.get(newest.get_absolute_url() + part)


def download_export(world: World) -> None:
    """Request an export, create it, and download the newest one."""
    world.post("/settings/export/")
    work()
    world.get("/settings/export/")
    newest = Export.objects.of(world.data.anna).downloadable().order_by("pk").last()
    if newest:
        world.get(newest.get_absolute_url())


def a_friend_invites(world: World) -> None:
    """A connection of Carla invites Anna, and Anna opens her inbox."""
    friend = world.data.others[-1]
    if not Invitation.objects.known_between(world.data.anna, friend).exists():
        Invitation.objects.send(friend, world.data.anna, "From a friend")
    world.get("/invitations/")


def look_at_received(world: World) -> None:
    for reception in Reception.objects.of(world.data.anna).live().select_related("invitation"):
        world.get(reception.invitation.get_absolute_url())


def pass_days(days: int) -> Step:
    def days_pass(world: World) -> None:
        world.data.clock.move(days=days)
        tick()

    return days_pass


def pass_minutes(world: World) -> None:
    world.data.clock.move(minutes=11)


STEPS: dict[str, Step] = {
    **{f"look at {name}": page(name) for name in PAGES},
    **{
        step.__name__.replace("_", " "): step
        for step in (
            search, search_sent, withdraw_in_bulk, try_recipient_verbs_in_bulk, invite, invite_with_address,
            invite_with_wrong_address, invite_by_email, invite_many_by_email, invite_by_file,
            stop_and_start_the_batch, follow_up, message, withdraw, try_recipient_verbs, message_to_furio, report_furio,
            report_bruno, acknowledge_all, acknowledge, remove_elio,
            accept_carla, ask_for_more, read_etiquette, read_mail, a_friend_invites, look_at_received,
            pass_minutes, download_export, preview, preview_with_address, preview_by_email, preview_follow_up,
            invite_with_reason_unknown, use_another_address, invite_by_email_again_and_again,
        )
    },
    **{f"{step.__name__.replace('_', ' ')} by htmx": by_htmx(step) for step in (follow_up, message, withdraw, try_recipient_verbs)},
    "a day passes": pass_days(1),
    "a week passes": pass_days(7),
    "three weeks pass": pass_days(21),
    "half a year passes": pass_days(181),
}  # fmt: skip
ABOUT_BRUNO = (
    "invite", "invite with address", "invite with wrong address", "invite by email", "invite by file", "follow up",
    "message", "withdraw", "use another address", "invite by email again and again", "follow up by htmx", "withdraw by htmx", "withdraw in bulk", "search sent", "a week passes", "look at invitations:batch",
    "look at invitations:sent", "look at invitations:detail", "look at home", "look at members:profile",
    "look at invitations:send", "preview", "preview follow up",
)  # fmt: skip


def script(seed: int) -> list[str]:
    """The names of three to six random steps, about half of them from ABOUT_BRUNO."""
    draw = random.Random(seed)
    names = sorted(STEPS)
    length = draw.randint(3, 6)
    return [draw.choice(ABOUT_BRUNO) if draw.random() < 0.5 else draw.choice(names) for _ in range(length)]


def steps_of(names: list[str]) -> list[Step]:
    """These steps, then the list of sent invitations, the invitation and the mailbox."""
    last = ("look at invitations:sent", "look at invitations:detail", "look at notifications:mailbox")
    return [STEPS[name] for name in (*names, *last)]
