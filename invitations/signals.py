"""The signals of invitations. Each is sent once, inside the transaction of its cause; `verb_refused` after that was rolled back.

| signal | sent by | arguments | receivers | not sent, on purpose, if |
|---|---|---|---|---|
| invitation_sent | Invitation | delivery | invitations.receivers.enqueue_delivery | it crosses an open one, which is an acceptance |
| invitation_followed_up | Invitation | delivery | invitations.receivers.enqueue_delivery | – |
| message_sent | Invitation | delivery | invitations.receivers.enqueue_delivery | – |
| invitation_withdrawn | Invitation | delivery, event | invitations.receivers.enqueue_delivery, notifications.receivers.record_silence (R30) | – |
| invitation_closed | Invitation | delivery, event | invitations.receivers.enqueue_delivery, notifications.receivers.record_silence | – |
| invitation_ended | Invitation | event | notifications.receivers.record_silence | – |
| batch_started | Batch | batch | invitations.receivers.enqueue_batches | – |
| invitations_delivered | Reception | deliveries, told_lately | notifications.receivers.email_recipients_about_invitations | it is refused, held, or the address is wrong |
| follow_up_delivered | Reception | reception, delivery, told_lately | notifications.receivers.email_recipient_about_follow_up | it is refused (R25) |
| message_delivered | Reception | reception, delivery | notifications.receivers.email_recipient_about_message | it is refused |
| proposal_not_delivered | Delivery | delivery | notifications.receivers.record_undelivered_silence | it was delivered or merged |
| non_member_invited | JoinInvitation | delivery | notifications.receivers.email_non_member_about_invitation | the address or the pair is at its limit of e-mails, or the address has opted out |
| non_member_reminder_due | JoinInvitation | join_invitation | notifications.receivers.email_non_member_reminder | the address is at its limit of e-mails or has opted out |
| non_member_reminder_skipped | JoinInvitation | join_invitation, reason | notifications.receivers.record_skipped_reminder_to_join | the invitation is not open, or has reached a member |
| non_member_joined | JoinLinkUse | use | notifications.receivers.email_new_member_about_account | – |
| reminders_due | Reception | receptions | notifications.receivers.email_recipients_reminders | it is replied to, ignored or ended |
| reminders_skipped | Reception | receptions | notifications.receivers.record_skipped_reminders | the invitation is not open |
| invitation_accepted | Reception | invitation, event | invitations.receivers.enqueue_acceptance, notifications.receivers.email_sender_about_acceptance | – |
| invitation_replied | Reception | message | notifications.receivers.email_sender_about_reply | – |
| invitation_ignored | Reception | event | notifications.receivers.record_silence (R21) | – |
| invitation_restored | Reception | event | notifications.receivers.record_silence | – |
| invitation_refused | Reception | event | notifications.receivers.record_silence (R24) | – |
| invitation_reported | Reception, Report | event | notifications.receivers.record_silence (R24) | – |
| reply_reported | Invitation | event | notifications.receivers.record_silence | – |
| refusal_taken_back | Reception | event | notifications.receivers.record_silence | – |
| member_blocked | Block | block | invitations.receivers.enqueue_delivery, notifications.receivers.record_block_silence | – |
| member_unblocked | Block | block | notifications.receivers.record_block_silence | – |
| member_restricted | Allowance | allowance | notifications.receivers.email_member_about_restriction | – |
| restriction_lifted | Allowance | allowance | notifications.receivers.email_member_about_lifted_restriction | – |
| allowance_request_granted | AllowanceRequest | request | notifications.receivers.email_member_about_granted_request | staff grant more to a member who has not asked |
| allowance_request_declined | AllowanceRequest | request, restricted | notifications.receivers.email_member_about_declined_request | – |
| report_handled | Report | report, reporter | notifications.receivers.email_reporter_about_handled_report | somebody who is no member reported |
| verb_refused | PolicyLimit | kind, refusal | invitations.receivers.record_refused_verb | something else than a number of the policy refuses it |
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
invitations_delivered = Signal()
follow_up_delivered = Signal()
message_delivered = Signal()
proposal_not_delivered = Signal()
non_member_invited = Signal()
non_member_reminder_due = Signal()
non_member_reminder_skipped = Signal()
non_member_joined = Signal()
reminders_due = Signal()
reminders_skipped = Signal()
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
allowance_request_granted = Signal()
allowance_request_declined = Signal()
report_handled = Signal()
verb_refused = Signal()
allowance_requested = Signal()
