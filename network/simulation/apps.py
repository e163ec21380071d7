from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "network.simulation"
    label = "simulation"
