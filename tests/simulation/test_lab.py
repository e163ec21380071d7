"""The policy lab: tried by staff, run by the worker of simulations, and nothing of the site changes."""

import os

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from invitations import policy
from network.common import jobs
from network.members.models import Member
from network.simulation import lab, packages, tasks
from network.simulation.errors import SimulationFailed, SimulationStopped
from network.simulation.models import KEPT_FOR, Experiment
from tests.simulation.results import result

ADD = "/admin/simulation/experiment/add/"
State = Experiment.State


@pytest.fixture
def staff(client_for, admin_member):
    return client_for(admin_member)


@pytest.fixture
def admin_member(db):
    return Member.objects.create_superuser("boss@example.org", name="Boss")


def posted(**changes):
    """The form as it stands, with these changes."""
    numbers = {each.name: ", ".join(map(str, each.values)) for each in policy.current().numbers()}
    return numbers | {"kind": "replay", "town": "club", "seeds": "2"} | changes


def request(**changes):
    numbers = policy.Policy(**{"follow_ups": 4} | changes)
    return Experiment.request(Experiment.Kind.TOWN, numbers, "club", seeds=2)


def simulate(town, seed, is_wanted):
    return result(10 + seed)


def test_staff_request_a_replay_and_the_worker_runs_it(staff, monkeypatch):
    response = staff.post(ADD, posted(follow_ups="4"))
    experiment = Experiment.objects.get()
    assert response["Location"] == f"/admin/simulation/experiment/{experiment.pk}/change/"
    assert experiment.changes == {"follow_ups": ("2", "4")}
    tasks.run_experiment.call(experiment.pk)
    experiment.refresh_from_db()
    assert (experiment.state, experiment.error) == (State.DONE, "")
    page = staff.get(response["Location"]).content.decode()
    assert "INVITATIONS_FOLLOW_UPS=4" in page
    assert "cannot be replayed" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"follow_ups": "-1"}, "follow_ups must be at least 0"),
        ({"follow_ups": "many"}, "must be whole numbers"),
        ({"restriction_min": "9"}, "must not be above 8"),
        ({"seeds": "1000"}, "less than or equal to 100"),
        ({"town": "nowhere"}, "nowhere"),
    ],
)
def test_wrong_numbers_keep_what_was_typed(staff, changes, sentence):
    page = staff.post(ADD, posted(note_length="77", **changes)).content.decode()
    assert sentence in page
    assert 'value="77"' in page
    assert not Experiment.objects.exists()


def test_a_town_is_run_under_both_policies(staff):
    experiment = request()
    lab.run(experiment, simulate)
    experiment.refresh_from_db()
    assert sorted(experiment.result) == ["0-1", "0-2", "1-1", "1-2"]
    assert (experiment.state, experiment.done, experiment.total) == (State.DONE, 4, 4)
    url = reverse("admin:simulation_experiment_change", args=[experiment.pk])
    assert "Acceptances per 1,000 invitations" in staff.get(url).content.decode()
    report = staff.get(f"/admin/simulation/experiment/{experiment.pk}/report.html")
    assert report["Content-Disposition"] == 'attachment; filename="report.html"'


def different(town, seed, is_wanted):
    return result(10 if '"follow_ups": 2' in town else 20)


def test_two_policies_have_a_chart(staff):
    experiment = request()
    lab.run(experiment, different)
    chart = f"/admin/simulation/experiment/{experiment.pk}/chart/0.svg"
    page = staff.get(reverse("admin:simulation_experiment_change", args=[experiment.pk])).content.decode()
    assert chart in page
    assert staff.get(chart)["Content-Type"] == "image/svg+xml"
    assert staff.get(chart.replace("/0.", "/9.")).status_code == 404


def test_it_can_be_cancelled_and_goes_on_where_it_was(staff):
    experiment = request()

    def stop_after_one(town, seed, is_wanted):
        if Experiment.objects.get().done == 1:
            run_action(staff, "cancel", experiment)
        if not is_wanted():
            raise SimulationStopped
        return result()

    lab.run(experiment, stop_after_one)
    experiment.refresh_from_db()
    assert (experiment.state, experiment.done) == (State.CANCELLED, 1)
    run_action(staff, "resume", experiment)
    lab.run(experiment, simulate)
    experiment.refresh_from_db()
    assert (experiment.state, experiment.done, experiment.result["0-1"]) == (State.DONE, 4, result())


def run_action(staff, name, *experiments):
    data = {"action": name, "_selected_action": [each.pk for each in experiments], "index": 0}
    return staff.post("/admin/simulation/experiment/", data)


def test_what_is_done_cannot_be_cancelled(staff):
    experiment = request()
    lab.run(experiment, simulate)
    run_action(staff, "cancel", experiment)
    experiment.refresh_from_db()
    assert experiment.state == State.DONE
    lab.run(experiment, different)  # nor run again
    assert experiment.result != {}


def test_a_failure_is_shown_and_can_be_tried_again(staff):
    def fail(town, seed, is_wanted):
        raise SimulationFailed("no such table")

    experiment = request()
    lab.run(experiment, fail)
    experiment.refresh_from_db()
    assert (experiment.state, experiment.error) == (State.FAILED, "no such table")
    assert experiment.resume()


def test_without_the_packages_it_says_how_to_get_them(staff, monkeypatch):
    monkeypatch.setattr(packages, "PACKAGES", ("no_such_package",))
    experiment = request()
    lab.run(experiment, simulate)
    experiment.refresh_from_db()
    assert "requirements-simulation.txt" in experiment.error
    assert "requirements-simulation.txt" in staff.get(ADD).content.decode()
    assert staff.get(reverse("admin:simulation_experiment_change", args=[experiment.pk])).status_code == 200


def test_results_stand_side_by_side(staff):
    one, other = request(), request(follow_ups=7)
    for each in (one, other):
        lab.run(each, different)
    page = run_action(staff, "compare", one, other).content.decode()
    assert "follow_ups 2 → 4" in page
    assert "follow_ups 2 → 7" in page


def test_a_running_experiment_loads_itself_anew(staff):
    experiment = request()
    url = reverse("admin:simulation_experiment_change", args=[experiment.pk])
    waiting = staff.get(url)
    assert waiting["Refresh"] == "3"
    assert 'value="cancel"' in waiting.content.decode()
    lab.run(experiment, simulate)
    assert "Refresh" not in staff.get(url)


def test_whoever_may_only_view_can_run_nothing(client_for, anna):
    anna.is_staff = True
    anna.save()
    assert client_for(anna).get(ADD).status_code == 403
    assert client_for(anna).post(ADD, posted()).status_code == 403
    experiment = request()
    assert (
        client_for(anna).get(f"/admin/simulation/experiment/{experiment.pk}/report.html").status_code == 404
    )


def test_results_are_deleted_after_thirty_days(db, clock):
    request()
    clock.move(days=KEPT_FOR.days - 1)
    jobs.prune()
    assert Experiment.objects.exists()
    clock.move(days=2)
    jobs.prune()
    assert not Experiment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_site_changes(anna, bruno, monkeypatch):
    """All tables but the lab's and the queue's, before and after both kinds."""
    monkeypatch.setattr(os, "nice", lambda by: by)
    monkeypatch.setattr(tasks, "simulate", simulate)
    town = request()
    replay = Experiment.request(Experiment.Kind.REPLAY, policy.Policy(follow_ups=4))
    for each in (town, replay):
        tasks.run_experiment.enqueue(each.pk)
    before = contents()
    call_command("worker", "--simulations", "--batch", verbosity=0)
    assert contents() == before
    assert set(Experiment.objects.values_list("state", flat=True)) == {State.DONE}


def contents():
    with connection.cursor() as cursor:
        tables = [
            name
            for name in connection.introspection.table_names(cursor)
            if not name.startswith(("simulation_", "django_tasks"))
        ]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found
