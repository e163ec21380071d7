from django_tasks import task

from network.members import answering, exporting, leaving


@task()
def answer() -> int:
    """Answer everybody who waits at the door."""
    return answering.answer_all()


@task()
def write_copies() -> int:
    """Write every copy that was asked for."""
    return exporting.write_all()


@task()
def see_off() -> int:
    """Do what is left to do for everybody who leaves."""
    return leaving.see_all_off()
