from django.apps import AppConfig


class MeasuringConfig(AppConfig):
    name = "network.loadtest"
    label = "measuring"
