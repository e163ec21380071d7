"""Typed addresses in their canonical form. Of two open invitations of one sender to one mailbox the later one closes."""

from django.db import migrations

from network import clock
from network.common.canonical_columns import not_canonical


def rewrite(apps, schema_editor):
    invitation = apps.get_model("invitations", "Invitation")
    for row, address in not_canonical(invitation, "address"):
        same = invitation.objects.filter(sender=row.sender_id, address=address, status="open", recipient=None)
        if row.status == "open" and row.recipient_id is None and same.exists():
            invitation.objects.filter(pk=row.pk).update(status="closed", closed_at=clock.now())
        invitation.objects.filter(pk=row.pk).update(address=address)


class Migration(migrations.Migration):
    dependencies = [("invitations", "0001_baseline")]
    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
