"""The policy lab: other numbers tried on the history or on a town, as jobs of the worker. It changes nothing of the site."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from network.common.admin import ReadOnlyAdmin, change_url
from network.common.queue import wake
from network.simulation import lab_results, packages, tasks
from network.simulation.lab_form import LabForm
from network.simulation.models import Experiment

REFRESH_SECONDS = "3"


@admin.register(Experiment)
class ExperimentAdmin(ReadOnlyAdmin[Experiment]):
    """Adding one runs it. Whoever may add experiments may cancel them and let them go on."""

    owner = ""
    list_display = ["changes_in_words", "kind", "town", "state", "progress", "requested_at"]
    list_filter = ["kind", "state"]
    ordering = ["-requested_at", "-id"]
    fields = ["kind", "town", "seeds", "changes_in_words", "state", "progress", "error", "requested_at", "result_tables", "result_charts", "env_lines"]  # fmt: skip
    readonly_fields = ["changes_in_words", "progress", "result_tables", "result_charts", "env_lines"]
    actions = ["cancel", "resume", "compare"]
    change_form_template = "admin/change_form_with_actions.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("simulation.add_experiment"))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/chart/<int:number>.svg", view(self.chart), name="simulation_experiment_chart"),
            path("<int:pk>/report.html", view(self.report), name="simulation_experiment_report"),
        ]
        return [*own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)
        form = LabForm(request.POST or None)
        if form.is_valid():
            experiment = form.request()
            wake(tasks.run_experiment, experiment.pk)
            return redirect(change_url(experiment))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts, "form": form, "title": _("Policy lab"), "missing": not packages.are_installed(),
        }  # fmt: skip
        return TemplateResponse(request, "admin/simulation/experiment/add.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With the action that is possible now; loads itself anew as long as the worker is not done."""
        experiment = self.get_object(request, object_id)
        extra_context = (extra_context or {}) | {"title": gettext("Policy lab")}
        if experiment and experiment.state != Experiment.State.DONE and self.has_add_permission(request):
            name = "cancel" if experiment.is_open else "resume"
            choices = [choice for choice in self.get_action_choices(request, []) if choice[0] == name]
            actions_url = reverse("admin:simulation_experiment_changelist")
            extra_context |= {"row_actions": choices, "actions_url": actions_url}
        response = super().change_view(request, object_id, form_url, extra_context)
        if experiment and experiment.is_open:
            response["Refresh"] = REFRESH_SECONDS
        return response

    def chart(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        charts = lab_results.charts(self._get(request, pk))
        if not 0 <= number < len(charts):
            raise Http404
        return HttpResponse(charts[number].svg, content_type="image/svg+xml")

    def report(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The report of a town as a file to keep; its styles are in it, so it is no page of this site."""
        experiment = self._get(request, pk)
        if not lab_results.tables(experiment) or experiment.kind != Experiment.Kind.TOWN:
            raise Http404
        from network.simulation.report.writing import render  # noqa: PLC0415  it needs the packages

        html = render(lab_results.variants(experiment), lab_results.seeds_of(experiment))
        headers = {"Content-Disposition": 'attachment; filename="report.html"'}
        return HttpResponse(html, headers=headers)

    def _get(self, request: HttpRequest, pk: int) -> Experiment:
        experiment = self.get_object(request, str(pk))
        if experiment is None or not self.has_view_permission(request, experiment):
            raise Http404
        return experiment

    @admin.action(description=_("Cancel"), permissions=["add"])
    def cancel(self, request: HttpRequest, rows: QuerySet[Experiment]) -> None:
        self._report(request, [row.cancel() for row in rows])

    @admin.action(description=_("Go on with what was cancelled or has failed"), permissions=["add"])
    def resume(self, request: HttpRequest, rows: QuerySet[Experiment]) -> None:
        resumed = [row.resume() and row.pk for row in rows]
        for pk in filter(None, resumed):
            wake(tasks.run_experiment, pk)
        self._report(request, resumed)

    @admin.action(description=_("Show side by side"), permissions=["view"])
    def compare(self, request: HttpRequest, rows: QuerySet[Experiment]) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "opts": self.opts, "title": _("Side by side"),
            "experiments": [(row, lab_results.tables(row), self.result_charts(row)) for row in rows],
        }  # fmt: skip
        return TemplateResponse(request, "admin/simulation/experiment/compare.html", context)

    def _report(self, request: HttpRequest, changed: list[Any]) -> None:
        number, kept = sum(map(bool, changed)), sum(not each for each in changed)
        if number:
            text = ngettext("%(count)d experiment changed.", "%(count)d experiments changed.", number)
            self.message_user(request, text % {"count": number}, messages.SUCCESS)
        if kept:
            text = ngettext(
                "%(count)d experiment was not changed: this is not possible in its state.",
                "%(count)d experiments were not changed: this is not possible in their state.",
                kept,
            )
            self.message_user(request, text % {"count": kept}, messages.WARNING)

    @admin.display(description=_("numbers"))
    def changes_in_words(self, experiment: Experiment) -> str:
        return experiment.changes_in_words

    @admin.display(description=_("progress"))
    def progress(self, experiment: Experiment) -> SafeString | str:
        """A bar for seeds; of a replay the rows that it has read, since their number is not known before."""
        done = f"{experiment.done:,} / {experiment.total:,}" if experiment.total else f"{experiment.done:,}"
        if not experiment.total:
            return done
        bar = format_html('<progress max="{}" value="{}"></progress>', experiment.total, experiment.done)
        return format_html("{} {}", bar, done)

    @admin.display(description=_("result"), empty_value="–")
    def result_tables(self, experiment: Experiment) -> SafeString | str:
        return format_html_join("", "{}", ((_as_html(table),) for table in lab_results.tables(experiment)))

    @admin.display(description=_("charts"), empty_value="–")
    def result_charts(self, experiment: Experiment) -> SafeString | str:
        charts = [
            (reverse("admin:simulation_experiment_chart", args=[experiment.pk, number]), chart.title)
            for number, chart in enumerate(lab_results.charts(experiment))
        ]
        images = format_html_join("", '<p><img src="{}" alt="{}"></p>', charts)
        if not charts or experiment.kind != Experiment.Kind.TOWN:
            return images
        url = reverse("admin:simulation_experiment_report", args=[experiment.pk])
        return format_html('{}<p><a href="{}">{}</a></p>', images, url, gettext("Download the report"))

    @admin.display(description=_("lines of .env"), empty_value="–")
    def env_lines(self, experiment: Experiment) -> SafeString | str:
        return format_html("<pre>{}</pre>", experiment.env_lines) if experiment.changes else ""


def _as_html(table: lab_results.Table) -> SafeString:
    head = format_html_join("", '<th scope="col">{}</th>', ((cell,) for cell in table.head))
    rows = format_html_join(
        "",
        "<tr>{}</tr>",
        ((format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in table.rows),
    )
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, rows)
