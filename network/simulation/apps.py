from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SimulationConfig(AppConfig):
    name = "network.simulation"
    label = "simulation"
    verbose_name = _("Policy lab")

    def ready(self) -> None:
        from network.common import jobs  # noqa: PLC0415
        from network.simulation.models import Experiment  # noqa: PLC0415

        jobs.register_pruning(Experiment.objects.prune)
