"""Whoever presses after the end of their session signs in and is back on the page where they stood."""

import pytest
from django.urls import reverse

HERE = "http://testserver/invitations/abc/?after=x"
PLACES = {
    HERE: "/invitations/abc/?after=x",
    "": "/",
    "https://elsewhere.example/invitations/": "/",
    "http://testserver//elsewhere.example/": "/",
    "http://[": "/",
}


@pytest.mark.parametrize(("left", "place"), PLACES.items())
def test_a_press_leads_back_to_its_page(client, db, left, place):
    answer = client.post(reverse("invitations:accept", args=["a" * 16]), headers={"referer": left})
    assert answer.status_code == 302
    assert client.get(answer.url).context["redirect_field_value"] == place


def test_a_visit_leads_back_to_itself(client, db):
    answer = client.get(reverse("invitations:received"), headers={"referer": HERE})
    assert answer.url.endswith("?next=/invitations/")
