"""Search in the directory and in connections, and the order of connections."""

import pytest

from invitations.models import Block
from network.common.text import searchable
from network.members.models import Connection, Member
from tests.conftest import invite, reception_of
from tests.factories import MemberFactory


@pytest.fixture
def people(anna, clock):
    """Three connections of Anna, oldest first."""
    connections = [
        MemberFactory(
            name="Zoë Ångström", short_name="Zoë", handle="zoe", headline="Bookbinder", location="Orléans"
        ),
        MemberFactory(name="ليلى الحدّاد", handle="layla", headline="خطّاطة"),
        MemberFactory(name="Юлия Белова", handle="julia", location="София"),
    ]
    for person in connections:
        Connection.objects.connect(anna, person)
        clock.move(days=1)
    return connections


def handles_on(page) -> list[str]:
    """Return the handles of the listed members, in order."""
    cards = page.context.get("cards")
    return (
        [card["person"].handle for card in cards]
        if cards
        else [edge.other.handle for edge in page.context["connections"]]
    )


QUERIES = [
    ("zoe", ["zoe"]), ("ZOË orleans", ["zoe"]), ("angstrom book", ["zoe"]), ("الحداد", ["layla"]),
    ("белова СОФИЯ", ["julia"]), ("zoe sofia", []), ("%", []), ("_", []), ("\\", []), ("a" * 300, []),
    ("\u0301", []), ("\u0301 \u0651", []),
]  # fmt: skip


@pytest.mark.parametrize(("query", "handles"), QUERIES)
@pytest.mark.parametrize("path", ["/members/", "/connections/", "/members/anna/connections/"])
def test_search_ignores_case_accents_and_vowel_signs(people, anna, client_for, path, query, handles):
    response = client_for(anna).get(path, {"q": query})
    assert (
        response.status_code,
        handles_on(response) if handles else response.context.get("cards") or [],
    ) == (200, handles)
    assert handles or "No results" in response.content.decode()


@pytest.mark.parametrize(
    "bad", ["\x00", "\ud800".encode("utf-8", "surrogatepass"), "é" * 1_000_000, "\u202e"]
)
@pytest.mark.parametrize("path", ["/members/", "/connections/", "/members/anna/connections/"])
def test_invalid_parameters_are_accepted(people, anna, client_for, path, bad):
    assert client_for(anna).get(path, {"q": bad, "sort": bad}).status_code == 200


@pytest.mark.parametrize(
    ("sort", "handles"),
    [
        ("", ["julia", "layla", "zoe"]),
        ("newest", ["julia", "layla", "zoe"]),
        ("oldest", ["zoe", "layla", "julia"]),
        ("name", ["zoe", "julia", "layla"]),
        ("luck", ["julia", "layla", "zoe"]),
    ],
)
@pytest.mark.parametrize("path", ["/connections/", "/members/anna/connections/"])
def test_connections_are_sorted(people, anna, client_for, path, sort, handles):
    assert handles_on(client_for(anna).get(path, {"sort": sort})) == handles


@pytest.mark.parametrize("sort", ["newest", "oldest", "name"])
def test_search_and_order_apply_to_every_page(anna, client_for, sort, clock):
    for n in range(45):
        Connection.objects.connect(
            anna, MemberFactory(name=f"Friend {n % 7}", headline="Potter" * (n % 9 > 0))
        )
        clock.move(seconds=n % 2)
    browser, url, handles = client_for(anna), f"/connections/?q=potter&sort={sort}", []
    while url:
        page = browser.get(url)
        handles += handles_on(page)
        url = (
            f"/connections/?q=potter&sort={sort}&after={page.context['next']}" if page.context["next"] else ""
        )
    assert (len(handles), len(set(handles))) == (40, 40)
    assert f'name="sort" value="{sort}"' in page.content.decode() or sort == "newest"


def test_the_search_text_is_updated_with_the_profile(anna, bruno, client_for):
    client_for(anna).post("/settings/profile/", {"name": "Änne Ricci", "headline": "", "location": "Modena"})
    assert handles_on(client_for(bruno).get("/members/", {"q": "anne modena"})) == ["anna"]
    Member.objects.get(pk=anna.pk).save(update_fields=["language"])
    assert Member.objects.get(pk=anna.pk).search_text == searchable("Änne Ricci anna Modena")


def test_the_list_explains_the_consequence_of_removing(people, anna, client_for):
    page = client_for(anna).get("/connections/").content.decode()
    assert page.count("<bdi>Zoë</bdi> will need your e-mail address for it") == 1
    assert 'formaction="/connections/zoe/remove/"' in page
    assert 'id="remove-zoe"' in page


def test_each_card_has_the_action_that_fits(anna, bruno, carla, client_for):
    sent, received = invite(anna, bruno), invite(carla, anna)
    dora, elio = (
        MemberFactory(name="Dora Neri", handle="dora"),
        MemberFactory(name="Elio Neri", handle="elio"),
    )
    Connection.objects.connect(anna, elio)
    page = client_for(anna).get("/members/").content.decode()
    actions = {person.handle: page.partition(f"/members/{person.handle}/")[2].partition("</li>")[0]
               for person in (bruno, carla, dora, elio)}  # fmt: skip
    assert sent.get_absolute_url() in actions["bruno"]
    assert received.get_absolute_url() in actions["carla"]
    assert "/members/dora/invite/" in actions["dora"]
    assert "button" not in actions["elio"]


def test_the_card_of_a_blocked_member_says_so(anna, bruno, carla, client_for):
    for person in (bruno, carla):
        Block.objects.block(anna, person)
    Block.objects.unblock(anna, carla)
    page = client_for(anna).get("/members/").content.decode()
    assert "/members/bruno/invite/" not in page
    assert "You blocked <bdi>Bruno Verdi</bdi>." in page
    assert "/members/carla/invite/" in page
    assert "You blocked" not in client_for(bruno).get("/members/").content.decode()
    assert "/members/anna/invite/" in client_for(bruno).get("/members/").content.decode()


def test_an_undelivered_invitation_is_not_shown_on_the_card(anna, bruno, carla, client_for):
    invitation = invite(carla, anna)
    reception_of(invitation).delete()
    page = client_for(anna).get("/members/", {"q": "carla"}).content.decode()
    assert "/members/carla/invite/" in page
    assert invitation.get_absolute_url() not in page
