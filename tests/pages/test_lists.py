"""Search, filters, order and counts of the lists received, archived and sent."""

import pytest
from django.utils import translation

from invitations.lists.counts import list_counts
from invitations.models import Invitation, Message
from invitations.templatetags.invitations import inbox_count
from network.common.cards import macro
from network.members.models import Connection, Member
from tests.conftest import invite, reception_of, work
from tests.factories import MemberFactory


@pytest.fixture
def inbox(anna, bruno, carla, clock):
    """Invitations of Anna (with a note and a mutual connection), then Carla, then Elio."""
    dora, elio = MemberFactory(name="Dora Neri"), MemberFactory(name="Elio Neri", handle="elio")
    for friend in (anna, bruno):
        Connection.objects.connect(friend, dora)
    for sender, note, reason in ((anna, "Two desks", "colleague"), (carla, "", "friend"), (elio, "", "")):
        invite(sender, bruno, note, reason=reason)
        clock.move(hours=1)
    return Invitation.objects.order_by("pk")


def senders(browser, query="", path="/invitations/") -> list[str]:
    return [card["person"].handle for card in browser.get(path + query).context["cards"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["elio", "carla", "anna"]),
        ("?sort=oldest", ["anna", "carla", "elio"]),
        ("?note=1", ["anna"]),
        ("?shared=1", ["anna"]),
        ("?reason=friend", ["carla"]),
        ("?reason=none", ["elio"]),
        ("?q=neri", ["elio"]),
        ("?q=DESKS", ["anna"]),
        ("?q=longo&note=1", []),
        ("?note=1&shared=1&reason=colleague&q=anna&sort=oldest", ["anna"]),
        ("?note=maybe&shared=&reason=enemy&sort=alphabet&state=open", ["elio", "carla", "anna"]),
    ],
)
@pytest.mark.parametrize("path", ["/invitations/", "/invitations/archived/"])
def test_filters_combine_and_unknown_values_are_ignored(
    inbox, bruno, client_for, path, query, expected, clock
):
    if "archived" in path:
        for invitation in inbox:
            reception_of(invitation).ignore()
            clock.move(hours=1)
    assert senders(client_for(bruno), query, path) == expected


@pytest.mark.parametrize("deactivated", [True, False])
def test_the_filter_for_mutual_connections_matches_the_cards(inbox, bruno, client_for, deactivated):
    Member.objects.filter(name="Dora Neri").update(is_active=not deactivated)
    cards = client_for(bruno).get("/invitations/").context["cards"]
    on_card = [card["person"].handle for card in cards if card["shared"]]
    assert senders(client_for(bruno), "?shared=1") == on_card == ([] if deactivated else ["anna"])


def test_filters_and_order_survive_paging(bruno, client_for, clock):
    for number in range(23):
        invite(MemberFactory(), bruno, "Hello" if number % 23 else "")
        clock.move(hours=1)
    browser = client_for(bruno)
    for sort in ("", "&sort=oldest"):
        first = browser.get(f"/invitations/?note=1{sort}")
        assert f"note=1{sort.replace('&', '&amp;')}&amp;after=" in first.content.decode()
        second = browser.get(
            f"/invitations/?note=1{sort}", {}, QUERY_STRING=f"note=1{sort}&after={first.context['next']}"
        )
        receptions = [card["reception"].pk for page in (first, second) for card in page.context["cards"]]
        assert (len(receptions), receptions) == (22, sorted(receptions, reverse=not sort))


def test_each_filter_can_be_removed_separately(inbox, bruno, client_for):
    page = client_for(bruno).get("/invitations/?q=a&note=1&reason=colleague&after=")
    chips = {str(chip.label): chip for _, group in page.context["filters"].advanced_filters for chip in group}
    chips |= {str(chip.label): chip for chip in page.context["filters"].chips}
    assert {label for label, chip in chips.items() if chip.active} == {"With a note", "Colleague"}
    assert chips["With a note"].href == "?q=a&reason=colleague"
    assert chips["Friend"].href == "?q=a&note=1&reason=friend"
    assert 'aria-label="With a note: remove this filter"' in page.content.decode()


def test_a_search_keeps_the_filters(inbox, bruno, client_for):
    page = client_for(bruno).get("/invitations/?note=1&sort=oldest").content.decode()
    assert '<input type="hidden" name="note" value="1">' in page
    assert '<input type="hidden" name="sort" value="oldest">' in page
    assert '<details class="advanced-filters" open>' in page


def test_no_results_differs_from_an_empty_list(inbox, bruno, client_for):
    assert "No results" in client_for(bruno).get("/invitations/?reason=business").content.decode()
    assert (
        "The archive is empty" in client_for(bruno).get("/invitations/archived/?sort=oldest").content.decode()
    )


@pytest.fixture
def sent_list(anna, bruno, carla):
    """Invitations of Anna: open, withdrawn, accepted and by address."""
    invite(anna, bruno)
    invite(anna, carla).withdraw()
    reception_of(invite(anna, MemberFactory(name="Dora Neri", handle="dora"))).accept()
    Invitation.objects.send_to_address(anna, "Elio.Longo@example.net")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?state=open", {"Bruno Verdi", "elio.longo@example.net"}),
        ("?state=withdrawn", {"Carla Longo"}),
        ("?state=accepted", {"Dora Neri"}),
        ("?state=closed", set()),
        ("?q=longo", {"Carla Longo", "elio.longo@example.net"}),
        ("?q=longo&state=open", {"elio.longo@example.net"}),
        ("?state=ignored&q=verdi", {"Bruno Verdi"}),
    ],
)
def test_the_sent_list_filters_by_state_and_by_name_or_address(sent_list, anna, client_for, query, expected):
    cards = client_for(anna).get(f"/invitations/sent/{query}").context["cards"]
    assert {card["invitation"].to for card in cards} == expected


def test_the_name_of_a_deleted_member_is_not_searchable(sent_list, anna, bruno, client_for):
    bruno.leave()
    assert client_for(anna).get("/invitations/sent/?q=verdi").context["cards"] == []


def test_the_sent_list_shows_the_date_of_a_reply(sent_list, anna, bruno, client_for, clock):
    reception_of(Invitation.objects.get(recipient=bruno)).reply("Where was it?")
    clock.move(days=2)
    page = client_for(anna).get("/invitations/sent/").content.decode()
    assert page.count("Replied <time") == 1
    assert "2 days ago</time></span>" in page


def test_the_date_is_that_of_the_last_reply(sent_list, anna, bruno, clock):
    invitation = Invitation.objects.get(recipient=bruno)
    reception_of(invitation).reply("Where was it?")
    clock.move(days=2)
    reception_of(invitation).reply("And when?")
    assert Message.objects.last_replies([invitation.pk]) == {invitation.pk: clock.instant}


@pytest.mark.parametrize("path", ["", "archived/", "sent/"])
def test_the_cards_need_no_template_each(every_state, bruno, client_for, path):
    page = client_for(bruno).get(f"/invitations/{path}")
    assert page.context["cards"]
    assert len(page.templates) < 40


def newest(browser, path="") -> list[str]:
    return [text for card in browser.get(f"/invitations/{path}").context["cards"] for text in card["newest"]]


def test_a_card_shows_the_newest_message(inbox, anna, bruno, client_for):
    reception_of(inbox[0]).reply("Where <i> was it?")
    assert newest(client_for(bruno)) == ["<b>You replied:</b> <bdi>Where &lt;i&gt; was it?</bdi>"]
    assert newest(client_for(anna), "sent/") == [
        "<b><bdi>Bruno</bdi> replied:</b> <bdi>Where &lt;i&gt; was it?</bdi>"
    ]
    inbox[0].message("In Modena. " * 30)
    assert "You replied" in newest(client_for(bruno))[0], "the answer is not delivered yet"
    work()
    assert newest(client_for(bruno))[0].startswith("<b><bdi>Anna</bdi> answered:</b> <bdi>In Modena. ")
    assert len(newest(client_for(bruno))[0]) < 260
    assert [text.partition(":")[0] for text in newest(client_for(anna), "sent/")] == [
        "<b><bdi>Bruno</bdi> replied",
        "<b>You answered",
    ]


def test_an_archived_card_shows_no_message_after_a_refusal(inbox, bruno, client_for):
    reception = reception_of(inbox[0])
    reception.reply("Who are you?")
    reception.ignore()
    reception.say_unknown()
    inbox[0].message("Anna.")
    work()
    assert newest(client_for(bruno), "archived/") == ["<b>You replied:</b> <bdi>Who are you?</bdi>"]


def test_the_line_below_the_name(inbox, anna, bruno, client_for):
    page = client_for(bruno).get("/invitations/").text
    facts = ["<bdi>Restorer of paper</bdi>", "1 shared connection", "says you are colleagues"]
    assert "".join(f"<p>{fact}</p>" for fact in facts) in page
    reception_of(inbox[0]).ignore()
    assert "Ignored <time" in client_for(bruno).get("/invitations/archived/").text
    reception_of(inbox[0]).say_unknown()
    assert "You said you don’t know <bdi>Anna</bdi>." in client_for(bruno).get("/invitations/archived/").text


def test_a_long_note_has_a_link_to_the_whole(inbox, bruno, client_for):
    browser = client_for(bruno)
    assert "Read the whole note" not in browser.get("/invitations/").text
    reception = reception_of(inbox[0])
    type(reception).objects.filter(pk=reception.pk).update(note="a\nb\nc\nd")
    assert "Read the whole note" in browser.get("/invitations/").text


def test_the_table_of_who_is_told_is_a_page(inbox, bruno, client_for):
    browser = client_for(bruno)
    assert '<a href="/invitations/who-is-told/">See the full table</a>' in browser.get("/invitations/").text
    assert "Undo “I don’t know”" in browser.get("/invitations/who-is-told/").text


def test_the_tabs_show_the_count_of_each_list(inbox, bruno, anna, client_for, monkeypatch):
    reception_of(inbox[0]).ignore()
    Invitation.objects.send_to_address(bruno, "someone@example.net")
    browser = client_for(bruno)
    for path in ("", "archived/", "sent/"):
        counts = browser.get(f"/invitations/{path}").context["counts"]
        assert counts == {"received": "2", "archived": "1", "sent": "1"}
    monkeypatch.setattr("invitations.lists.counts.MAX_COUNT", 2)
    assert list_counts(bruno) == {"received": "1+", "archived": "1", "sent": "1"}
    assert list_counts(anna) == {"received": "", "archived": "", "sent": "1"}


def test_the_tabs_label_the_counts_for_screen_readers(inbox, bruno, client_for):
    reception_of(inbox[0]).ignore()
    page = client_for(bruno).get("/invitations/archived/").content.decode()
    assert "(2 waiting)" in page
    assert "(1 open)" in page


@pytest.mark.parametrize(
    ("language", "count", "label"),
    [
        ("en", "1", "(1 open)"),
        ("it", "1", "(1 aperto)"),
        ("it", "2", "(2 aperti)"),
        ("it", "99+", "(99+ aperti)"),
        ("ar", "2", "(مفتوحتان)"),
    ],
)
def test_the_label_of_a_badge_agrees_with_the_number(language, count, label):
    with translation.override(language):
        badge = macro("parts", "count_badge")
        assert label in badge(count, "open")
        assert label not in badge(count)


@pytest.fixture
def every_state(inbox, anna, bruno, carla):
    """Rows of each state in each list of Bruno's."""
    reception_of(inbox[0]).ignore()
    for ended in ("withdraw", "close"):
        getattr(invite(bruno, MemberFactory()), ended)()
    accepted, unknown = invite(bruno, MemberFactory()), invite(carla, MemberFactory())
    reception_of(accepted).accept()
    invite(bruno, MemberFactory())
    unknown.withdraw()
    invite(MemberFactory(), bruno).withdraw()


@pytest.mark.parametrize(
    ("name", "path", "rows"), [("received", "", 2), ("archived", "archived/", 1), ("sent", "sent/", 4)]
)
def test_each_badge_is_the_number_of_rows_of_its_list(every_state, bruno, client_for, name, path, rows):
    context = client_for(bruno).get(f"/invitations/{path}").context
    assert (len(context["cards"]), context["counts"][name]) == (rows, str(rows))
    if name == "received":
        assert context["waiting_count"] == inbox_count(bruno) == str(rows)


def test_the_badge_of_sent_invitations_says_that_it_counts_all(every_state, bruno, client_for):
    assert "(4 in all)" in client_for(bruno).get("/invitations/sent/").text
