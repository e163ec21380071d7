"""Staff bring members in: file, preview, import, letters, and the export as CSV."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from network.members.models import ImportedPerson, Member, MemberImport
from tests.admin.conftest import list_url, page_url
from tests.conftest import mails, tick, work
from tests.imports.conftest import NINA, ROLL, bring_in

ADD = "/admin/members/memberimport/add/"


def upload(content: str):
    return {"file": SimpleUploadedFile("roll.csv", content.encode())}


def test_from_the_file_to_the_letter(staff, act):
    staff.post(ADD, upload(ROLL + "Nino,nino@@example.org\n"))
    work()
    run = MemberImport.objects.get()
    assert "new: 1, skipped: 1" in staff.get(page_url(run)).content.decode()
    act("begin", run)
    work()
    assert mails(NINA) == []
    act("send_letters", ImportedPerson.objects.get())
    tick()
    work()
    assert len(mails(NINA)) == 1


def test_a_file_without_addresses_is_named(staff):
    response = staff.post(ADD, upload("name\nNina\n"))
    assert (response.status_code, MemberImport.objects.count()) == (200, 0)
    assert "No column of the first line" in response.content.decode()


def test_lines_and_people_are_listed(staff):
    run = bring_in(ROLL)
    for row in (run, ImportedPerson.objects.get()):
        assert staff.get(list_url(type(row))).status_code == 200
        assert staff.get(page_url(row)).status_code == 200
    assert staff.get(reverse("admin:members_importline_changelist")).status_code == 200


def test_without_the_right_nobody_imports_writes_or_exports(viewer):
    bring_in(ROLL)
    browser = viewer("view_member", "view_importedperson", "view_memberimport")
    assert browser.post(ADD, upload(ROLL)).status_code == 403
    for model, action in ((ImportedPerson, "send_letters"), (Member, "export_csv")):
        keys = [row.pk for row in model.objects.all()]
        browser.post(list_url(model), {"action": action, "_selected_action": keys})
    assert not ImportedPerson.objects.filter(letter_wanted=True).exists()


def test_members_leave_as_csv_without_formulas(staff, db):
    member = Member.objects.create_user("eva@example.org", name="Eva", headline="=1+1")
    response = staff.post(list_url(Member), {"action": "export_csv", "_selected_action": [member.pk]})
    text = b"".join(response.streaming_content).decode()
    assert response.streaming
    assert "Eva,eva@example.org,eva" in text
    assert ",'=1+1," in text


pytestmark = pytest.mark.django_db
