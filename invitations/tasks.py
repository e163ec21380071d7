from django_tasks import task

from invitations import delivering


@task()
def deliver() -> int:
    """Work off every delivery that waits."""
    return delivering.deliver_all()
