"""An e-mail in another language than the page says so (WCAG 3.1.2)."""

import pytest
from django.core.mail import send_mail

from notifications.models import CapturedEmail
from tests.conftest import invite, mails
from tests.notifications.test_direction import set_language

ARABIC = ' lang="ar" dir="rtl"'


@pytest.fixture
def arabic_mail(anna, bruno):
    """An e-mail in Arabic, whose reader has read English pages since."""
    set_language(bruno, "ar")
    invite(anna, bruno, "Hello")
    set_language(bruno, "en")
    return mails(bruno)[0]


def test_an_email_keeps_its_language(arabic_mail):
    send_mail("Hello", "Text", None, ["a@example.org"])
    assert (arabic_mail.language, CapturedEmail.objects.get(to="a@example.org").language) == ("ar", "")
    assert arabic_mail.html.startswith(f"<!doctype html>\n<html{ARABIC}>")


def test_the_list_names_another_language(arabic_mail, bruno, client_for):
    page = client_for(bruno).get("/mail/").content.decode()
    assert f"<b{ARABIC}>{arabic_mail.subject}</b>" in page
    assert f'<span class="mail-preview"{ARABIC}>' in page


@pytest.mark.parametrize("start", [f'<h1 class="mail-subject"{ARABIC}>', '<pre class="mail-part" lang="ar" dir="auto">'])  # fmt: skip
def test_the_page_of_an_email_names_another_language(arabic_mail, bruno, client_for, start):
    url = f"{arabic_mail.get_absolute_url()}?show=text"
    assert start in client_for(bruno).get(url).content.decode()


def test_the_language_of_the_page_is_not_named_again(anna, bruno, client_for):
    invite(anna, bruno, "Hello")
    browser = client_for(bruno)
    pages = [browser.get(f"/mail/{path}").content for path in ("", f"{mails(bruno)[0].public_id}/?show=text")]
    assert [page.count(b' lang="en" dir') for page in pages] == [1, 1]  # that of <html>


def test_an_email_without_a_subject_shows_that_in_the_language_of_the_page(arabic_mail, bruno, client_for):
    CapturedEmail.objects.update(subject="")
    page = client_for(bruno).get("/mail/").content.decode()
    assert "<b>(no subject)</b>" in page
