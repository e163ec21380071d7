"""The sections of a report about one town: a chart, and beside it its numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from invitations.models import Delivery
from network.simulation.measures import LONGEST, MAILS, Result
from network.simulation.report import charts
from network.simulation.report.averages import average_of, mean_of
from network.simulation.town import Town


@dataclass(frozen=True)
class Section:
    """A title, a sentence that says what is seen, a chart and the table of its numbers."""

    title: str
    sentence: str
    chart: SafeString
    head: list[str]
    rows: list[list[str]]


def sections(town: Town, results: Sequence[Result]) -> list[Section]:
    """All of one town; every number is a mean over the seeds."""
    return [
        _weekly(results), _days(results), _mails(town, results), _brought(results), _undelivered(results),
        _restricted(town, results), _allowance(results), _growth(results), _degrees(results),
    ]  # fmt: skip


def shown(number: float) -> str:
    """One digit after the point for what is small."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:,.1f}"


def _table(names: Sequence[str], series: dict[str, list[float]]) -> list[list[str]]:
    """A row for each name, a column for each of the series."""
    return [[name, *(shown(values[place]) for values in series.values())] for place, name in enumerate(names)]


def _over_weeks(title: str, sentence: str, label: str, series: dict[str, list[float]]) -> Section:
    weeks = len(next(iter(series.values())))
    names = [f"{week}" for week in range(1, weeks + 1)]
    return Section(
        title, sentence, charts.lines(_("Week"), label, series), [_("Week"), *series], _table(names, series)
    )


def _weekly(results: Sequence[Result]) -> Section:
    names = {
        "sent": _("sent"), "accepted": _("accepted"), "replied": _("replied"), "ignored": _("ignored"),
        "refused": _("“I don’t know”"), "followed_up": _("followed up"), "withdrawn": _("withdrawn"), "closed": _("closed"),
    }  # fmt: skip
    series = {label: average_of(results, "weekly", name) for name, label in names.items()}
    return _over_weeks(
        _("Invitations and answers a week"), _("How many invitations were sent, and what became of them."),
        _("In a week"), series,
    )  # fmt: skip


def _days(results: Sequence[Result]) -> Section:
    values = average_of(results, "days_to_acceptance")
    names = [f"{day}" for day in range(LONGEST)] + [f"{LONGEST}+"]
    label = _("Acceptances")
    return Section(
        _("Days to an acceptance"), _("Full days from the arrival of an invitation to its acceptance."),
        charts.bars(_("Days"), label, names, {label: values}), [_("Days"), label], _table(names, {label: values}),
    )  # fmt: skip


def _mails(town: Town, results: Sequence[Result]) -> Section:
    members = average_of(results, "network", "members")
    series = {
        str(kind.label): [
            mails / max(1, people)
            for mails, people in zip(average_of(results, "mails", kind.value), members, strict=True)
        ]
        for kind in MAILS
    }
    section = _over_weeks(
        _("E-mails per member and week"), _("How many e-mails of each kind one member caused or got in a week."),
        _("Per member"), series,
    )  # fmt: skip
    rows = [
        [row[0], *(f"{values[number]:.2f}" for values in series.values())]
        for number, row in enumerate(section.rows)
    ]
    return Section(section.title, section.sentence, section.chart, section.head, rows)


def _brought(results: Sequence[Result]) -> Section:
    after = {
        _("reminders"): average_of(results, "brought", "reminders"),
        _("follow-ups"): average_of(results, "brought", "follow_ups"),
    }
    longest = max(map(len, after.values()))
    series = {name: values + [0.0] * (longest - len(values)) for name, values in after.items()}
    names = [f"{number}" for number in range(longest)]
    reminders = mean_of(results, "headline", "reminders")
    gained = sum(series[_("reminders")][1:])
    sentence = _(
        "Acceptances by how many reminders or follow-ups had been sent before. %(gained)s came after a reminder; "
        "%(reminders)s reminders were sent."
    ) % {"gained": shown(gained), "reminders": shown(reminders)}
    return Section(
        _("What reminders and follow-ups brought"), sentence,
        charts.bars(_("Sent before"), _("Acceptances"), names, series), [_("Sent before"), *series], _table(names, series),
    )  # fmt: skip


def _undelivered(results: Sequence[Result]) -> Section:
    causes = list(results[0]["undelivered"])
    names = [str(Delivery.Outcome(cause).label) for cause in causes]
    series = {
        label: [mean_of(results, "undelivered", cause, who) for cause in causes]
        for who, label in (("honest", _("of honest people")), ("spammers", _("of spammers")))
    }
    numbers = [f"{number}" for number in range(1, len(causes) + 1)]
    rows = [[number, *row] for number, row in zip(numbers, _table(names, series), strict=True)]
    return Section(
        _("Silently not delivered"),
        _("What its sender believes to be sent, and nobody got. The numbers below the bars are those of the table."),
        charts.bars(_("Cause"), _("Invitations and follow-ups"), numbers, series), ["", _("Cause"), *series], rows,
    )  # fmt: skip


def _restricted(town: Town, results: Sequence[Result]) -> Section:
    def until(spammer: bool) -> list[float]:
        return [
            fmean(
                sum(each["day"] <= day and each["spammer"] == spammer for each in result["restricted"])
                for result in results
            )
            for day in range(town.days)
        ]

    series = {_("spammers"): until(True), _("honest people"): until(False)}
    caught, wrong = (values[-1] for values in series.values())
    recall = mean_of(results, "headline", "share_of_spammers_caught")
    sentence = _(
        "People restricted by each day. Of all who were, %(precision)s are spammers; of all spammers, %(recall)s were."
    ) % {
        "precision": f"{caught / (caught + wrong):.0%}" if caught + wrong else "–",
        "recall": f"{recall:.0%}",
    }
    days = sorted({0, *range(6, town.days, 7), town.days - 1})
    rows = [[f"{day + 1}", *(shown(values[day]) for values in series.values())] for day in days]
    chart = charts.lines(_("Day"), _("People restricted"), series)
    return Section(_("Who was restricted"), sentence, chart, [_("Day"), *series], rows)


def _allowance(results: Sequence[Result]) -> Section:
    kinds = list(results[0]["allowance"])
    columns = {
        "mean": _("used on average"), "most": _("used at most"), "limit": _("refused: allowance used up"),
        "address_needed": _("refused: address needed"),
    }  # fmt: skip
    series = {
        label: [mean_of(results, "allowance", kind, name) for kind in kinds]
        for name, label in columns.items()
    }
    return Section(
        _("Allowance"), _("Units of the allowance that one person of each kind used, and what the policy refused them."),
        charts.bars(_("Kind of people"), _("Units"), kinds, series), [_("Kind of people"), *series], _table(kinds, series),
    )  # fmt: skip


def _growth(results: Sequence[Result]) -> Section:
    series = {
        _("members"): average_of(results, "network", "members"),
        _("connections"): average_of(results, "network", "connections"),
    }
    return _over_weeks(
        _("Growth of the network"), _("Members and connections at the end of each week."), _("Number"), series
    )


def _degrees(results: Sequence[Result]) -> Section:
    values = average_of(results, "network", "degrees")
    clustering = mean_of(results, "network", "clustering")
    names = [f"{degree}" for degree in range(len(values))]
    label = _("Members")
    sentence = _(
        "How many connections members have at the end. Of two people whom somebody knows, %(share)s know each other."
    )
    return Section(
        _("Connections per member"), sentence % {"share": f"{clustering:.0%}"},
        charts.bars(_("Connections"), label, names, {label: values}), [_("Connections"), label], _table(names, {label: values}),
    )  # fmt: skip
