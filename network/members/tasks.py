from django_tasks import task

from network.common.queue import absorb
from network.members.accounts import account_requests
from network.members.imports import job as imports
from network.members.privacy import erasure, export


@task()
def answer_account_requests() -> int:
    """Answer pending sign-ups, password resets and requests for a link to join."""
    return account_requests.job.run()


@task()
def write_exports() -> int:
    """Write every requested export."""
    return export.job.run()


@task()
def delete_accounts() -> int:
    """Delete the data of members who have deleted their account."""
    return erasure.job.run()


@task()
def import_members() -> int:
    """Check or import the next lines of every import."""
    absorb(import_members)
    return imports.job.run()


@task()
def queue_welcome_letters() -> int:
    """Queue the next welcome letters."""
    return imports.letter_job.run()
