import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402

from network.common import migrations  # noqa: E402

migrations.exit_on_mismatch()
if settings.WORKER == "thread":
    from network.common import worker

    worker.start()
