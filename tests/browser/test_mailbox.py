"""The mailbox in a browser: tabs with and without JavaScript, and the height of the frame."""

import pytest
from playwright.sync_api import expect

from tests.conftest import invite

pytestmark = pytest.mark.browser
SUBJECT = "Anna Ricci would like to connect with you"
HEIGHTS = """() => {
  const frame = document.querySelector("iframe.mail-frame");
  return [frame.clientHeight, frame.contentDocument.documentElement.scrollHeight];
}"""


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_the_tabs_are_links(anna, bruno, at_browser, java_script_enabled):
    invite(anna, bruno)
    person = at_browser(bruno, java_script_enabled=java_script_enabled)
    expect(person.open_mail(SUBJECT).get_by_role("link", name="Anna Ricci").first).to_be_visible()
    for tab, text in (("Text", "Anna Ricci"), ("Headers", "Message-ID"), ("Source", "MIME-Version")):
        person.click_link(tab)
        person.sees(text)
        expect(person.page.locator(".tab[aria-current]")).to_have_text(tab)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_frame_is_as_tall_as_the_email(anna, bruno, at_browser, width):
    invite(anna, bruno, "Line\n" * 40)
    person = at_browser(bruno, viewport={"width": width, "height": 700})
    expect(person.open_mail(SUBJECT).get_by_role("link", name="Anna Ricci").first).to_be_visible()
    person.page.wait_for_function(f"() => {{ const [frame, mail] = ({HEIGHTS})(); return frame === mail; }}")


def test_an_unread_email_is_announced_until_it_is_opened(anna, bruno, at_browser):
    invite(anna, bruno)
    person = at_browser(bruno)
    person.visit("/")
    expect(person.page.get_by_role("link", name="Mail (1 unread)")).to_be_visible()
    person.open_mail(SUBJECT)
    expect(person.page.get_by_role("link", name="Mail (1 unread)")).to_have_count(0)
