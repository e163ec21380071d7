"""Names of time zones: old ones are mapped, unknown ones fall back to the zone of the site."""

import pytest

from network.common.time_zones import current_name, find_zone, offered_zones
from network.members.models import Member


def test_every_offered_zone_exists():
    assert len(offered_zones()) > 400
    assert all(str(find_zone(name)) == name for name in offered_zones())


@pytest.mark.parametrize(
    ("name", "current"), [("Asia/Calcutta", "Asia/Kolkata"), ("Europe/San_Marino",) * 2, ("UTC",) * 2]
)
def test_old_names_are_mapped(name, current):
    assert current_name(name) == current
    assert current in offered_zones()


def test_old_names_are_not_offered():
    assert not {"US/Eastern", "Asia/Calcutta", "GB"} & set(offered_zones())


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "", "Europe"])
def test_pages_of_a_member_with_an_unknown_zone_work(anna, client_for, name):
    Member.objects.filter(pk=anna.pk).update(time_zone=name)
    page = client_for(anna).get("/settings/")
    assert page.status_code == 200
    assert "is no longer a known time zone" in page.content.decode()
    assert page.context["form"]["time_zone"].value() == "UTC"


def test_settings_show_the_current_name_of_an_old_zone(anna, client_for):
    Member.objects.filter(pk=anna.pk).update(time_zone="Asia/Calcutta")
    assert client_for(anna).get("/settings/").context["form"]["time_zone"].value() == "Asia/Kolkata"
