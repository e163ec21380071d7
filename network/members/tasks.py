from django_tasks import task

from network.members import exporting, leaving


@task()
def write_copies() -> int:
    """Write every copy that was asked for."""
    return exporting.write_all()


@task()
def see_off() -> int:
    """Do what is left to do for everybody who leaves."""
    return leaving.see_all_off()
