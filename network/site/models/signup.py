"""Who may join: the part of the site record that says so."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.common.addresses import normalise_address, readable_address
from network.common.choices import OpenTextChoices
from network.site.validators import validate_domains


class SignupPolicy(OpenTextChoices):
    OPEN = "open", _("Everybody")
    INVITED = "invited", _("People who were invited")
    DOMAINS = "domains", _("Addresses of the listed domains")
    DOMAINS_OR_INVITED = (
        "domains_or_invited",
        _("Addresses of the listed domains, and people who were invited"),
    )
    APPROVAL = "approval", _("People whose application staff approve")


class Inviters(OpenTextChoices):
    MEMBERS = "members", _("Every member")
    STAFF = "staff", _("Staff")


class SignupRules(models.Model):
    """The columns of the site record that say who may join. `signup_domains` has one domain a line."""

    signup_policy = models.CharField(
        _("who may join"), max_length=32, choices=SignupPolicy.get_choices, default=SignupPolicy.OPEN
    )
    signup_inviters = models.CharField(
        _("whose invitations let people join"),
        max_length=32,
        choices=Inviters.get_choices,
        default=Inviters.MEMBERS,
        help_text=_("Counts where people who were invited may join."),
    )
    signup_domains = models.TextField(
        _("domains"),
        max_length=5000,
        blank=True,
        validators=[validate_domains],
        help_text=_("One a line, such as example.org. What stands below a domain is listed by itself."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Raises `ValidationError` where only the listed domains may join, and none is listed."""
        super().clean()
        if self.admits_domains and not self.signup_domains.split():
            raise ValidationError({"signup_domains": gettext("List at least one domain.")}, code="no_domain")

    @property
    def domains(self) -> list[str]:
        """The listed domains in canonical form."""
        return [normalise_address(f"a@{line}").removeprefix("a@") for line in self.signup_domains.split()]

    @property
    def readable_domains(self) -> str:
        """The listed domains for people, each in its own script."""
        return ", ".join(readable_address(f"a@{domain}").removeprefix("a@") for domain in self.domains)

    @property
    def admits_domains(self) -> bool:
        return self.signup_policy in (SignupPolicy.DOMAINS, SignupPolicy.DOMAINS_OR_INVITED)

    @property
    def admits_invited(self) -> bool:
        return self.signup_policy in (SignupPolicy.INVITED, SignupPolicy.DOMAINS_OR_INVITED)

    @property
    def asks_for_address_alone(self) -> bool:
        """Whether the sign-up form has the address alone: a link that is e-mailed to it leads further."""
        return self.signup_policy in (SignupPolicy.INVITED, SignupPolicy.APPROVAL)
