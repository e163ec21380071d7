"""Signals of members.

The worker uses what the receivers of `export_started`, `account_deletion_started`, `addresses_imported` and
`join_link_requested` return; the last one returns whether it has queued an e-mail.

| signal | sent by | arguments | received by | not sent when |
|---|---|---|---|---|
| connection_removed | Connection.objects.remove | remover, other | invitations.receivers.end_accepted_invitation | there was no connection |
| account_requested | AccountRequest.objects | account_request | network.members.receivers.enqueue_account_requests | – |
| account_email_written | AccountAdapter | member, address, language, content | notifications.receivers.queue_account_email | – |
| account_letter_held | LetterBudget, by the worker | member, address, kind, reason | notifications.receivers.record_held_account_letter | the letter leaves |
| application_decided | Application | application | network.members.receivers.email_about_application | – |
| join_link_requested | AccountRequest, by the worker | address, language | notifications.receivers.email_new_join_link | a member has the address |
| export_requested | Export | export | network.members.receivers.enqueue_exports | one is running, or the daily limit is reached |
| export_started | Export, by the worker | member | network.members.receivers.return_export_tables, invitations.receivers.return_export_tables, notifications.receivers.return_export_tables | – |
| export_finished | Export, by the worker | export | notifications.receivers.email_member_about_export | it was cancelled or failed |
| member_left | Member | member, opt_out | network.members.receivers.start_account_deletion | the account has left already |
| account_deletion_started | AccountDeletion, by the worker | member | invitations.receivers.return_erasure_steps, notifications.receivers.return_erasure_steps | – |
| addresses_imported | MemberImport, by the worker | addresses | invitations.receivers.return_unwanted_addresses | – |
| welcome_letters_due | ImportedPerson, by the worker | people | notifications.receivers.email_imported_people | they have joined, or staff have not pressed send |
| imported_person_joined | ImportedPerson | member, nonce | invitations.receivers.record_join_link_use | they joined without the link |
"""

from django.dispatch import Signal

connection_removed = Signal()
account_requested = Signal()
account_email_written = Signal()
account_letter_held = Signal()
application_decided = Signal()
join_link_requested = Signal()
export_requested = Signal()
export_started = Signal()
export_finished = Signal()
member_left = Signal()
account_deletion_started = Signal()
addresses_imported = Signal()
welcome_letters_due = Signal()
imported_person_joined = Signal()
