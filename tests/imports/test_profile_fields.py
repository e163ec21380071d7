"""Profile fields as columns of a file, until its people join, and out again."""

import csv
import io

import pytest

from network.members.imports.job import process_chunk
from network.members.models import ImportedPerson, Member, ProfileField
from tests.imports.conftest import NINA, bring_in, check, link_in, outcomes, person, send_letters
from tests.imports.test_welcome import FORM
from tests.members.fields import give, make_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(db):
    field = make_field(kind="year")
    field.labels |= {"it": "Classe di diploma"}
    field.save()
    return field


def roll(value, heading="Class of"):
    return f"name,e-mail,{heading}\nNina Nuova,{NINA},{value}\n"


def nina():
    return Member.objects.get(email=NINA)


@pytest.mark.parametrize("heading", ["Class of", "class OF", "Classe di diploma"])
def test_a_column_is_found_by_the_label_in_any_language(year, heading):
    run = bring_in(roll("1998", heading))
    assert (run.unused_columns, year.value_of(person())) == ([], "1998")


def test_the_label_of_a_field_comes_before_the_columns_of_the_code(db):
    place = make_field("Place", kind="choice", choices=["Turin", "Milan"])
    bring_in(roll("turin", "Place"))
    assert (place.value_of(person()), person().location) == ("Turin", "")


def test_a_hidden_field_is_not_imported(year):
    year.is_hidden = True
    year.save()
    assert check(roll("1998")).unused_columns == ["Class of"]


def test_a_bad_value_is_named(year):
    ((number, outcome, reason),) = outcomes(check(roll("98")))
    assert (number, outcome) == (2, "skipped")
    assert reason == "Class of: Enter a year between 1800 and 2200, such as 1998."


def test_the_letter_leads_to_a_form_that_shows_and_corrects_the_value(year, client):
    bring_in(roll("1998"))
    link = link_in(send_letters()[-1])
    assert 'value="1998"' in client.get(link).content.decode()
    client.post(link, FORM | {f"field-{year.pk}-members": "1999"})
    assert year.value_of(nina()) == "1999"


def test_what_the_form_does_not_ask_for_stays_as_it_was_imported(year, client):
    bring_in(roll("1998"))
    link = link_in(send_letters()[-1])
    year.is_hidden = True
    year.save()
    client.post(link, FORM)
    assert year.value_of(nina()) == "1998"


def test_a_required_field_does_not_keep_anybody_out(db, client):
    make_field(is_required=True)
    bring_in(roll(""))
    client.post(link_in(send_letters()[-1]), FORM)
    assert nina()


def test_of_a_member_only_an_unchanged_value_is_updated(year):
    bring_in(roll("1998"))
    member = Member.objects.create_user(NINA, name="Nina Nuova")
    give(member, year, "1998")
    assert bring_in(roll("1999")).counts == {"update": 1}
    assert year.value_of(nina()) == "1999"
    give(member, year, "2000")
    assert bring_in(roll("2001")).counts == {"unchanged": 1}
    assert year.value_of(nina()) == "2000"


def test_a_new_column_reaches_who_has_joined_and_left_it_empty(year):
    bring_in(f"name,e-mail\nNina Nuova,{NINA}\n")
    Member.objects.create_user(NINA, name="Nina Nuova")
    assert bring_in(roll("1998")).counts == {"update": 1}
    assert year.value_of(nina()) == "1998"


def test_deleting_a_field_deletes_what_was_imported(year):
    bring_in(roll("1998"))
    assert year.values_count() == 1
    year.delete()
    assert person().field_1 is None


def test_the_next_field_never_gets_values_of_a_deleted_one_that_were_checked(year):
    run = check(roll("1998"))
    year.delete()
    other = make_field("Section")
    assert other.column == "field_1"
    run.begin()
    process_chunk(run.pk)
    assert (person().name, other.value_of(person())) == ("Nina Nuova", "")


def test_a_value_that_a_changed_field_does_not_admit_is_left_out(year):
    run = check(roll("1998"))
    ProfileField.objects.filter(pk=year.pk).update(kind="link")
    run.begin()
    process_chunk(run.pk)
    assert person().field_1 is None


def test_a_change_of_the_field_converts_what_waits(year):
    bring_in(roll("1998"))
    year.kind, year.choices = "choice", ["1997"]
    assert (year.lost_count(), year.save_and_convert()) == (1, 1)
    assert person().field_1 is None


def test_the_audience_of_values_that_nobody_has_accepted_yet_may_widen(db):
    field = make_field(visible_to="staff")
    bring_in(roll("1998"))
    field.visible_to = "members"
    field.clean()


def test_the_number_of_queries_does_not_grow_with_fields(year, django_assert_max_num_queries):
    for label in ("Section", "Room"):
        make_field(label)
    run = check(
        "name,e-mail,Class of,Section,Room\n" + "".join(f"N,n{n}@example.org,1998,a,b\n" for n in range(50))
    )
    run.begin()
    with django_assert_max_num_queries(16):
        process_chunk(run.pk)
    assert ImportedPerson.objects.filter(field_1="1998", field_3="b").count() == 50


def test_what_the_members_list_exports_can_be_imported_again(year, admin_client):
    link, member = (
        make_field("Page", kind="link"),
        Member.objects.create_user(NINA, name="Nina Nuova", headline="+1"),
    )
    give(member, year, "1998")
    give(member, link, "https://example.org/nina")
    data = {"action": "export_csv", "_selected_action": [member.pk]}
    text = b"".join(admin_client.post("/admin/members/member/", data).streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["Class of"], row["Page"], row["headline"]) == ("1998", "https://example.org/nina", "'+1")
    member.delete()
    assert bring_in(text).counts == {"new": 1}
    assert (person().field_1, person().field_2, person().headline) == (
        "1998",
        "https://example.org/nina",
        "+1",
    )
