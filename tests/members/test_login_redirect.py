"""After a session has expired, signing in redirects to the page from which the request was sent."""

import pytest
from django.urls import reverse

PAGE = "http://testserver/invitations/abc/?after=x"
REDIRECTS = {
    PAGE: "/invitations/abc/?after=x",
    "": "/",
    "https://elsewhere.example/invitations/": "/",
    "http://testserver//elsewhere.example/": "/",
    "http://[": "/",
}


@pytest.mark.parametrize(("referer", "redirect"), REDIRECTS.items())
def test_a_post_redirects_to_its_referer(client, db, referer, redirect):
    response = client.post(reverse("invitations:accept", args=["a" * 16]), headers={"referer": referer})
    assert response.status_code == 302
    assert client.get(response.url).context["redirect_field_value"] == redirect


def test_a_get_redirects_to_its_own_url(client, db):
    response = client.get(reverse("invitations:received"), headers={"referer": PAGE})
    assert response.url.endswith("?next=/invitations/")
