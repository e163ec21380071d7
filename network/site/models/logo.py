from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import IO, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from PIL import Image

from network.common.images import DAMAGED, open_picture, upright
from network.site.models.site import Site

WIDTH, HEIGHT = 480, 96
"""Twice the largest size on a page, for screens with many pixels."""
DECODE_SCALE = 4


class Picture(NamedTuple):
    """A WebP image and its size in pixels."""

    image: bytes
    width: int
    height: int


def make_logo(file: IO[Any], size: int) -> Picture:
    """An image file of `size` bytes, scaled down, with its transparency. Raises `ValidationError` with the reason.

    Metadata, further frames and trailing data are removed, as from a photo.
    """
    picture = open_picture(file, size)
    try:
        picture.draft(None, (DECODE_SCALE * WIDTH, DECODE_SCALE * HEIGHT))
        picture.thumbnail((DECODE_SCALE * WIDTH, DECODE_SCALE * HEIGHT), Image.Resampling.NEAREST)
        logo = upright(picture)
        logo.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        encoded = BytesIO()
        logo.save(encoded, "WEBP", lossless=True)
    except Exception as error:  # decoders raise many kinds of exceptions
        raise ValidationError(DAMAGED, "damaged") from error
    return Picture(encoded.getvalue(), logo.width, logo.height)


class LogoQuerySet(models.QuerySet["Logo"]):
    @transaction.atomic
    def set(self, variant: str, picture: Picture) -> None:
        """Save or replace a logo; every process sees it with its next request."""
        digest = sha256(picture.image).hexdigest()[:32]
        self.update_or_create(variant=variant, defaults={**picture._asdict(), "digest": digest})
        Site.objects.touch()

    @transaction.atomic
    def remove(self, variant: str) -> None:
        self.filter(variant=variant).delete()
        Site.objects.touch()


class Logo(models.Model):
    """The logo of the site, in the database: shared by all web hosts and part of its backup."""

    class Variant(models.TextChoices):
        LIGHT = "light", _("on light pages")
        DARK = "dark", _("on dark pages")

    variant = models.CharField(max_length=5, choices=Variant, primary_key=True)
    image = models.BinaryField()
    digest = models.CharField(max_length=32)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    objects = LogoQuerySet.as_manager()

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self) -> str:
        return self.get_variant_display()

    def get_absolute_url(self) -> str:
        return reverse("site:logo", args=[self.digest])
