"""The one exception of the prover."""


class CannotProve(Exception):
    """The site or its description does not let the prover go on; the message is one sentence."""
