"""The form of the policy lab: every number with its bounds, and what to try them on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from invitations import policy
from invitations.policy import InvalidNumber, Number, Policy
from network.simulation import town_file
from network.simulation.models import MOST_SEEDS, Experiment, as_strings

DEFAULT_TOWN, DEFAULT_SEEDS = "club", 3
OF_TOWN = ("town", "seeds")


class LabForm(forms.Form):
    """`policy` is the policy of a valid form."""

    kind = forms.ChoiceField(label=_("Try on"), choices=Experiment.Kind, widget=forms.RadioSelect)
    town = forms.ChoiceField(label=_("Town"), required=False, initial=DEFAULT_TOWN)
    seeds = forms.IntegerField(
        label=_("How many seeds"),
        help_text=_("Each is another draw of chance, under both policies. With more of them differences are surer."),
        required=False, min_value=1, max_value=MOST_SEEDS, initial=DEFAULT_SEEDS,
    )  # fmt: skip

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["kind"].initial = Experiment.Kind.REPLAY
        self.fields["town"].choices = [(path.stem, path.stem) for path in town_file.shipped()]  # type: ignore[attr-defined]
        for number in policy.current().numbers():
            self.fields[number.name] = _field(number)

    @property
    def numbers(self) -> list[Any]:
        return [self[each.name] for each in policy.current().numbers()]

    @property
    def choices(self) -> list[Any]:
        return [self[name] for name in ("kind", *OF_TOWN)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        known = as_strings(policy.current())
        strings = {name: str(data[name]).replace(" ", "") for name in known if name in data}
        try:
            self.policy = Policy.from_strings(known | strings)
        except InvalidNumber as error:
            self.add_error(error.name, f"{error.name} {error.reason}")
        return data

    def request(self) -> Experiment:
        """The experiment of a valid form, stored for the worker."""
        data = self.cleaned_data
        seeds = data["seeds"] or DEFAULT_SEEDS
        return Experiment.request(data["kind"], self.policy, data["town"] or DEFAULT_TOWN, seeds)


def _field(number: Number) -> forms.Field:
    """A list is written with commas; an empty one is none at all."""
    bounds = _("%(sentence)s In %(unit)s, from %(lowest)s to %(highest)s.") % {
        "sentence": number.sentence, "unit": number.unit, "lowest": number.minimum, "highest": number.maximum,
    }  # fmt: skip
    initial = ", ".join(map(str, number.values))
    is_list = isinstance(number.value, tuple)
    return forms.CharField(label=number.name, help_text=bounds, initial=initial, required=not is_list)
