"""Pages of members are read from the replica; never a verb, nor a member's pages shortly after a POST of theirs."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from network.common import replica
from network.members.models import Member

ROUTER = replica.ReplicaRouter()
SENT = reverse("invitations:sent")


@pytest.fixture(autouse=True)
def monitor(monkeypatch):
    """A replica that follows the primary; `monitor.positions` are those of the logs."""

    class Monitor(replica.Monitor):
        positions = {"default": 7, "replica": 7}

    monitor = Monitor()
    monkeypatch.setattr(replica, "monitor", monitor)
    monkeypatch.setattr(replica, "_position", lambda alias, query: monitor.positions[alias])
    monkeypatch.setattr(replica, "connections", {"replica": Outside(), "default": Outside()})
    return monitor


class Outside:
    """A connection outside the transaction of the test, which must not be closed."""

    in_atomic_block = False

    def close(self):
        pass


@pytest.fixture
def seconds(monkeypatch):
    """`seconds[0]` is the time of the process."""
    now = [1000.0]
    monkeypatch.setattr(replica, "monotonic", lambda: now[0])
    return now


def ask(member, path=SENT, method="GET", cookies=None, view=None):
    """The response, whose text is the database from which the view reads members."""

    def read(request, *args, **kwargs):
        return HttpResponse(ROUTER.db_for_read(Member) or "default")

    request = getattr(RequestFactory(), method.lower())(path)
    request.user, request.resolver_match = member, resolve(path)
    request.resolver_match.func = read
    request.COOKIES |= cookies or {}

    def respond(request):
        middleware.process_view(request, view or read, (), {})
        return read(request)

    middleware = replica.ReplicaMiddleware(respond)
    return middleware(request)


def source(*arguments, **options):
    return ask(*arguments, **options).content.decode()


def email_link(request):
    raise AssertionError


email_link.login_required = False


def test_a_page_of_a_member_is_read_from_the_replica(anna):
    assert source(anna) == source(anna, "/") == source(anna, "/members/") == "replica"


def test_everything_else_is_read_from_the_primary(anna):
    others = [
        source(AnonymousUser(), "/"),
        source(anna, "/readyz"),
        source(anna, "/admin/"),
        source(anna, view=email_link),
    ]
    assert [*others, source(anna, method="POST")] == ["default"] * 5
    assert ROUTER.db_for_read(Member) is None


def test_after_a_post_the_primary_answers_in_every_browser(anna, bruno):
    response = ask(anna, method="POST")
    assert (response.cookies["posted"]["max-age"], source(anna), source(bruno)) == (5, "default", "replica")
    assert source(bruno, cookies={"posted": "1"}) == "default"


def test_after_a_move_without_signing_in_the_primary_answers(
    anna, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(replica, "settings", SimpleNamespace(DATABASES={"replica": {}}))
    with django_capture_on_commit_callbacks(execute=True):
        replica.pin_after_commit(anna.pk)
    assert source(anna) == "default"


def test_without_a_replica_a_move_pins_nobody(anna, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        replica.pin_after_commit(anna.pk)
    assert callbacks == []


def test_a_replica_that_lags_is_not_used_until_it_has_caught_up(anna, monitor, seconds):
    assert source(anna) == "replica"
    monitor.positions = {"default": 9, "replica": 7}
    seconds[0] += 3
    assert source(anna) == "replica"
    seconds[0] += 3
    assert source(anna) == "default"
    monitor.positions = {"default": 9, "replica": 9}
    seconds[0] += 2
    assert source(anna) == "replica"


def test_a_promoted_replica_is_not_used(anna, monitor):
    monitor.positions = {"default": 9, "replica": -1}
    assert source(anna) == "default"


def test_a_lost_replica_is_left_alone_for_a_while(anna, monitor, seconds, monkeypatch):
    def lost(alias, query):
        if alias == "replica":
            raise OperationalError
        return 7

    with monkeypatch.context() as patch:
        patch.setattr(replica, "_position", lost)
        assert source(anna) == "default"
    seconds[0] += 2
    assert source(anna) == "default"
    seconds[0] += 4
    assert source(anna) == "replica"


def test_a_page_whose_replica_is_lost_is_made_again_from_the_primary(anna):
    request = RequestFactory().get(SENT)
    request.user, request.resolver_match = anna, resolve(SENT)
    request.resolver_match.func = lambda request: HttpResponse(ROUTER.db_for_read(Member) or "default")
    middleware = replica.ReplicaMiddleware(lambda request: None)
    middleware.process_view(request, request.resolver_match.func, (), {})
    assert middleware.process_exception(request, ValueError()) is None
    assert middleware.process_exception(request, OperationalError()).content == b"default"
    assert middleware.process_exception(request, OperationalError()) is None


def test_the_router_writes_to_the_primary_and_migrates_it_alone(anna, bruno):
    assert ROUTER.db_for_write(Member) == "default"
    assert ROUTER.allow_relation(anna, bruno)
    assert [ROUTER.allow_migrate(alias, "members") for alias in ("default", "replica")] == [True, False]


def test_a_position_is_the_number_of_bytes_in_the_log(monkeypatch):
    monkeypatch.undo()

    class Cursor:
        row = (True, "16/B374D848")

        def __enter__(self):
            return self

        def __exit__(self, *error):
            return None

        def execute(self, query):
            pass

        def fetchone(self):
            return self.row

    class Connection:
        cursor = Cursor

    monkeypatch.setattr(replica, "connections", {"replica": Connection})
    assert replica._position("replica", "") == 0x16B374D848
    monkeypatch.setattr(Cursor, "row", (False, "16/B374D848"))
    assert replica._position("replica", "") == -1
