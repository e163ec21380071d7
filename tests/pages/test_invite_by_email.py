"""The page that invites by e-mail: typed addresses, or a file whose addresses are shown before sending."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from invitations import contact_import
from invitations.models import Allowance, Batch, Invitation
from tests.conftest import work

URL = "/invitations/by-email/"
ADDRESSES = [f"p{n}@example.net" for n in range(12)]
CSV = "Name,Mail\n" + "\n".join(f"Nr {n},{address}" for n, address in enumerate(ADDRESSES))


def contacts_file(text=CSV, name="contacts.csv"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def email_field(page) -> str:
    """Value of the form's e-mail field."""
    return page.context["form"]["email"].value()


@pytest.fixture
def batch(anna, client_for):
    client_for(anna).post(URL, {"email": "\n".join([*ADDRESSES, "nobody"]), "note": "Two desks apart"})
    return Batch.objects.get()


def test_the_page_of_a_batch_shows_its_progress(batch, anna, client_for):
    browser = client_for(anna)
    page = browser.get(batch.get_absolute_url()).content.decode()
    assert 'max="13" value="1"' in page
    assert "not an e-mail address" in page
    assert "Refresh" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    work()
    page = browser.get(batch.get_absolute_url()).content.decode()
    assert 'max="13" value="13"' in page
    assert "refresh" not in page
    assert Invitation.objects.get(address=ADDRESSES[4]).get_absolute_url() in page
    assert batch.get_absolute_url() in browser.get(URL).content.decode()


def test_uploading_a_file_shows_its_addresses_and_sends_nothing(anna, client_for):
    form_data = {
        "file": contacts_file(),
        "email": "dora@example.org",
        "note": "Two desks apart",
        "reason": "friend",
    }
    page = client_for(anna).post(URL, form_data)
    assert page.status_code == 200
    assert email_field(page).splitlines()[:2] == ["dora@example.org", "Nr 0 <p0@example.net>"]
    assert "12 addresses were found" in page.content.decode()
    assert "Two desks apart" in page.content.decode()
    assert page.context["form"]["reason"].value() == "friend"
    assert not Invitation.objects.exists()
    assert not Batch.objects.exists()


def test_submitting_the_shown_addresses_creates_a_batch(anna, client_for):
    browser = client_for(anna)
    addresses = email_field(browser.post(URL, {"file": contacts_file()}))
    response = browser.post(URL, {"email": addresses, "note": "Hello", "reason": "friend"})
    batch = Batch.objects.get()
    assert response["Location"] == batch.get_absolute_url()
    assert list(batch.lines.values_list("address", flat=True)) == ADDRESSES
    assert (batch.note, batch.reason) == ("Hello", "friend")


def test_a_single_address_from_a_file_is_invited_directly(anna, client_for):
    browser = client_for(anna)
    addresses = email_field(
        browser.post(URL, {"file": contacts_file("BEGIN:VCARD\nFN:Dora\nEMAIL:d@example.org", "x.vcf")})
    )
    assert browser.post(URL, {"email": addresses})["Location"] == "/invitations/sent/"
    assert Invitation.objects.get().address == "d@example.org"


def test_unreadable_lines_are_shown_and_the_own_address_is_left_out(anna, client_for):
    page = client_for(anna).post(
        URL, {"file": contacts_file(f"Anna,{anna.email}\nDora,dora@\nElio,elio@example.org")}
    )
    assert email_field(page) == "Elio <elio@example.org>"
    assert "Line 2" in page.content.decode()
    assert "dora@" in page.content.decode()


def test_contacts_without_an_address_are_one_sentence(anna, client_for):
    rows = "".join(f"Nr {number},\n" for number in range(862))
    page = client_for(anna).post(URL, {"file": contacts_file(f"Name,E-mail\nElio,elio@example.org\n{rows}")})
    assert "862 contacts have no e-mail address." in page.content.decode()
    assert "Nr 1" not in page.content.decode()
    assert "could not be read" not in page.content.decode()


@pytest.mark.parametrize(
    "file",
    [
        contacts_file(""),
        contacts_file("nothing here"),
        contacts_file(b"\x00" * 2000),
        contacts_file("x" * (1024 * 1024 + 1)),
        contacts_file("anna@example.org"),
    ],
)
def test_a_file_without_addresses_is_a_form_error(anna, client_for, file):
    page = client_for(anna).post(URL, {"file": file, "email": "d@example.org", "note": "Two desks apart"})
    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert (email_field(page), "Two desks apart" in page.content.decode()) == ("d@example.org", True)
    assert not Invitation.objects.exists()


def test_too_many_addresses_in_a_file_are_a_form_error(anna, client_for):
    text = "\n".join(f"p{n}@example.org" for n in range(1001))
    assert client_for(anna).post(URL, {"file": contacts_file(text)}).context["form"].errors["file"]


def test_markup_in_a_file_is_escaped(anna, client_for):
    text = '<script>alert(1)</script>,x@example.org\n"<img src=x onerror=y>",bad@'
    page = client_for(anna).post(URL, {"file": contacts_file(text)}).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page


def test_text_without_an_address_is_a_form_error(anna, client_for):
    page = client_for(anna).post(
        URL, {"email": "We met in Modena and it would be good to talk again some day"}
    )
    assert page.context["form"].errors["email"]
    assert not Batch.objects.exists()


@pytest.mark.parametrize("url", [URL, f"{URL}preview/"])
def test_a_text_that_is_too_long_is_refused_unread_and_kept(anna, client_for, monkeypatch, url):
    monkeypatch.setattr(contact_import, "split_addresses", lambda text: pytest.fail("read"))
    text = "a " * 200_000
    page = client_for(anna).post(url, {"email": text})
    assert page.context["form"].errors["email"]
    assert email_field(page) == text
    assert "maxlength" not in str(page.context["form"]["email"])


def test_too_many_addresses_are_refused_and_kept(anna, client_for):
    text = "\n".join(f"p{number}@example.net" for number in range(1001))
    page = client_for(anna).post(URL, {"email": text})
    assert page.context["form"].errors["email"] == ["Please invite at most 1000 people at a time."]
    assert email_field(page) == text


def test_names_before_addresses_are_accepted(anna, client_for):
    assert (
        client_for(anna)
        .post(URL, {"email": 'Dora Neri <dora@example.org>, "Neri, Elio" <e@example.org>'})
        .status_code
        == 302
    )
    assert set(Invitation.objects.values_list("address", flat=True)) == {"dora@example.org", "e@example.org"}


def test_without_allowance_the_form_keeps_the_addresses(anna, client_for):
    Allowance.objects.filter(pk=anna.pk).update(limit=0)
    page = client_for(anna).post(URL, {"email": "\n".join(ADDRESSES)})
    assert page.status_code == 429
    assert email_field(page).split() == ADDRESSES


def test_the_batch_page_at_the_limit_does_not_show_the_limit(batch, anna, client_for):
    Allowance.objects.filter(pk=anna.pk).update(limit=7)
    work()
    page = client_for(anna).get(batch.get_absolute_url()).content.decode()
    assert "You can’t send more invitations for now" in page
    assert "13 of 13 addresses processed" in page
    assert "Continue sending" in page


def test_stop_and_resume_a_batch(batch, anna, client_for):
    browser, url = client_for(anna), batch.get_absolute_url()
    assert browser.post(f"{url}stop/")["Location"] == url
    work()
    assert not Invitation.objects.exists()
    assert "Continue sending" in browser.get(url).content.decode()
    assert browser.post(f"{url}start/")["Location"] == url
    assert browser.post(f"{url}start/")["Location"] == url
    assert "There’s nothing left to send." in browser.get(url).content.decode()
    work()
    assert Invitation.objects.count() == 12


def test_the_lines_of_a_batch_are_paged(anna, client_for):
    addresses = [f"p{n}@example.net" for n in range(150)]
    url = Batch.objects.submit(anna, addresses).get_absolute_url()
    first = client_for(anna).get(url)
    second = client_for(anna).get(url, {"after": first.context["next"]})
    shown = [line.address for page in (first, second) for line in page.context["lines"]]
    assert shown == addresses


def test_the_batch_of_another_member_is_not_found(batch, bruno, client_for):
    for verb in ("", "stop/", "start/"):
        request = client_for(bruno).post if verb else client_for(bruno).get
        assert request(batch.get_absolute_url() + verb).status_code == 404
