"""Looking people up in the directory and among connections, and the order of the latter."""

import pytest

from invitations.models import Block
from network.common.text import normalize_search
from network.members.models import Connection, Member
from tests.conftest import invite, reception_of
from tests.factories import MemberFactory


@pytest.fixture
def people(anna, clock):
    """Anna's connections, the oldest first; Zoë has said the most."""
    made = [
        MemberFactory(name="Zoë Ångström", handle="zoe", headline="Bookbinder", location="Orléans"),
        MemberFactory(name="ليلى الحدّاد", handle="layla", headline="خطّاطة"),
        MemberFactory(name="Юлия Белова", handle="julia", location="София"),
    ]
    for person in made:
        Connection.objects.connect(anna, person)
        clock.move(days=1)
    return made


def found(page) -> list[str]:
    cards = page.context.get("cards")
    return (
        [card["person"].handle for card in cards]
        if cards
        else [edge.other.handle for edge in page.context["connections"]]
    )


WORDS = [
    ("zoe", ["zoe"]), ("ZOË orleans", ["zoe"]), ("angstrom book", ["zoe"]), ("الحداد", ["layla"]),
    ("белова СОФИЯ", ["julia"]), ("zoe sofia", []), ("%", []), ("_", []), ("\\", []), ("a" * 300, []),
    ("\u0301", []), ("\u0301 \u0651", []),
]  # fmt: skip


@pytest.mark.parametrize(("words", "handles"), WORDS)
@pytest.mark.parametrize("path", ["/members/", "/connections/", "/members/anna/connections/"])
def test_every_word_is_found_without_case_accents_and_vowel_signs(
    people, anna, client_for, path, words, handles
):
    answer = client_for(anna).get(path, {"q": words})
    assert (answer.status_code, found(answer) if handles else answer.context.get("cards") or []) == (
        200,
        handles,
    )
    assert handles or "Nobody found" in answer.content.decode()


@pytest.mark.parametrize(
    "bad", ["\x00", "\ud800".encode("utf-8", "surrogatepass"), "é" * 1_000_000, "\u202e"]
)
@pytest.mark.parametrize("path", ["/members/", "/connections/", "/members/anna/connections/"])
def test_whatever_is_typed_is_answered(people, anna, client_for, path, bad):
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
def test_the_order_of_connections(people, anna, client_for, path, sort, handles):
    assert found(client_for(anna).get(path, {"sort": sort})) == handles


@pytest.mark.parametrize("sort", ["newest", "oldest", "name"])
def test_search_and_order_outlive_the_page(anna, client_for, sort, clock):
    for n in range(45):
        Connection.objects.connect(
            anna, MemberFactory(name=f"Friend {n % 7}", headline="Potter" * (n % 9 > 0))
        )
        clock.move(seconds=n % 2)
    browser, url, seen = client_for(anna), f"/connections/?q=potter&sort={sort}", []
    while url:
        page = browser.get(url)
        seen += found(page)
        url = (
            f"/connections/?q=potter&sort={sort}&after={page.context['next']}" if page.context["next"] else ""
        )
    assert (len(seen), len(set(seen))) == (40, 40)
    assert f'name="sort" value="{sort}"' in page.content.decode() or sort == "newest"


def test_a_search_finds_what_was_written_last(anna, bruno, client_for):
    client_for(anna).post("/settings/profile/", {"name": "Änne Ricci", "headline": "", "location": "Modena"})
    assert found(client_for(bruno).get("/members/", {"q": "anne modena"})) == ["anna"]
    Member.objects.get(pk=anna.pk).save(update_fields=["language"])
    assert Member.objects.get(pk=anna.pk).search_text == normalize_search("Änne Ricci  Modena")


def test_removing_from_the_list_says_what_it_does_before_the_click(people, anna, client_for):
    page = client_for(anna).get("/connections/").content.decode()
    assert page.count("to invite you, <bdi>Zoë</bdi> will need your e-mail address") == 1
    assert 'formaction="/connections/zoe/remove/"' in page
    assert 'id="remove-zoe"' in page


def test_the_one_right_action_on_each_card(anna, bruno, carla, client_for):
    sent, came = invite(anna, bruno), invite(carla, anna)
    dora, elio = (
        MemberFactory(name="Dora Neri", handle="dora"),
        MemberFactory(name="Elio Neri", handle="elio"),
    )
    Connection.objects.connect(anna, elio)
    page = client_for(anna).get("/members/").content.decode()
    actions = {person.handle: page.partition(f"/members/{person.handle}/")[2].partition("</li>")[0]
               for person in (bruno, carla, dora, elio)}  # fmt: skip
    assert sent.get_absolute_url() in actions["bruno"]
    assert came.get_absolute_url() in actions["carla"]
    assert "/members/dora/invite/" in actions["dora"]
    assert "button" not in actions["elio"]


def test_whom_one_blocks_is_said_to_be_blocked_on_the_card(anna, bruno, carla, client_for):
    for person in (bruno, carla):
        Block.objects.block(anna, person)
    Block.objects.unblock(anna, carla)
    page = client_for(anna).get("/members/").content.decode()
    assert "/members/bruno/invite/" not in page
    assert "You blocked <bdi>Bruno Verdi</bdi>." in page
    assert "/members/carla/invite/" in page
    assert "You blocked" not in client_for(bruno).get("/members/").content.decode()
    assert "/members/anna/invite/" in client_for(bruno).get("/members/").content.decode()


def test_an_invitation_that_never_came_is_no_action(anna, bruno, carla, client_for):
    invitation = invite(carla, anna)
    reception_of(invitation).delete()
    page = client_for(anna).get("/members/", {"q": "carla"}).content.decode()
    assert "/members/carla/invite/" in page
    assert invitation.get_absolute_url() not in page
