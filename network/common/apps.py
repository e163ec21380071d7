from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "network.common"
    label = "common"
