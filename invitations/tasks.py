from django_tasks import task

from invitations.worker import batches, delivery


@task()
def deliver() -> int:
    """Settle blocks and decide every waiting delivery."""
    return delivery.deliver_all()


@task()
def claim(address: str) -> int:
    """Deliver what was held for an address that a member has just verified."""
    return delivery.claim(address)


@task()
def send_batches() -> int:
    """Send the waiting lines of every running batch."""
    return batches.job.run()
