from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvitationsConfig(AppConfig):
    name = "invitations"
    verbose_name = _("Invitations")

    def ready(self) -> None:
        from invitations import receivers  # noqa: F401, PLC0415
        from invitations.models import JoinLinkUse, PolicyChange, RecentVerbs  # noqa: PLC0415
        from invitations.worker import batches, blocks, delivery, non_members, schedule  # noqa: PLC0415
        from network.common import jobs  # noqa: PLC0415

        for module in (batches, blocks, delivery):
            jobs.register(module.job)
        jobs.register_tick_step(PolicyChange.notice)
        jobs.register_tick_step(schedule.run_daily, "restricted")
        # Closing comes before reminding, so that no reminder is sent for an invitation that closes in the same run.
        jobs.register_tick_step(schedule.close_expired, "closed")
        jobs.register_tick_step(schedule.remind, "reminders")
        jobs.register_tick_step(non_members.remind, "reminders")
        jobs.register_tick_step(delivery.release_held)
        jobs.register_pruning(JoinLinkUse.objects.prune)
        jobs.register_pruning(RecentVerbs.objects.prune)
        jobs.register_pruning(batches.prune)
        jobs.register_pruning(schedule.delete_old_addresses)
