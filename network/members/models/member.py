from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network import clock, site
from network.common.addresses import normalise_address
from network.common.initials import initials
from network.common.links import carries_link
from network.common.names import MAX_LENGTH, carries_contact, validate_line, validate_name
from network.common.transliteration import to_latin
from network.common.url_patterns import url_of
from network.common.validators import multi_line, single_line
from network.members import signals
from network.members.errors import LastAdministrator
from network.members.models.field_values import FIELD_COLUMNS, value_column, value_index
from network.members.models.handles import MIN_HANDLE_LENGTH, RESERVED_HANDLES, validate_handle
from network.members.models.name_columns import (
    DERIVED_COLUMNS,
    SEARCHED_COLUMNS,
    SearchTextField,
    SortKeyField,
    search_q,
)

HUES = 12
ABOUT_LENGTH = 2000


def _random_suffix() -> str:
    return get_random_string(8, "abcdefghjkmnpqrstuvwxyz23456789")


def user_display(member: Member) -> str:
    return member.name


def get_languages() -> list[tuple[str, str]]:
    """The languages of the site, read from the settings, so that a new one makes no migration."""
    return settings.LANGUAGES


SET_ASIDE_DOMAIN = "set-aside.invalid"
"""Of the address of an unverified account that a later sign-up with the same address has set aside."""


def default_language() -> str:
    return settings.LANGUAGE_CODE


def active_language() -> str:
    """The language of the current response, without its country."""
    return (translation.get_language() or default_language()).split("-")[0]


def default_time_zone() -> str:
    return settings.TIME_ZONE


CARD_FIELDS = ("name", "short_name", "handle", "headline", "location", "photo", "is_active", "left_at")
"""The columns that cards and short rows show."""
MEMBER_CARD_FIELDS = (*CARD_FIELDS, *FIELD_COLUMNS)
"""Those of cards that show values of profile fields too; cards of sent invitations never do."""


class MemberQuerySet(models.QuerySet["Member"]):
    def joined(self) -> MemberQuerySet:
        """Active members who have verified an address at least once."""
        return self.filter(joined_at__isnull=False, is_active=True)

    def unverified(self) -> MemberQuerySet:
        """Active accounts that have never had a verified address."""
        return self.filter(joined_at=None, left_at=None, is_active=True)

    def unverified_with(self, address: str) -> MemberQuerySet:
        """The unverified accounts with this address, one for each letter that confirms it, by ascending id."""
        address = normalise_address(address)
        claims = models.Q(email=address) | models.Q(emailaddress__email=address)
        rows = self.filter(pk__in=self.filter(claims, joined_at=None).values("pk"))
        return rows.unverified().order_by("pk")

    def delete_unverified(self, address: str) -> None:
        """Delete the unverified accounts with this address. Needs a transaction."""
        self._delete_locked(self.unverified_with(address))

    @transaction.atomic
    def delete_abandoned(self, before: datetime) -> None:
        """Delete the accounts that were not verified by a link of before that time, the last one they got."""
        self._delete_locked(self.unverified().filter(is_staff=False, link_sent_at__lt=before))

    def _delete_locked(self, unverified: MemberQuerySet) -> None:
        """Nobody verifies them meanwhile."""
        self.filter(pk__in=[member.pk for member in unverified.select_for_update()]).delete()

    def set_aside_unverified(self, address: str, kept: int) -> None:
        """Free the address for another sign-up: the links of up to `kept` earlier ones stay valid. Needs a transaction."""
        earlier = list(self.unverified_with(address).select_for_update())
        for member in earlier:
            self.filter(pk=member.pk).update(email=f"{member.handle}@{SET_ASIDE_DOMAIN}")
        self.filter(pk__in=[member.pk for member in earlier[: max(len(earlier) - kept, 0)]]).delete()

    def claim_address(self, pk: int, address: str) -> bool:
        """Before an account confirms its address: an unverified one gets it back, other sign-ups with it are deleted.

        False where the account has just been deleted. Needs a transaction.
        """
        rivals = [member.pk for member in self.unverified_with(address).select_for_update()]
        if pk not in rivals:
            return self.select_for_update().filter(pk=pk).exists()
        self.filter(pk__in=rivals).exclude(pk=pk).delete()
        if not self.verified_with(address).exists():
            self.filter(pk=pk).update(email=normalise_address(address))
        return True

    def search(self, query: str) -> MemberQuerySet:
        """Members who have every word of the query in name, short name, handle, headline or location."""
        return self.filter(search_q(query))

    def verified_with(self, address: str) -> MemberQuerySet:
        """The member who has verified this address, deactivated accounts included."""
        return self.filter(emailaddress__email=normalise_address(address), emailaddress__verified=True)

    def find_by_email(self, address: str) -> Member | None:
        """The member who has verified this address, else the unverified account with it. For the worker only."""
        address = normalise_address(address)
        verified = models.Q(emailaddress__email=address, emailaddress__verified=True)
        members = self.filter(verified | models.Q(email=address))
        return members.order_by(models.F("joined_at").asc(nulls_last=True)).first()

    def with_address(self, address: str) -> Member | None:
        """The active member who has verified this address, if any."""
        return self.verified_with(address).joined().first()


class MemberManager(BaseUserManager["Member"].from_queryset(MemberQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, name: str = "", **fields: Any) -> Member:
        """Create a member with a verified address. For code and the admin, which vouch for the address."""
        member: Member = self.model(email=email, name=name, joined_at=clock.now(), **fields)
        member.set_password(password)
        member.save()
        member.emailaddress_set.create(email=member.email, verified=True, primary=True)
        return member

    def get_by_natural_key(self, username: str | None) -> Member:
        """The member with this address, in upper or lower case. Raises `Member.DoesNotExist`."""
        member: Member = self.get(email=normalise_address(username or ""))
        return member

    def create_superuser(
        self, email: str, password: str | None = None, name: str = "", **fields: Any
    ) -> Member:
        return self.create_user(email, password, name, is_staff=True, is_superuser=True, **fields)


class Member(AbstractBaseUser, PermissionsMixin):
    """The user model. `degree` is the number of connections, `photo` the digest of the member's `Photo`.

    `field_1` to `field_6` are the values of the profile fields, which `ProfileField` describes.

    `link_sent_at`: when the account was made, or the last link that confirms it was sent while it was not verified.
    """

    class InvitableBy(models.TextChoices):
        EVERYBODY = "everybody", _("Every member")
        ADDRESS = "address", _("Only people who know my e-mail address")

    class VisibleTo(models.TextChoices):
        EVERYBODY = "everybody", _("Every member")
        CONNECTIONS = "connections", _("My connections")
        NOBODY = "nobody", _("Nobody but me")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=MAX_LENGTH, validators=[single_line, validate_name])
    short_name = models.CharField(
        _("short name"), max_length=40, blank=True, validators=[single_line, validate_name]
    )
    handle = models.SlugField(_("handle"), max_length=40, unique=True)
    headline = models.CharField(
        _("headline"), max_length=120, blank=True, validators=[single_line, validate_line]
    )
    location = models.CharField(
        _("place"), max_length=80, blank=True, validators=[single_line, validate_line]
    )
    about = models.TextField(_("about"), max_length=ABOUT_LENGTH, blank=True, validators=[multi_line])
    search_text = SearchTextField(editable=False)
    sort_key = SortKeyField(editable=False, default="")
    photo = models.CharField(_("photo"), max_length=32, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=16, choices=get_languages, default=default_language)
    time_zone = models.CharField(_("time zone"), max_length=64, default=default_time_zone)
    invitable_by = models.CharField(
        _("who may invite me"), max_length=10, choices=InvitableBy, default=InvitableBy.EVERYBODY
    )
    connections_visible_to = models.CharField(
        _("who sees my connections"), max_length=12, choices=VisibleTo, default=VisibleTo.CONNECTIONS
    )
    photo_in_first_contact = models.BooleanField(
        _("show my photo to people whom I invite by e-mail"), default=False
    )
    share_address = models.BooleanField(_("share my address with my connections"), default=True)
    field_1, field_2, field_3 = value_column(), value_column(), value_column()
    field_4, field_5, field_6 = value_column(), value_column(), value_column()
    degree = models.PositiveIntegerField(_("connections"), default=0, editable=False)
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True, editable=False)
    link_sent_at = models.DateTimeField(_("last link to a new account"), default=clock.now, editable=False)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True, editable=False)

    objects = MemberManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        permissions = [("export_member", "Can export members as CSV")]
        indexes = [
            models.Index("sort_key", "id", name="member_by_sort_key"),
            models.Index("link_sent_at", condition=models.Q(joined_at=None), name="member_unverified"),
            models.Index("id", condition=models.Q(is_staff=True), name="member_staff"),
            *map(value_index, FIELD_COLUMNS),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="member_email_normal")
        ]

    def __str__(self) -> str:
        return self.display_name or self.handle

    def clean(self) -> None:
        """Raises `ValidationError` for a new handle that members may not have; one that is stored already may stay."""
        super().clean()
        if self.handle and not Member.objects.filter(pk=self.pk, handle=self.handle).exists():
            try:
                validate_handle(self.handle)
            except ValidationError as error:
                raise ValidationError({"handle": error}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = normalise_address(self.email)
        if not set(SEARCHED_COLUMNS).isdisjoint(written := kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*written, *DERIVED_COLUMNS}
        if self.handle:
            return super().save(*args, **kwargs)
        if self.joined_at is None:
            self.handle = f"member-{_random_suffix()}"
            return super().save(*args, **kwargs)
        self.handle = self._unused_handle()
        try:
            with transaction.atomic():
                return super().save(*args, **kwargs)
        except IntegrityError:  # another member took the handle at the same moment
            self.handle = f"{self.handle[:31]}-{_random_suffix()}"
            return super().save(*args, **kwargs)

    def join(self) -> None:
        """Become a member, with a handle made of the name, at the first verified address.

        Before that the handle is random: the number in that of a later namesake would count the sign-ups with an address
        that has no account.
        """
        self.handle, self.joined_at = "", clock.now()
        self.save(update_fields=["handle", "joined_at"])

    def get_absolute_url(self) -> str:
        return url_of("members:profile", self.handle)

    @transaction.atomic
    def leave(self, opt_out: bool = False) -> None:
        """Deactivate the account irrevocably and send `member_left`; the worker deletes the data.

        `opt_out`: no invitation may be e-mailed to the member's addresses any more. Raises `LastAdministrator`.
        """
        admins = Member.objects.filter(is_superuser=True, is_active=True).order_by("pk")
        if self.is_superuser and list(admins.select_for_update(no_key=True)) == [self]:
            raise LastAdministrator
        self.set_unusable_password()
        self.is_active, self.left_at = False, clock.now()
        columns = {name: getattr(self, name) for name in ("password", "is_active", "left_at")}
        if Member.objects.filter(pk=self.pk, left_at=None).update(**columns):
            signals.member_left.send(sender=Member, member=self, opt_out=opt_out)

    @property
    def display_name(self) -> str:
        """The name, or "A former member" once the account is deleted."""
        return gettext("A former member") if self.left_at else self.name

    def get_short_name(self) -> str:
        """What the member wants to be called, for buttons and sentences; else the whole name."""
        return self.display_name if self.left_at else self.short_name or self.name or self.handle

    @property
    def name_in_first_contact(self) -> str:
        """The name for mail to somebody who does not know the member: none that carries a link or a number."""
        if carries_contact(self.name):
            return gettext("A member of %(site)s") % {"site": site.current().name}
        return self.name

    @property
    def headline_in_first_contact(self) -> str:
        """The headline for somebody who does not know the member: none that carries a link."""
        return "" if carries_link(self.headline) else self.headline

    @property
    def initials(self) -> str:
        return initials(self.name) or self.handle[:1].upper()

    @property
    def hue(self) -> int:
        """The number of the avatar colour, 0 to 11, derived from the handle."""
        return zlib.crc32(self.handle.encode()) % HUES

    @property
    def is_unverified(self) -> bool:
        """Whether the account has never had a verified address; as in `MemberQuerySet.unverified`."""
        return self.is_active and not (self.joined_at or self.left_at)

    def shows_connections_to(self, viewer: Member, connected: bool) -> bool:
        """Whether the viewer may see the number and the list of this member's connections."""
        if self.connections_visible_to == self.VisibleTo.CONNECTIONS:
            return connected or viewer == self
        return self.connections_visible_to == self.VisibleTo.EVERYBODY or viewer == self

    def has_address(self, address: str) -> bool:
        """Whether the member has verified this address."""
        return bool(self.emailaddress_set.filter(email=normalise_address(address), verified=True).exists())

    def addresses(self) -> list[str]:
        """The verified addresses of this member."""
        return list(self.emailaddress_set.filter(verified=True).values_list("email", flat=True))

    def _unused_handle(self) -> str:
        """A handle derived from the name, with a number or a random suffix where needed."""
        stem = slugify(to_latin(self.name)).replace("_", "-")[:32].strip("-")
        if len(stem) < MIN_HANDLE_LENGTH:
            stem = f"{stem or 'member'}-{_random_suffix()}"
        taken = {*Member.objects.filter(handle__startswith=stem).values_list("handle", flat=True)}
        taken |= RESERVED_HANDLES
        candidates = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
        return next(handle for handle in candidates if handle not in taken)
