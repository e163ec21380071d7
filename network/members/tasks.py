from django_tasks import task

from network.members.accounts import account_requests
from network.members.privacy import erasure, export


@task()
def answer() -> int:
    """Answer everybody who waits at the door."""
    return account_requests.answer_all()


@task()
def write_copies() -> int:
    """Write every copy that was asked for."""
    return export.write_all()


@task()
def delete_accounts() -> int:
    """Do what is left to do for everybody who leaves."""
    return erasure.process_all()
