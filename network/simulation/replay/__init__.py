"""Decides a site's own history again under other numbers (docs/replay.md). It reads, and never writes."""

from network.simulation.replay.result import ReplayResult
from network.simulation.replay.run import ReplayCancelled, replay

__all__ = ["ReplayCancelled", "ReplayResult", "replay"]
