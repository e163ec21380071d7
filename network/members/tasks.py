from django_tasks import task

from network.members.accounts import account_requests
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
