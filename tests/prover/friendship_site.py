"""A tiny site with the views of django-friendship, run by the interpreter of the peers (bench/peer.py).

`python friendship_site.py PORT FOLDER HANDLE…` makes these users, whose password is their handle, and serves until it is ended.
"""

from __future__ import annotations

import sys

import django
from django.conf import settings
from django.core.management import call_command

TEMPLATES = {"friendship/sign_in.html": "<form method=post>{% csrf_token %}{{ form }}</form>"}


def configure(folder: str) -> None:
    loaders = ["django.template.loaders.app_directories.Loader"]
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/friendship.sqlite3"}},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "friendship",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [*loaders, ("django.template.loaders.locmem.Loader", TEMPLATES)],
                "context_processors": [
                    "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                ],
            },
        }],
        ROOT_URLCONF=__name__, DEFAULT_AUTO_FIELD="django.db.models.AutoField", USE_TZ=True, ALLOWED_HOSTS=["*"],
        SECRET_KEY="only for a test", LOGIN_URL="/sign-in/", LOGIN_REDIRECT_URL="/users/",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
    )  # fmt: skip
    django.setup()
    call_command("migrate", verbosity=0)


def serve(port: int) -> None:
    from django.core.servers.basehttp import WSGIServer, run  # noqa: PLC0415  after `setup`, as all below
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    run("127.0.0.1", port, get_wsgi_application(), threading=True, server_cls=WSGIServer)


if __name__ == "__main__":
    configure(sys.argv[2])

    from django.contrib.auth.models import User
    from django.contrib.auth.views import LoginView
    from django.urls import include, path

    for handle in sys.argv[3:]:
        User.objects.create_user(handle, password=handle)
    urlpatterns = [
        path("sign-in/", LoginView.as_view(template_name="friendship/sign_in.html")),
        path("", include("friendship.urls")),
    ]
    serve(int(sys.argv[1]))
