"""What each line of a file does, and why one does nothing."""

import pytest

from invitations.models import NonMember
from network.members.imports.roll import UnusableFile
from network.members.models import ImportedPerson, Member
from tests.conftest import work
from tests.factories import MemberFactory
from tests.imports.conftest import HEADER, NINA, ROLL, bring_in, check, outcomes, person

pytestmark = pytest.mark.django_db


def reason_of(line: str) -> str:
    ((number, outcome, reason),) = outcomes(check(HEADER + line))
    assert (number, outcome) == (2, "skipped")
    return reason


def test_a_new_line_is_new_and_nobody_is_imported_before_staff_say_so():
    assert outcomes(check(ROLL)) == [(2, "new", "")]
    assert person() is None


def test_an_imported_person_has_what_the_line_says_and_is_no_member():
    bring_in(ROLL)
    row = person()
    assert (row.name, row.handle, row.headline, row.location, row.language) == (
        "Nina Nuova", "nina", "Restorer of paper", "Turin", "it",
    )  # fmt: skip
    assert not Member.objects.filter(name="Nina Nuova").exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Nina,nina@@example.org", "e-mail address"),
        ("Nina,", "There is no e-mail address."),
        (",nina@example.org", "There is no name."),
        ("Ni\x00na,nina@example.org", "name: "),
        ("Nina,nina\x00@example.org", "e-mail address: "),
        ("Win at https://evil.example,nina@example.org", "name: "),
        ("Nina,nina@example.org,admin", "handle: This handle is reserved"),
        ("Nina,nina@example.org,a_b", "handle: "),
        (f"Nina,nina@example.org,,{'x' * 121}", "headline: "),
        ("Nina,nina@example.org,,,,Klingon", "language: The site has no language “Klingon”."),
        ('"Nina,nina@example.org', "This line can’t be read."),
        ("x" * 1_000_000 + ",nina@example.org", "This line can’t be read."),
    ],
)
def test_a_bad_line_is_named(line, reason):
    assert reason in reason_of(line)


def test_a_name_may_stand_in_two_columns():
    bring_in(f"Vorname;Nachname;E-Mail\nNina;Nuova;{NINA}\n")
    assert person().name == "Nina Nuova"


def test_columns_that_are_not_used_are_named():
    run = check(f"name,e-mail,shoe size,e-mail 2\nNina,{NINA},38,x@example.org\n")
    assert run.unused_columns == ["shoe size", "e-mail 2"]


@pytest.mark.parametrize("text", ["", "\n\n", "name,place\nNina,Turin\n", "e-mail\nnina@example.org\n"])
def test_a_file_without_addresses_or_names_is_refused(text):
    with pytest.raises(UnusableFile, match="No column"):
        check(text)


def test_the_second_of_two_spellings_of_an_address_is_skipped():
    run = check("name,e-mail\nNina,nina@example.org\nNina,NINA@Example.ORG\n")
    assert outcomes(run) == [(2, "new", ""), (3, "skipped", "The same address is on line 2.")]


def test_the_second_with_a_handle_is_skipped():
    run = check("name,e-mail,handle\nNina,nina@example.org,nina\nNino,nino@example.org,Nina\n")
    assert outcomes(run)[1] == (3, "skipped", "The same handle is on line 2.")


def test_the_handle_of_a_member_is_not_given_away():
    MemberFactory(handle="nina")
    assert reason_of(f"Nina,{NINA},nina") == "Somebody else has the handle “nina”."


def test_who_left_is_not_resurrected_before_and_after_the_deletion_of_the_data():

    member = Member.objects.create_user(NINA, name="Nina Nuova")
    member.leave()
    assert reason_of(f"Nina,{NINA}") == "This person has left the site."
    work()
    assert reason_of(f"Nina,{NINA}") == "This person has left the site."
    assert reason_of("Nina,nina+x@example.org") == "This person has left the site."


def test_who_said_never_is_not_imported():
    NonMember.objects.lock(NINA).opt_out()
    assert reason_of(f"Nina,{NINA}") == "This person asked never to be written to."


def test_a_member_is_left_as_they_are():
    Member.objects.create_user(NINA, name="Nina Nuova")
    run = bring_in(ROLL)
    assert run.counts == {"unchanged": 1}
    assert not ImportedPerson.objects.exists()


def test_a_deactivated_member_is_skipped():
    Member.objects.create_user(NINA, name="Nina Nuova", is_active=False)
    assert reason_of(f"Nina,{NINA}") == "This account is deactivated."
