"""One mailbox, one account: the first account that verified an address keeps it."""

from django.db import migrations

from network.common.canonical_columns import not_canonical, rewrite_addresses


def rewrite(apps, schema_editor):
    email_address = apps.get_model("account", "EmailAddress")
    member = apps.get_model("members", "Member")
    for row, address in not_canonical(email_address, "email"):
        rewrite_email_address(email_address, row, address)
    for row, address in not_canonical(member, "email"):
        rewrite_member(member, row, address, email_address.objects.filter(email=address, verified=True).first())
    rewrite_addresses(apps.get_model("members", "AccountRequest"), "address")


def rewrite_member(member, row, address, verified):
    """Whoever has verified the mailbox has it as their address; another account with it gets one that leads nowhere."""
    other = member.objects.filter(email=address).first()
    loser = other if other and verified and verified.user_id == row.pk else row
    if other:
        member.objects.filter(pk=loser.pk).update(email=f"{loser.handle}@lost.invalid")
        print(f"\n    {loser.handle}: {address} belongs to another account.")
    if loser != row or not other:
        member.objects.filter(pk=row.pk).update(email=address)


def rewrite_email_address(email_address, row, address):
    """The earlier of two verified rows keeps the address as verified; of two rows of one account one is deleted."""
    same = email_address.objects.filter(email=address)
    if own := same.filter(user=row.user_id).first():
        own.verified, own.primary = own.verified or row.verified, own.primary or row.primary
        row.delete()
        own.save()
        return
    if other := same.filter(verified=True).first():
        loser = row if other.pk < row.pk else other
        email_address.objects.filter(pk=loser.pk).update(verified=False)
    verified = email_address.objects.get(pk=row.pk).verified
    email_address.objects.filter(pk=row.pk).update(email=address, verified=verified)


class Migration(migrations.Migration):
    dependencies = [("members", "0001_baseline"), ("account", "0009_emailaddress_unique_primary_email")]
    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
