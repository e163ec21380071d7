"""Which files are mutated, and which tests are run. Path globs, relative to the checkout."""

from __future__ import annotations

from pathlib import Path

PRODUCT = ("network/**/*.py", "invitations/**/*.py", "notifications/**/*.py")
NOT_MUTATED = (
    "network/demo/**/*.py",
    "network/loadtest/**/*.py",
    "**/migrations/*.py",
)

CONDITIONS = (
    "invitations/models/*.py",
    "invitations/worker/*.py",
    "invitations/address_gate.py",
    "invitations/lifecycle.py",
    "invitations/transitions.py",
    "invitations/policy.py",
    "invitations/policy_file.py",
    "invitations/join_links.py",
    "invitations/middleware.py",
    "notifications/account_letters.py",
    "notifications/bounce_*.py",
    "notifications/claimed_rows.py",
    "notifications/models/*.py",
    "notifications/outbox_worker.py",
    "notifications/spread.py",
    "notifications/staff_letters.py",
    "notifications/statements.py",
    "notifications/suppressions.py",
    "notifications/webhook_urls.py",
    "notifications/webhooks.py",
    "network/common/jobs.py",
    "network/members/accounts/account_requests.py",
    "network/members/accounts/devices.py",
    "network/members/accounts/email_confirmation.py",
    "network/members/accounts/sign_in_limits.py",
    "network/members/accounts/verified_signup.py",
    "network/members/imports/*.py",
    "network/members/models/*.py",
    "network/members/oidc/*.py",
    "network/members/roles.py",
    "network/members/terms.py",
)
PRIVATE_HALF_CHECKS = (
    "invitations/lists/bulk.py",
    "invitations/lists/counts.py",
    "invitations/lists/filters.py",
    "invitations/suggestions.py",
    "invitations/templatetags/*.py",
    "invitations/tokens.py",
    "invitations/views/*.py",
    "notifications/emails.py",
    "notifications/previews.py",
    "notifications/templatetags/*.py",
    "notifications/views.py",
    "network/members/accounts/*.py",
    "network/members/people/*.py",
)
"""Their query conditions say whose rows a member may see."""

WITHOUT_CONDITIONS = (
    "**/admin.py",
    "**/admin/*.py",
    "**/admin_start.py",
    "**/apps.py",
    "**/management/**/*.py",
    "**/privacy/*.py",
    "**/receivers.py",
    "**/signals.py",
    "**/tasks.py",
    "notifications/backends.py",
    "notifications/restriction_sentences.py",
    "notifications/sentences.py",
    "notifications/told.py",
    "network/members/hash_key.py",
)
"""They read rows for staff, for the worker or for the owner's export and erasure, which tests of their own compare."""

STATEMENTS = (
    "invitations/models/allowance.py",
    "invitations/models/non_member.py",
)
"""They count allowances: each call and assignment in them is removed in turn, too."""

MODELS = tuple(
    f"{app}/**/{where}"
    for app in ("network", "invitations", "notifications")
    for where in ("models/*.py", "models.py")
)
RECEIVERS = ("network/**/receivers.py", "invitations/receivers.py", "notifications/receivers.py")
TRANSACTIONS = PRODUCT

TESTS = "tests"
RACES = "tests/races"
_SKIPPED = "bin browser docs kill loadtest mutants races upgrade rate sqlite stack"
SKIPPED_TESTS = tuple(f"tests/{folder}" for folder in _SKIPPED.split())
"""They start processes, where coverage does not see what runs, or do not test the product."""
PROCESS_RACES = "tests/races/test_workers.py"
"""Worker processes on one database: coverage sees nothing of them, so they run for every lock and transaction."""


def files(root: Path, globs: tuple[str, ...]) -> list[Path]:
    """The existing files that match, each once, in order, relative to the root."""
    excluded = {path for glob in NOT_MUTATED for path in root.glob(glob)}
    found = {path for glob in globs for path in root.glob(glob)} - excluded
    return sorted(path.relative_to(root) for path in found)
