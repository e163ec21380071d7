"""The texts of the welcome letter: what staff write, and the letter as it will be read."""

import pytest

from network.members.models import WelcomeText
from tests.site.edit import edit_site

pytestmark = pytest.mark.django_db
ADD = "/admin/members/welcometext/add/"


def change_page(client, **columns):
    text = WelcomeText.objects.create(
        **{"language": "en", "subject": "Welcome", "text": "Good day"} | columns
    )
    return client.get(f"/admin/members/welcometext/{text.pk}/change/")


def test_the_saved_text_is_shown_as_it_will_be_read(admin_client):
    edit_site(name="Guild of Paper")
    page = change_page(
        admin_client, subject="{site} greets {name}", text="Dear {name},\n\nhello."
    ).content.decode()
    assert "Guild of Paper greets Anna Example" in page
    assert "hello.&lt;/p&gt;" in page
    assert "{name}" not in page.partition("letter-preview")[2]


def test_it_is_in_the_language_of_the_text(admin_client):
    page = change_page(admin_client, language="ar")
    assert "dir=&quot;rtl&quot;" in page.content.decode()


def test_its_style_is_allowed_and_its_links_lead_nowhere(admin_client):
    page = change_page(admin_client)
    assert "style-src" in page["Content-Security-Policy"]
    assert "'sha256-" in page["Content-Security-Policy"]
    assert "href=&quot;" not in page.content.decode().partition("srcdoc=")[2].partition("title=")[0]


@pytest.mark.parametrize("field", ["subject", "text"])
def test_a_placeholder_that_is_not_replaced_is_refused(admin_client, field):
    data = {"language": "en", "subject": "Welcome", "text": "Good day"} | {field: "Hello {nome}"}
    page = admin_client.post(ADD, data).content.decode()
    assert "{nome} is not replaced. Write {name} or {site}." in page
    assert not WelcomeText.objects.exists()


def test_one_that_is_replaced_is_saved(admin_client):
    admin_client.post(ADD, {"language": "en", "subject": "{site}", "text": "Hello {name}"})
    assert WelcomeText.objects.get().text == "Hello {name}"


def test_an_unknown_text_leads_back(admin_client):
    assert admin_client.get("/admin/members/welcometext/999/change/").status_code == 302
