"""Inviting by e-mail on the site: typed, or from a file that is shown before anything is sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from invitations.models import Allowance, Batch, Invitation
from tests.conftest import work

PATH = "/invitations/by-email/"
TWELVE = [f"p{n}@example.net" for n in range(12)]


TABLE = "Name,Mail\n" + "\n".join(f"Nr {n},{address}" for n, address in enumerate(TWELVE))


def book(text=TABLE, name="book.csv"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def field(page) -> str:
    return page.context["form"]["email"].value()


@pytest.fixture
def batch(anna, client_for):
    client_for(anna).post(PATH, {"email": "\n".join([*TWELVE, "nobody"]), "note": "Two desks apart"})
    return Batch.objects.get()


def test_a_long_list_leads_to_its_page(batch, anna, client_for):
    browser = client_for(anna)
    page = browser.get(batch.get_absolute_url()).content.decode()
    assert 'max="13" value="1"' in page
    assert "not an e-mail address" in page
    assert "Look again" in page
    work()
    page = browser.get(batch.get_absolute_url()).content.decode()
    assert 'max="13" value="13"' in page
    assert Invitation.objects.get(address=TWELVE[4]).get_absolute_url() in page
    assert batch.get_absolute_url() in browser.get(PATH).content.decode()


def test_a_file_is_shown_first_and_sends_nothing(anna, client_for):
    typed = {"file": book(), "email": "dora@example.org", "note": "Two desks apart", "reason": "friend"}
    page = client_for(anna).post(PATH, typed)
    assert page.status_code == 200
    assert field(page).splitlines()[:2] == ["dora@example.org", "Nr 0 <p0@example.net>"]
    assert "12 addresses were found" in page.content.decode()
    assert "Two desks apart" in page.content.decode()
    assert page.context["form"]["reason"].value() == "friend"
    assert not Invitation.objects.exists()
    assert not Batch.objects.exists()


def test_what_was_shown_is_sent(anna, client_for):
    browser = client_for(anna)
    shown = field(browser.post(PATH, {"file": book()}))
    answer = browser.post(PATH, {"email": shown, "note": "Hello", "reason": "friend"})
    batch = Batch.objects.get()
    assert answer["Location"] == batch.get_absolute_url()
    assert list(batch.lines.values_list("address", flat=True)) == TWELVE
    assert (batch.note, batch.reason) == ("Hello", "friend")


def test_a_short_file_is_sent_like_what_is_typed(anna, client_for):
    browser = client_for(anna)
    shown = field(browser.post(PATH, {"file": book("BEGIN:VCARD\nFN:Dora\nEMAIL:d@example.org", "x.vcf")}))
    assert browser.post(PATH, {"email": shown})["Location"] == "/invitations/sent/"
    assert Invitation.objects.get().address == "d@example.org"


def test_bad_lines_and_one_s_own_card(anna, client_for):
    page = client_for(anna).post(
        PATH, {"file": book(f"Anna,{anna.email}\nDora,dora@\nElio,elio@example.org")}
    )
    assert field(page) == "Elio <elio@example.org>"
    assert "Line 2" in page.content.decode()
    assert "dora@" in page.content.decode()


@pytest.mark.parametrize(
    "file",
    [
        book(""),
        book("nothing here"),
        book(b"\x00" * 2000),
        book("x" * (1024 * 1024 + 1)),
        book("anna@example.org"),
    ],
)
def test_a_file_with_nothing_in_it(anna, client_for, file):
    page = client_for(anna).post(PATH, {"file": file, "email": "d@example.org", "note": "Two desks apart"})
    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert (field(page), "Two desks apart" in page.content.decode()) == ("d@example.org", True)
    assert not Invitation.objects.exists()


def test_too_many_in_a_file(anna, client_for):
    text = "\n".join(f"p{n}@example.org" for n in range(1001))
    assert client_for(anna).post(PATH, {"file": book(text)}).context["form"].errors["file"]


def test_markup_in_a_file_stays_text(anna, client_for):
    text = '<script>alert(1)</script>,x@example.org\n"<img src=x onerror=y>",bad@'
    page = client_for(anna).post(PATH, {"file": book(text)}).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page


def test_many_words_and_no_address(anna, client_for):
    page = client_for(anna).post(
        PATH, {"email": "We met in Modena and it would be good to talk again some day"}
    )
    assert page.context["form"].errors["email"]
    assert not Batch.objects.exists()


def test_names_before_addresses(anna, client_for):
    assert (
        client_for(anna)
        .post(PATH, {"email": 'Dora Neri <dora@example.org>, "Neri, Elio" <e@example.org>'})
        .status_code
        == 302
    )
    assert set(Invitation.objects.values_list("address", flat=True)) == {"dora@example.org", "e@example.org"}


def test_with_nothing_left_to_send_the_list_is_kept_on_the_form(anna, client_for):
    Allowance.objects.filter(pk=anna.pk).update(limit=0)
    page = client_for(anna).post(PATH, {"email": "\n".join(TWELVE)})
    assert page.status_code == 429
    assert field(page).split() == TWELVE


def test_at_the_limit_the_page_names_no_number(batch, anna, client_for):
    Allowance.objects.filter(pk=anna.pk).update(limit=7)
    work()
    page = client_for(anna).get(batch.get_absolute_url()).content.decode()
    assert "No more invitations can be sent for now" in page
    assert "13 of 13 lines gone through" in page
    assert "Start again" in page


def test_stop_and_start_again(batch, anna, client_for):
    browser, where = client_for(anna), batch.get_absolute_url()
    assert browser.post(f"{where}stop/")["Location"] == where
    work()
    assert not Invitation.objects.exists()
    assert "Start again" in browser.get(where).content.decode()
    assert browser.post(f"{where}start/")["Location"] == where
    assert browser.post(f"{where}start/")["Location"] == where
    assert "There is nothing left to do here." in browser.get(where).content.decode()
    work()
    assert Invitation.objects.count() == 12


def test_a_list_goes_on_page_after_page(anna, client_for):
    words = [f"p{n}@example.net" for n in range(150)]
    where = Batch.objects.submit(anna, words).get_absolute_url()
    first = client_for(anna).get(where)
    second = client_for(anna).get(where, {"after": first.context["next"]})
    shown = [line.address for page in (first, second) for line in page.context["lines"]]
    assert shown == words


def test_somebody_else_s_list_is_unknown(batch, bruno, client_for):
    for verb in ("", "stop/", "start/"):
        ask = client_for(bruno).post if verb else client_for(bruno).get
        assert ask(batch.get_absolute_url() + verb).status_code == 404
