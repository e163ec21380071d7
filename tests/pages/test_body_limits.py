"""Bodies larger than their URL needs are refused before they are parsed; the largest legitimate ones are accepted."""

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from network.members.models.member import ABOUT_LENGTH
from network.web.body_limits import BODY_LIMIT, LARGER_FOR_MEMBERS, UPLOAD_LIMIT

FORM = "application/x-www-form-urlencoded"
EMOJI = "\N{GRINNING FACE}"
UPLOADS = [reverse(name) for name in LARGER_FOR_MEMBERS]


def post(client, url, size):
    return client.generic("POST", url, b"x=" + b"%" * (size - 2), content_type=FORM)


@pytest.mark.parametrize(
    "url", ["/accounts/login/", "/theme/", "/nowhere/", "/healthz", "/members/bruno/invite/"]
)
def test_a_large_form_is_refused(db, anna, bruno, client_for, url):
    for client in (Client(), client_for(anna)):
        assert post(client, url, BODY_LIMIT).status_code != 413
        response = post(client, url, BODY_LIMIT + 1)
        assert response.status_code == 413
        assert "<h1" in response.content.decode()


@pytest.mark.parametrize("url", UPLOADS)
def test_uploads_are_for_members(db, anna, client_for, url):
    assert post(Client(), url, BODY_LIMIT + 1).status_code == 413
    assert post(client_for(anna), url, BODY_LIMIT + 1).status_code == 200
    assert post(client_for(anna), url, UPLOAD_LIMIT + 1).status_code == 413


def test_a_refused_body_is_not_parsed(db, monkeypatch):
    monkeypatch.setattr("django.http.request.MultiPartParser", None)
    body = b"--BB\r\nA:;\r\n\r\na\r\n" * 5000 + b"--BB--\r\n"
    response = Client().generic("POST", UPLOADS[0], body, content_type="multipart/form-data; boundary=BB")
    assert response.status_code == 413


def test_a_length_of_thousands_of_digits_is_too_large(db):
    response = Client().generic("POST", "/theme/", b"x", content_type=FORM, CONTENT_LENGTH="9" * 5000)
    assert response.status_code == 413


def test_the_largest_paste_of_addresses_is_accepted(anna, client_for):
    lines = [f"{'م' * 80} <{'n' * 40}{number}@{'e' * 40}.example>" for number in range(1000)]
    text = "\n".join(lines)
    for url in ("/invitations/by-email/preview/", "/invitations/by-email/"):
        response = client_for(anna).post(url, {"email": text, "note": EMOJI * 300})
        assert (response.status_code, len(text) > 150_000) in {(200, True), (302, True)}


def test_the_largest_photo_is_judged_by_its_form(anna, client_for):
    photo = SimpleUploadedFile("photo.jpeg", b"x" * 2_500_000)
    page = client_for(anna).post("/settings/profile/", {"name": "Anna", "photo": photo})
    assert "The file is too large" in page.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"about": EMOJI * ABOUT_LENGTH, "headline": EMOJI * 120, "name": EMOJI * 80, "place": EMOJI * 80},
        {"note": EMOJI * 300, "email": "n" * 1000, "reason": "work"},
        {"action": "delete_selected", "_selected_action": ["9" * 36] * 900},
    ],
    ids=["a member in the admin", "an invitation", "a list of the admin"],
)
def test_other_forms_fit(fields):
    assert len(urlencode(fields | {"csrfmiddlewaretoken": "x" * 64}, doseq=True)) < BODY_LIMIT
