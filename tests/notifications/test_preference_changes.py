"""Each switch of the e-mail preferences that is turned leaves a row."""

from notifications.models import EmailPreferences, PreferenceChange
from notifications.tokens import unsubscribe_token


def changes() -> list[tuple]:
    return list(PreferenceChange.objects.values_list("member", "switch", "old", "new"))


def test_the_page_records_what_it_changes(bruno, client_for):
    data = {"invitations": "on", "acceptances": "on", "replies": "on", "none": "on"}
    client_for(bruno).post("/settings/email/", data)
    assert changes() == [(bruno.pk, "reminders", True, False), (bruno.pk, "none", False, True)]


def test_the_link_of_an_e_mail_records_it_once(bruno, client_for):
    for _ in range(2):
        client_for().post(f"/u/{unsubscribe_token(bruno.pk, 'reminders')}/")
    assert changes() == [(bruno.pk, "reminders", True, False)]
    assert not EmailPreferences.objects.get(member=bruno).reminders


def test_saving_what_was_there_records_nothing(bruno):
    row = EmailPreferences.objects.get(member=bruno)
    row.save()
    row.replies = False
    row.save()
    row.save()
    assert changes() == [(bruno.pk, "replies", True, False)]
    assert str(PreferenceChange.objects.get()) == "Bruno Verdi · replies"
