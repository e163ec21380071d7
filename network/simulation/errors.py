class SimulationFailed(Exception):
    """The process ended with an error; the text is what it wrote last."""


class SimulationStopped(Exception):
    """The process was ended because nobody wants its result any more."""
