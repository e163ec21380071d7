"""What staff try in the policy lab, with its results. They name nobody, and are deleted after `KEPT_FOR`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from invitations import policy
from invitations.policy import Policy
from network import clock

KEPT_FOR = timedelta(days=30)
MOST_SEEDS = 100


class ExperimentQuerySet(models.QuerySet["Experiment"]):
    def prune(self) -> None:
        self.filter(requested_at__lt=clock.now() - KEPT_FOR).delete()


class Experiment(models.Model):
    """Other numbers, tried on the history of the site or on a town. `result` grows with each seed that is done."""

    class Kind(models.TextChoices):
        REPLAY = "replay", _("history of this site")
        TOWN = "town", _("simulated town")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("experiment", "waiting for the worker")
        RUNNING = "running", pgettext_lazy("experiment", "running")
        DONE = "done", pgettext_lazy("experiment", "done")
        CANCELLED = "cancelled", pgettext_lazy("experiment", "cancelled")
        FAILED = "failed", pgettext_lazy("experiment", "failed")

    OPEN = (State.WAITING, State.RUNNING)

    kind = models.CharField(_("tried on"), max_length=6, choices=Kind)
    town = models.CharField(_("town"), max_length=40, blank=True)
    seeds = models.PositiveSmallIntegerField(
        _("seeds"), default=5, validators=[MinValueValidator(1), MaxValueValidator(MOST_SEEDS)]
    )
    in_force = models.JSONField(_("numbers in force then"))
    numbers = models.JSONField(_("other numbers"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(_("done so far"), default=0)
    total = models.PositiveIntegerField(_("in all"), default=0)
    result = models.JSONField(_("result"), default=dict)
    error = models.TextField(_("error"), blank=True)
    requested_at = models.DateTimeField(_("requested"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ExperimentQuerySet.as_manager()

    class Meta:
        verbose_name = _("experiment")
        verbose_name_plural = _("policy lab")
        ordering = ["-requested_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.changes_in_words}"

    @classmethod
    def request(cls, kind: str, numbers: Policy, town: str = "", seeds: int = 1) -> Experiment:
        """Store an experiment for the worker, with the numbers that are in force now beside the others."""
        in_force = as_strings(policy.current())
        columns: dict[str, Any] = {"town": town, "seeds": seeds} if kind == cls.Kind.TOWN else {"seeds": 1}
        return cls.objects.create(
            kind=kind, in_force=in_force, numbers=as_strings(numbers), requested_at=clock.now(), **columns
        )

    @property
    def policies(self) -> tuple[Policy, Policy]:
        """The numbers in force then, and the others."""
        return Policy.from_strings(self.in_force), Policy.from_strings(self.numbers)

    @property
    def changes(self) -> dict[str, tuple[str, str]]:
        """The numbers that differ: by name what was in force, and the other value."""
        return {
            name: (self.in_force.get(name, ""), value)
            for name, value in self.numbers.items()
            if self.in_force.get(name, "") != value
        }

    @property
    def changes_in_words(self) -> str:
        return (
            ", ".join(f"{name} {old or '–'} → {new or '–'}" for name, (old, new) in self.changes.items())
            or "–"
        )

    @property
    def env_lines(self) -> str:
        """The lines of `.env` that put the other numbers in force."""
        return "\n".join(f"{policy.PREFIX}{name.upper()}={new}" for name, (_old, new) in self.changes.items())

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def begin(self) -> bool:
        """A worker takes it. False where it was cancelled, or another worker has it."""
        return self._move((self.State.WAITING,), self.State.RUNNING)

    def cancel(self) -> bool:
        """What is done stays. False where it is done already."""
        return self._move(self.OPEN, self.State.CANCELLED)

    def resume(self) -> bool:
        """Wait for the worker again, which goes on after what is done. False where it is neither cancelled nor failed."""
        return self._move((self.State.CANCELLED, self.State.FAILED), self.State.WAITING)

    def is_wanted(self) -> bool:
        """Whether it is still running, as the database has it now."""
        return type(self).objects.filter(pk=self.pk, state=self.State.RUNNING).exists()

    def keep(self, **columns: Any) -> None:
        """Store how far it is."""
        vars(self).update(columns)
        type(self).objects.filter(pk=self.pk).update(**columns)

    def finish(self, state: str, error: str = "") -> None:
        """The end of a run, unless it was cancelled meanwhile."""
        rows = type(self).objects.filter(pk=self.pk, state=self.State.RUNNING)
        rows.update(state=state, error=error, finished_at=clock.now())

    def _move(self, sources: tuple[str, ...], target: str) -> bool:
        moved = type(self).objects.filter(pk=self.pk, state__in=sources).update(state=target, error="")
        if moved:
            self.state = target
        return bool(moved)


def as_strings(numbers: Policy) -> dict[str, str]:
    """Each number by its name, as people write it in `.env`."""
    return {each.name: ",".join(map(str, each.values)) for each in numbers.numbers()}
