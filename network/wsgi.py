import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402

from network.common import migrations  # noqa: E402
from network.common.charset import Handler  # noqa: E402

application = Handler()

migrations.exit_on_mismatch()
if settings.WORKER == "thread":
    from network.common import worker

    worker.start()
