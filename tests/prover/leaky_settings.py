"""The settings of the product, with a middleware that tells what the file of LEAK_FILE names."""

from network.settings import *  # noqa: F403
from network.settings import MIDDLEWARE as OF_THE_PRODUCT

AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
BEFORE = OF_THE_PRODUCT.index(AUTHENTICATION) + 1
MIDDLEWARE = [
    *OF_THE_PRODUCT[:BEFORE],
    "tests.prover.leaky_middleware.LeakMiddleware",
    *OF_THE_PRODUCT[BEFORE:],
]
