"""The URLs of the project, and the pages that its figures are compared with."""

from django.urls import path

from bench import floor, tiny
from network.urls import *  # noqa: F403
from network.urls import urlpatterns as project_urlpatterns

urlpatterns = [
    path("bench/tiny/", tiny.tiny),
    path("bench/constant/", tiny.constant),
    path("bench/floor/", floor.inbox),
    *project_urlpatterns,
]
