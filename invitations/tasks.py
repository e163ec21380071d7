from allauth.account.models import EmailAddress
from django_tasks import task

from invitations.worker import batches, delivery
from network.common import queue


@task()
def deliver() -> int:
    """Settle blocks and decide every waiting delivery."""
    queue.absorb(deliver)
    return delivery.deliver_all()


@task()
def claim(email_address: int) -> int:
    """Deliver what was held for an address that a member has just verified, given by the key of its row."""
    rows = EmailAddress.objects.filter(pk=email_address, verified=True)
    return sum(delivery.claim(row.email) for row in rows)


@task()
def send_batches() -> int:
    """Send the waiting lines of every running batch."""
    return batches.job.run()
