"""What invitations announce: each signal once, in the past tense, inside the transaction of its cause.

| signal | sent by | arguments | heard by | deliberately not sent when |
|---|---|---|---|---|
| invitation_sent | Invitation | delivery | invitations.receivers.let_the_worker_deliver | it crosses an open one: that is an acceptance |
| invitation_followed_up | Invitation | delivery | invitations.receivers.let_the_worker_deliver | – |
| message_sent | Invitation | delivery | invitations.receivers.let_the_worker_deliver | – |
| invitation_withdrawn | Invitation | delivery, event | invitations.receivers.let_the_worker_deliver, notifications.receivers.record_silence (R30) | – |
| invitation_closed | Invitation | delivery, event | invitations.receivers.let_the_worker_deliver, notifications.receivers.record_silence | – |
| invitation_ended | Invitation | event | notifications.receivers.record_silence | – |
| batch_started | Batch | batch | invitations.receivers.let_the_worker_send | – |
| invitation_delivered | Reception | reception, delivery | notifications.receivers.tell_the_recipient_they_are_invited | refused before, wrong address, held |
| follow_up_delivered | Reception | reception, delivery | notifications.receivers.tell_the_recipient_of_the_follow_up | refused (R25) |
| message_delivered | Reception | reception, delivery | notifications.receivers.tell_the_recipient_of_the_message | refused |
| proposal_not_delivered | Delivery | delivery | notifications.receivers.record_undelivered_silence | it was delivered or joined |
| non_member_invited | JoinInvitation | delivery | notifications.receivers.ask_the_newcomer_to_join | the address has had enough, or never wants to be written to |
| non_member_reminder_due | JoinInvitation | join_invitation | notifications.receivers.remind_the_newcomer | 〃 |
| reminders_due | Reception | receptions | notifications.receivers.remind_the_recipients | replied, ignored, ended |
| invitation_accepted | Reception | invitation, event | notifications.receivers.tell_the_sender_they_are_connected | – |
| invitation_replied | Reception | message | notifications.receivers.tell_the_sender_of_the_reply | – |
| invitation_ignored | Reception | event | notifications.receivers.record_silence (R21) | – |
| invitation_restored | Reception | event | notifications.receivers.record_silence | – |
| invitation_refused | Reception | event | notifications.receivers.record_silence (R24) | – |
| invitation_reported | Reception | event | notifications.receivers.record_silence (R24) | – |
| reply_reported | Invitation | event | notifications.receivers.record_silence | – |
| refusal_taken_back | Reception | event | notifications.receivers.record_silence | – |
| member_blocked | Block | block | invitations.receivers.let_the_worker_deliver, notifications.receivers.record_block_silence | – |
| member_unblocked | Block | block | notifications.receivers.record_block_silence | – |
| member_restricted | Allowance | allowance | notifications.receivers.tell_them_they_are_restricted | – |
| restriction_lifted | Allowance | allowance | notifications.receivers.tell_them_it_is_lifted | – |
| allowance_requested | AllowanceRequest | request | nobody, on purpose: staff read the queue in the admin | – |
"""

from django.dispatch import Signal

invitation_sent = Signal()
invitation_followed_up = Signal()
message_sent = Signal()
invitation_withdrawn = Signal()
invitation_closed = Signal()
invitation_ended = Signal()
batch_started = Signal()
invitation_delivered = Signal()
follow_up_delivered = Signal()
message_delivered = Signal()
proposal_not_delivered = Signal()
non_member_invited = Signal()
non_member_reminder_due = Signal()
reminders_due = Signal()
invitation_accepted = Signal()
invitation_replied = Signal()
invitation_ignored = Signal()
invitation_restored = Signal()
invitation_refused = Signal()
invitation_reported = Signal()
reply_reported = Signal()
refusal_taken_back = Signal()
member_blocked = Signal()
member_unblocked = Signal()
member_restricted = Signal()
restriction_lifted = Signal()
allowance_requested = Signal()
