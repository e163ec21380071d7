"""How answers become comparable: masks, names, times of day, ZIP files, cookies, letters of a Maildir."""

import mailbox
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.bin import scripts

scripts.load("prove")

from proving import background, browser, compare, description, observations  # noqa: E402

TOKEN = description.Mask(r'token="(?P<secret>\w+)"', "token")
HUE = description.Mask(r"hue-(?P<secret>\d+)", "hue", loose=True)


def body(text, names=None):
    return observations.Neutral([TOKEN, HUE], names or {}).write("/, now", "body", text)


@pytest.mark.parametrize(
    ("nothing", "silence", "kind"),
    [
        ('token="abc"', 'token="xyz"', None),
        ('token="abc"', 'token="abcd"', "length"),
        ('token="abc" token="abc"', 'token="abc" token="xyz"', "text"),
        ("hue-3", "hue-10", None),
        ("at 10:00", "at 10:02", None),
        ("at 23:59:30", "at 0:00:10", None),
        ("at 10:00", "at 15:00", "time of day"),
        ("<p>3 left</p>", "<p>2 left</p>", "count"),
        ("<p>a</p><b>c</b>", "<b>c</b><p>a</p>", "order"),
        ("<p>a</p>", "<p>b</p>", "text"),
    ],
)
def test_the_kind_of_a_difference(nothing, silence, kind):
    found = compare.difference(body(nothing), body(silence))
    assert (found and found.kind) == kind


def test_names_are_replaced_as_whole_words_alone():
    assert body("Kali in Kaliningrad", {"Kali": "sender"}).text == "‹sender› in Kaliningrad"


def test_a_zip_file_is_compared_by_its_files():
    archive = BytesIO()
    with ZipFile(archive, "w") as file:
        file.writestr("a.json", "{}")
    assert observations.content(archive.getvalue()) == "== a.json\n{}"


def test_a_random_cookie_keeps_its_length_and_attributes():
    headers = [("Set-Cookie", "session=abc; Expires=Mon, 1 Jan; Path=/"), ("Date", "now"), ("X-A", "1")]
    answer = browser.Answer(200, headers, b"", 0.1)
    seen = observations.Neutral([], {}).answer("/", answer, ["session"])
    texts = {each.part: each.text for each in seen}
    assert (texts["cookie"], texts["header"]) == ("session=‹3 characters›; expires; Path=/", "X-A: 1")


def test_a_letter_of_a_maildir_is_read_without_its_envelope(tmp_path):
    box = mailbox.Maildir(tmp_path / "box")
    box.add(b"Date: now\nMessage-ID: <1@a>\nSubject: Hello\nContent-Type: text/plain\n\nA letter.\n")
    (letter,) = background.sorted_letters(tmp_path / "box")
    assert letter == "Subject: Hello\nContent-Type: text/plain\n\nA letter.\n"


def test_a_counter_that_grows_alike_is_no_difference():
    rows = [[body(f"row {number}") for number in pair] for pair in ((5, 6), (8, 9), (8, 10))]
    assert compare.counter_difference(rows[0], rows[1]) is None
    assert compare.counter_difference(rows[0], rows[2]).silence == "from 8 to 10"
