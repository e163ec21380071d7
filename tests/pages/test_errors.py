"""Error pages."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils.functional import SimpleLazyObject

from network.web import errors


@pytest.mark.parametrize(("page", "status"), [(errors.bad_request, 400), (errors.forbidden, 403)])
def test_bad_request_and_forbidden_pages(rf, page, status):
    response = page(rf.get("/"), Exception())
    assert response.status_code == status
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("gone"), 503), (RuntimeError("broken"), 500)]
)
def test_server_error_and_missing_database_have_pages(anna, monkeypatch, error, status):
    def broken(*_args):
        raise error

    browser = Client(raise_request_exception=False)
    browser.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    monkeypatch.setattr("network.members.people.directory.render", broken)
    response = browser.get("/members/")
    assert response.status_code == status
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("gone"), 503), (RuntimeError("broken"), 500)]
)
def test_the_server_error_page_reads_neither_database_nor_member(rf, error, status):
    """The test has no database access, and looking up the member fails."""
    request = rf.get("/")
    request.user = SimpleLazyObject(lambda: pytest.fail("the member was looked up"))
    try:
        raise error
    except type(error):
        response = errors.server_error(request)
    assert response.status_code == status
    assert "<h1" in response.content.decode()


def test_an_invalid_csrf_token_has_an_error_page(anna):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    response = browser.post("/settings/", {})
    assert response.status_code == 403
    assert "<h1" in response.content.decode()


def test_the_404_page_does_not_repeat_the_path(client):
    response = client.get("/nowhere-at-all/")
    assert response.status_code == 404
    assert "nowhere-at-all" not in response.content.decode()
