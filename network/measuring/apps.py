from django.apps import AppConfig


class MeasuringConfig(AppConfig):
    name = "network.measuring"
    label = "measuring"
