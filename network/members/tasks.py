from django_tasks import task

from network.members import answering


@task()
def answer() -> int:
    """Answer everybody who waits at the door."""
    return answering.answer_all()
