from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from network import clock
from network.common.choices import OpenTextChoices
from network.common.validators import multi_line, single_line, validate_marks
from network.site.models.site import Site, get_languages

MAX_LENGTH = 100_000


class LegalVersionQuerySet(models.QuerySet["LegalVersion"]):
    def published(self) -> LegalVersionQuerySet:
        return self.filter(published_at__isnull=False)

    def newest(self) -> LegalVersionQuerySet:
        """The published versions that readers see: of each page the one with the highest number."""
        later = self.model.objects.published().filter(
            page=models.OuterRef("page"), number__gt=models.OuterRef("number")
        )
        return self.published().exclude(models.Exists(later))

    def number_to_accept(self) -> int:
        """The number of the newest published terms that members are asked to accept; 0 where there are none."""
        asking = self.published().filter(page=LegalVersion.Page.TERMS, asks_members=True)
        return asking.aggregate(newest=models.Max("number"))["newest"] or 0


class LegalVersion(models.Model):
    """A version of one of the pages about the site, in one language or several. Once published it is never changed."""

    class Page(OpenTextChoices):
        IMPRINT = "imprint", _("Imprint")
        PRIVACY = "privacy", _("Privacy")
        TERMS = "terms", _("Terms")
        HELP = "help", _("Help")

    page = models.CharField(_("page"), max_length=16, choices=Page.get_choices)
    number = models.PositiveIntegerField(_("version"), editable=False)
    asks_members = models.BooleanField(_("ask each member once to accept these terms"), default=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    objects = LegalVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal page")
        verbose_name_plural = _("legal pages")
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="legal_version_once")]

    def __str__(self) -> str:
        return f"{self.get_page_display()} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.number:
            last = LegalVersion.objects.filter(page=self.page).aggregate(last=models.Max("number"))["last"]
            self.number = (last or 0) + 1
        super().save(*args, **kwargs)

    @transaction.atomic
    def publish(self) -> bool:
        """Show it to readers from now on. False where it has no text, or is published already."""
        unpublished = LegalVersion.objects.filter(pk=self.pk, published_at=None, texts__isnull=False)
        if not LegalVersion.objects.filter(pk__in=unpublished).update(published_at=clock.now()):
            return False
        Site.objects.touch()
        return True

    def text_in(self, *languages: str) -> LegalText | None:
        """The text in the first of these languages that there is, else in any."""
        texts = {text.language: text for text in self.texts.order_by("language")}
        found = [texts[language] for language in languages if language in texts]
        return next(iter([*found, *texts.values()]), None)


class LegalText(models.Model):
    """The text of a version in one language, in Markdown."""

    version = models.ForeignKey(LegalVersion, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=16, choices=get_languages)
    title = models.CharField(_("title"), max_length=120, validators=[single_line, validate_marks])
    text = models.TextField(_("text"), max_length=MAX_LENGTH, validators=[multi_line])

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="legal_text_once")]

    def __str__(self) -> str:
        return self.title
