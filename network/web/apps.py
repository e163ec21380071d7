from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "network.web"
    label = "web"
