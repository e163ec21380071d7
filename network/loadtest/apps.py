from django.apps import AppConfig


class LoadTestConfig(AppConfig):
    name = "network.loadtest"
    label = "loadtest"
