import pytest
from django.db import OperationalError
from django.test import Client
from django.utils.functional import SimpleLazyObject

from network.web import errors


@pytest.mark.parametrize(("page", "status"), [(errors.bad_request, 400), (errors.forbidden, 403)])
def test_they_stand_on_their_own(rf, page, status):
    answer = page(rf.get("/"), Exception())
    assert answer.status_code == status
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize(
    ("fault", "status"), [(OperationalError("gone"), 503), (RuntimeError("broken"), 500)]
)
def test_a_fault_has_a_page_and_an_absent_database_another(anna, monkeypatch, fault, status):
    def broken(*_args):
        raise fault

    browser = Client(raise_request_exception=False)
    browser.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    monkeypatch.setattr("network.members.people.directory.Connection.objects.annotate_for", broken)
    answer = browser.get("/members/")
    assert answer.status_code == status
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize(
    ("fault", "status"), [(OperationalError("gone"), 503), (RuntimeError("broken"), 500)]
)
def test_the_page_of_a_fault_asks_nobody(rf, fault, status):
    """No database (this test has none), and no member, who may be what broke."""
    request = rf.get("/")
    request.user = SimpleLazyObject(lambda: pytest.fail("who asks was looked up"))
    try:
        raise fault
    except type(fault):
        answer = errors.server_error(request)
    assert answer.status_code == status
    assert "<h1" in answer.content.decode()


def test_a_stale_form_says_what_to_do(anna):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post("/settings/", {})
    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()


def test_an_unknown_page_does_not_repeat_its_address(client):
    answer = client.get("/nowhere-at-all/")
    assert answer.status_code == 404
    assert "nowhere-at-all" not in answer.content.decode()
