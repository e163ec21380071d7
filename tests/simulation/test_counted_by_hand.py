"""Towns of three people and ten days, whose figures can be counted by hand."""

from dataclasses import replace
from functools import partial
from itertools import count

import pytest

from invitations.policy import Policy
from network.simulation import mail
from network.simulation.chance import Chance
from network.simulation.people import populate
from tests.simulation.towns import NOBODY, answerer, inviter, kind, measured, town

pytestmark = [pytest.mark.usefixtures("simulated", "all_know_each_other")]


def totals(result, measure):
    return {name: sum(numbers) for name, numbers in result[measure].items() if sum(numbers)}


def test_one_invites_two_who_accept():
    result = measured(town(inviter(), answerer("accept")))
    assert totals(result, "weekly") == {"sent": 2, "accepted": 2}
    assert totals(result, "mails") == {"invitation": 2, "accepted": 2}
    assert result["network"]["degrees"] == [0, 2, 1]
    assert result["network"]["connections"] == [2, 2]
    assert result["network"]["members"] == [3, 3]
    assert result["days_to_acceptance"][0] == 2
    assert result["headline"]["accepted_per_1000"] == 1000


def test_nobody_answers_so_a_reminder_goes_out_on_the_seventh_day():
    result = measured(town(inviter(), kind(share=2 / 3)))
    assert totals(result, "mails") == {"invitation": 2, "reminder": 2}
    assert totals(result, "weekly") == {"sent": 2}
    assert result["allowance"]["inviter"] == {"mean": 2, "most": 2, "limit": 0, "address_needed": 0}


def test_the_policy_of_the_town_is_in_force():
    result = measured(town(inviter(), kind(share=2 / 3), policy=Policy(reminder_days=(1, 2, 3, 4))))
    assert totals(result, "mails") == {"invitation": 2, "reminder": 8}


def test_the_allowance_of_the_town_is_in_force():
    result = measured(town(inviter(), kind(share=2 / 3), policy=Policy(allowance=1)))
    assert totals(result, "weekly") == {"sent": 1}
    assert result["allowance"]["inviter"]["limit"] >= 1


def test_a_follow_up_is_sent_when_the_policy_lets_them():
    result = measured(town(inviter(follow_up=1), kind(share=2 / 3), days=9))
    assert totals(result, "weekly") == {"sent": 2, "followed_up": 2}
    assert totals(result, "mails") == {"invitation": 2, "reminder": 2, "follow_up": 2}


def test_who_does_not_know_them_says_so_and_nothing_is_mailed_of_it():
    result = measured(town(inviter(), answerer("unknown")))
    assert totals(result, "weekly") == {"sent": 2, "ignored": 2, "refused": 2}
    assert totals(result, "mails") == {"invitation": 2}


def test_two_refusals_restrict_with_a_threshold_of_two():
    low = Policy(restriction_min=2, restriction_max=2)
    result = measured(town(inviter(spammer=True), answerer("unknown"), policy=low))
    assert [(each["kind"], each["spammer"]) for each in result["restricted"]] == [("inviter", True)]
    assert result["headline"]["share_of_spammers_caught"] == 1


def test_a_reply_is_answered():
    result = measured(town(inviter(answer=1), answerer("reply")))
    assert totals(result, "weekly") == {"sent": 2, "replied": 2}
    assert totals(result, "mails") == {"invitation": 2, "reply": 2, "message": 2}


@pytest.mark.parametrize(("answer", "event"), [("report", "reported"), ("ignore", "ignored")])
def test_other_answers(answer, event):
    assert totals(measured(town(inviter(), answerer(answer))), "weekly")[event] == 2


def test_who_blocks_is_reached_no_more():
    result = measured(town(inviter(follow_up=1), answerer("block")))
    assert result["undelivered"]["blocked"] == {"honest": 2, "spammers": 0}


def test_reminders_are_switched_off_after_the_first():
    off = kind(share=2 / 3, switch_off=1)
    result = measured(town(inviter(), off, days=20, policy=Policy(reminder_days=(1, 5, 9))))
    assert totals(result, "mails")["reminder"] == 2
    assert result["headline"]["switched_off"] == 2


def test_an_invitation_is_withdrawn():
    assert totals(measured(town(inviter(withdraw=1, withdraw_days=2), kind(share=2 / 3))), "weekly") == {
        "sent": 2, "withdrawn": 2,
    }  # fmt: skip


def test_who_is_no_member_joins_by_the_invitation():
    one_member = town(inviter(knows_address=1), answerer("accept", join=1), members=0.34)
    result = measured(one_member, seed=next(filter(partial(_inviter_alone_is_member, one_member), count())))
    assert totals(result, "mails") == {"join": 2, "accepted": 2}
    assert result["network"]["members"][-1] == 3
    assert result["network"]["connections"][-1] == 2


def _inviter_alone_is_member(one_member, seed):
    everybody = populate(one_member, Chance(seed))
    return [person.kind.name for person in everybody if person.joins_on == 0] == ["inviter"]


def test_a_list_has_addresses_that_nobody_has():
    lists = inviter(whom=replace(NOBODY, list=1), wrong_addresses=1, list_length=2, invites_a_week=2)
    result = measured(town(lists, kind(share=2 / 3)))
    sent = totals(result, "weekly")["sent"]
    assert totals(result, "mails")["join"] == sent > 0


def test_every_e_mail_went_to_the_counting_server():
    mail.sent.clear()
    result = measured(town(inviter(), answerer("accept")))
    assert dict(mail.sent) == totals(result, "mails")
