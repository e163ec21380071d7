from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.members.models.member import Member
from network.members.people.images import Avatar


class PhotoQuerySet(models.QuerySet["Photo"]):
    @transaction.atomic
    def set(self, member: Member, avatar: Avatar) -> None:
        """Save or replace the photo of a member."""
        digest = sha256(avatar.image).hexdigest()[:32]
        self.update_or_create(member=member, defaults={**avatar._asdict(), "digest": digest})
        member.photo = digest
        member.save(update_fields=["photo"])

    @transaction.atomic
    def remove(self, member: Member) -> None:
        """Delete the photo; pages show the initials again."""
        self.filter(member=member).delete()
        member.photo = ""
        member.save(update_fields=["photo"])


class Photo(models.Model):
    """A member's photo, in the database: shared by all web hosts and part of its backup."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="picture",
        verbose_name=_("member"),
    )
    image = models.BinaryField(_("image"))
    digest = models.CharField(_("digest"), max_length=32, db_index=True)
    width = models.PositiveSmallIntegerField(_("width"))

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return f"{self.member}"

    def get_absolute_url(self) -> str:
        return reverse("members:photo", args=[self.digest])
