"""A loop does not map memory at each call, however deep it stands on the call stack."""

import inspect
import resource
from importlib import import_module

from django.conf import settings

from network.common.call_stack import in_one_chunk

CALLS, DEPTHS = 200, 250


def faults_of_a_loop():
    """How many pages of memory a loop of calls was given."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(CALLS):
        str_of(1)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def str_of(number):
    return str(number)


def at_depth(depth, function):
    return function() if not depth else at_depth(depth - 1, function)


@in_one_chunk
def in_room(function):
    return function()


def test_no_depth_maps_memory_at_each_call():
    faults = [in_room(lambda depth=depth: at_depth(depth, faults_of_a_loop)) for depth in range(DEPTHS)]
    assert max(faults) < CALLS / 4


def test_the_outermost_middleware_has_room():
    module, _, name = settings.MIDDLEWARE[0].rpartition(".")
    middleware = getattr(import_module(module), name)
    assert inspect.getsource(middleware.__call__).lstrip().startswith("@in_one_chunk\n")
