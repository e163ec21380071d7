from __future__ import annotations

from collections.abc import Mapping
from email.utils import parseaddr
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from network.common.names import validate_line
from network.common.validators import single_line
from network.site import colours
from network.site.models.signup import SignupRules
from network.site.validators import validate_accent, validate_link, validate_site_name

if TYPE_CHECKING:
    from network.site.models.logo import Logo

DEFAULT_NAME = "Acquaint"
LOOK_VERSION = 1
"""To be raised where the code makes other colours or icons of the same record."""


def new_version() -> str:
    return get_random_string(16)


def get_languages() -> list[tuple[str, str]]:
    """The languages that the code has, read from the settings, so that a new one makes no migration."""
    return settings.LANGUAGES


class SiteQuerySet(models.QuerySet["Site"]):
    def touch(self) -> None:
        """Something that pages show beside the row has changed."""
        row, _created = self.get_or_create(pk=Site.ONLY)
        row.save(update_fields=["version"])


class Site(SignupRules):
    """The one row that says what the site is called and how it looks; `network.site.current()` is the cached one.

    `version` is another after every `save`, by which other processes notice: never change the row by `update`.
    An empty `default_language` is LANGUAGE_CODE, empty `languages` are all.
    """

    ONLY = 1

    version = models.CharField(max_length=16, default=new_version, editable=False)
    name = models.CharField(
        _("name"), max_length=60, default=DEFAULT_NAME, validators=[single_line, validate_site_name]
    )
    tagline = models.CharField(
        _("tagline"), max_length=160, blank=True, validators=[single_line, validate_line]
    )
    contact_address = models.EmailField(_("contact address"), blank=True)
    accent = models.CharField(_("accent colour"), max_length=7, blank=True, validators=[validate_accent])
    imprint_url = models.CharField(
        _("link to the imprint"), max_length=200, blank=True, validators=[validate_link]
    )
    privacy_url = models.CharField(
        _("link to the privacy notice"), max_length=200, blank=True, validators=[validate_link]
    )
    terms_url = models.CharField(
        _("link to the terms"), max_length=200, blank=True, validators=[validate_link]
    )
    help_url = models.CharField(_("link to help"), max_length=200, blank=True, validators=[validate_link])
    default_language = models.CharField(
        _("default language"), max_length=16, choices=get_languages, blank=True
    )
    languages = models.JSONField(_("languages offered"), default=list, blank=True)

    objects = SiteQuerySet.as_manager()

    logos: Mapping[str, Logo] = MappingProxyType({})
    """By variant, without the images; set by `network/site/record.py`, like the next ones."""
    pages: tuple[str, ...] = ()
    """The legal pages that are published."""
    extras: Mapping[str, Any] = MappingProxyType({})
    """What other apps keep with the record, by name."""
    terms_version = 0
    """The number of the newest published terms, which forms name that open an account; 0 where there are none."""
    terms_to_accept = 0
    """The number of the version of the terms that members are asked to accept; 0 for none."""

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("site")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.version = new_version()
        if written := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*written, "version"}
        super().save(*args, **kwargs)

    @property
    def contact(self) -> str:
        """The address to which people write: where there is none, that of DEFAULT_FROM_EMAIL."""
        return self.contact_address or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]

    @cached_property
    def look(self) -> str:
        """Another one whenever the icon or the colours are: part of their URLs, which browsers keep for ever."""
        return sha256(f"{LOOK_VERSION} {self.name} {self.accent}".encode()).hexdigest()[:16]

    @cached_property
    def palette(self) -> colours.Palette:
        """The shades of the accent colour; those of a site without one where the code has become stricter since it was saved."""
        try:
            return colours.palette(self.accent)
        except colours.NotLegible:
            return colours.DEFAULT

    @property
    def has_own_icon(self) -> bool:
        return bool(self.accent) or self.name != DEFAULT_NAME
