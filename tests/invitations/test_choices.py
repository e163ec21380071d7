"""The choices of a card, filled into what was made once, are the buttons and consequences that its actions give."""

import pytest
from django.urls.base import set_script_prefix
from django.utils import translation

from invitations.lists.choices import received_choices, sent_choices
from invitations.models import Invitation
from network.common.cards import macro
from tests.conftest import invite, reception_of
from tests.languages import LANGUAGES

NAMES = [
    ("Anna Ricci", "Anna"),
    ("Anna Ricci", "Nina"),
    ("آنا ریچی", "آنا"),
    ("100% <b>%(key)s", "%s"),
    ("Eva", ""),
]


def made_each_time(actions):
    return macro("parts", "choices")(actions), macro("parts", "consequences")(actions)


@pytest.fixture(params=LANGUAGES)
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture(params=NAMES)
def names(request, anna):
    anna.name, anna.short_name = request.param
    anna.save()


def test_of_received_cards(language, names, anna, bruno):
    reception = reception_of(invite(anna, bruno))
    for move in (lambda: None, reception.ignore, reception.say_unknown, reception.accept):
        move()
        assert received_choices(reception) == made_each_time(reception.actions_for(bruno))


@pytest.mark.parametrize("minutes", [0, 1, 10])
def test_of_received_cards_with_each_setting(anna, bruno, set_policy, minutes):
    set_policy(take_back_minutes=minutes)
    reception = reception_of(invite(anna, bruno))
    bruno.share_address = reception.member.share_address = not minutes
    reception.ignore()
    assert received_choices(reception) == made_each_time(reception.actions_for(bruno))


def test_of_sent_cards(language, names, anna, bruno, clock):
    sent = [invite(bruno, anna), Invitation(public_id="x", sender=bruno, address="eva@example.net")]
    sent[1].last_proposed_at = sent[0].last_proposed_at
    for _week in range(2):
        for invitation in sent:
            assert sent_choices(invitation) == made_each_time(invitation.actions_for(bruno))
        clock.move(days=8)


def test_urls_are_those_of_the_page_in_a_frame(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    plain = received_choices(reception)
    set_script_prefix("/as/bruno/")
    try:
        assert received_choices(reception).buttons == plain.buttons.replace('"/inv', '"/as/bruno/inv')
    finally:
        set_script_prefix("/")
