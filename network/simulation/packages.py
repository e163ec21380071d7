"""Whether the packages of the extra `simulation` are installed; the rest of the product does without them."""

from importlib.util import find_spec

PACKAGES = ("simpy", "networkx", "matplotlib")
HOW = "Simulations need packages of their own: run python3 bin/environment.py requirements-simulation.txt."


def are_installed() -> bool:
    return all(find_spec(name) for name in PACKAGES)
