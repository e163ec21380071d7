"""Files of people whom staff bring in: the import of one file, its lines, and the people without an account yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network import clock
from network.common.addresses import mailbox_of, normalise_address
from network.common.choices import OpenTextChoices
from network.common.hashing import keyed_hash
from network.common.validators import multi_line, single_line
from network.members.models.field_values import FIELD_COLUMNS, value_column
from network.members.models.member import Member, get_languages

LIFE = timedelta(days=90)
"""So long after it was last imported, somebody who has not joined is deleted; and the import of a file."""
LINK_LIFE = timedelta(days=14)
"""So long after its letter, a link opens an account."""


class MemberImport(models.Model):
    """The import of one file. Checking says what each line would do; importing does it. Both go on where they stopped."""

    class State(OpenTextChoices):
        CHECKING = "checking", _("checking the lines")
        CHECKED = "checked", _("checked, nothing imported yet")
        RUNNING = "running", _("importing")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("finished")

    AT_WORK = (State.CHECKING, State.RUNNING)

    file_name = models.CharField(_("file"), max_length=100)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member of staff"),
    )
    at = models.DateTimeField(_("when"), default=clock.now)
    state = models.CharField(_("state"), max_length=12, choices=State.get_choices, default=State.CHECKING)
    unused_columns = models.JSONField(_("columns that are not used"), default=list, blank=True)
    lines = models.PositiveIntegerField(_("lines"), default=0)
    position = models.PositiveIntegerField(_("number of the last line"), default=0)
    counts = models.JSONField(_("lines by outcome"), default=dict, blank=True)
    next_at = models.DateTimeField(_("not before"), default=clock.database_now)

    class Meta:
        verbose_name = _("import of members")
        verbose_name_plural = _("imports of members")

    def __str__(self) -> str:
        return self.file_name

    @property
    def done(self) -> int:
        return sum(self.counts.values())

    def begin(self) -> bool:
        """Import what was checked, or go on where it was stopped; False in any other state."""
        checked = {"position": 0, "counts": {}} if self.state == self.State.CHECKED else {}
        return self._change((self.State.CHECKED, self.State.STOPPED), self.State.RUNNING, **checked)

    def stop(self) -> bool:
        """Stop after the lines that are being imported; False where it is not running."""
        return self._change((self.State.RUNNING,), self.State.STOPPED)

    def _change(self, before: tuple[str, ...], after: str, **columns: Any) -> bool:
        columns |= {"state": after, "next_at": clock.database_now()}
        rows = MemberImport.objects.filter(pk=self.pk, state=self.state, state__in=before)
        return bool(rows.update(**columns))


class ImportLine(models.Model):
    """A line of a file. Once it is imported it is deleted; of one that was not, the number and the reason are kept."""

    class Outcome(OpenTextChoices):
        NEW = "new", pgettext_lazy("line of an import", "new")
        UPDATE = "update", pgettext_lazy("line of an import", "update")
        UNCHANGED = "unchanged", pgettext_lazy("line of an import", "unchanged")
        SKIPPED = "skipped", pgettext_lazy("line of an import", "skipped")

    run = models.ForeignKey(
        MemberImport, models.CASCADE, related_name="import_lines", verbose_name=_("import")
    )
    number = models.PositiveIntegerField(_("line"))
    address = models.EmailField(_("address"), blank=True)
    handle = models.CharField(_("handle"), max_length=40, blank=True)
    values = models.JSONField(_("values"), default=dict, blank=True)
    is_readable = models.BooleanField(default=True)
    outcome = models.CharField(_("what it does"), max_length=12, choices=Outcome.get_choices, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of imports")
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_line_number")]
        indexes = [
            models.Index("run", "address", name="import_line_address"),
            models.Index("run", "handle", name="import_line_handle"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.number}"


class ImportedPersonQuerySet(models.QuerySet["ImportedPerson"]):
    def waiting(self) -> ImportedPersonQuerySet:
        """Those who have not joined."""
        return self.filter(member=None)

    def with_address(self, address: str) -> ImportedPerson | None:
        """Who waits under this address, if anybody."""
        return self.waiting().filter(address=normalise_address(address)).first()

    def link_joined(self) -> int:
        """Note for those who have joined in another way which member they are. For the worker."""
        members = Member.objects.filter(
            emailaddress__email=OuterRef("address"), emailaddress__verified=True, imported_person=None
        )
        rows = self.waiting().annotate(joined=Subquery(members.values("pk")[:1])).exclude(joined=None)
        people = list(rows.values_list("pk", "joined"))
        return sum(self.filter(pk=pk, member=None).update(member=member) for pk, member in people)

    def request_letters(self, again: bool = False) -> int:
        """Ask the worker to send the first letter to these people; or the second, to those who got one and have not joined."""
        rows = self.waiting().filter(letter_wanted=False, letters=1 if again else 0)
        return rows.update(letter_wanted=True)

    def expired(self) -> ImportedPersonQuerySet:
        return self.waiting().filter(imported_at__lte=clock.now() - LIFE)

    def remove(self, address: str) -> None:
        """Delete who waits under an address of this mailbox: they asked never to be written to."""
        spellings = {normalise_address(address), mailbox_of(address)}
        self.waiting().filter(address__in=spellings).delete()


def make_public_id() -> str:
    return get_random_string(16)


class ImportedPerson(models.Model):
    """Somebody whom staff have imported. No member before the link of the letter is used.

    The columns are the values that were imported last, those of profile fields too: of a member, those that still have them are updated by the next
    import. `letters` counts those that staff have sent, not new links that were asked for.
    """

    COLUMNS = ("name", "handle", "headline", "location", "language", *FIELD_COLUMNS)

    public_id = models.CharField(max_length=16, unique=True, default=make_public_id, editable=False)
    address = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    handle = models.CharField(_("handle"), max_length=40, blank=True)
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    location = models.CharField(_("place"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    field_1, field_2, field_3 = value_column(), value_column(), value_column()
    field_4, field_5, field_6 = value_column(), value_column(), value_column()
    imported_at = models.DateTimeField(_("last imported"), default=clock.now)
    letter_wanted = models.BooleanField(_("welcome letter requested"), default=False)
    letters = models.PositiveSmallIntegerField(_("welcome letters"), default=0)
    letter_at = models.DateTimeField(_("last welcome letter"), null=True, blank=True)
    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="imported_person",
        verbose_name=_("member"),
    )

    objects = ImportedPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported person")
        verbose_name_plural = _("imported people")
        indexes = [
            models.Index("imported_at", condition=Q(member=None), name="imported_person_waiting"),
            models.Index("id", condition=Q(letter_wanted=True), name="imported_person_letter"),
            models.Index("handle", name="imported_person_handle"),
        ]

    def __str__(self) -> str:
        return self.public_id  # without a name: the admin's log keeps it


class FormerAddressQuerySet(models.QuerySet["FormerAddress"]):
    def record(self, addresses: list[str]) -> None:
        rows = [FormerAddress(digest=former_digest(address)) for address in addresses]
        self.bulk_create(rows, ignore_conflicts=True)


class FormerAddress(models.Model):
    """The keyed hash of a mailbox whose owner has deleted the account: an import leaves it out. Nothing else reads it."""

    digest = models.CharField(_("keyed hash of the address"), max_length=64, primary_key=True)

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address of a former member")
        verbose_name_plural = _("addresses of former members")

    def __str__(self) -> str:
        return self.digest[:12]


def former_digest(address: str) -> str:
    return keyed_hash("members.former_address", mailbox_of(address))


class WelcomeText(models.Model):
    """What the welcome letter says in one language, written by staff. Without a row it has the text of the code."""

    language = models.CharField(_("language"), max_length=16, unique=True, choices=get_languages)
    subject = models.CharField(_("subject"), max_length=120, validators=[single_line])
    text = models.TextField(_("text"), max_length=5000, validators=[multi_line])

    class Meta:
        verbose_name = _("text of the welcome letter")
        verbose_name_plural = _("texts of the welcome letter")

    def __str__(self) -> str:
        return self.language
