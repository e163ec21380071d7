"""Which tests do not run with PostgreSQL in the gate, where SQLite has run all of them, and why."""

from __future__ import annotations


def _paths(folder: str, *names: str) -> list[str]:
    return [f"{folder}/{name}" for name in names]


NO_DATABASE = [
    "tests/bench", "tests/bin", "tests/docs", "tests/prover", "tests/sqlite",
    *_paths(
        "tests", "test_cases.py", "test_default_marks.py", "test_layout.py", "test_migration_files.py", "test_settings.py",
        "test_templates.py",
    ),
    *_paths(
        "tests/common", "test_choices.py", "test_data_files.py", "test_dates.py", "test_readers.py", "test_redirects.py",
        "test_sealing.py", "test_third_party_translations.py", "test_tokened_paths.py",
    ),
    *_paths("tests/web", "test_metric_processes.py"),
    *_paths("tests/invitations", "test_button_names.py", "test_contact_files.py", "test_contact_import.py"),
]  # fmt: skip
"""Tests that do not use the database under test: they run with SQLite only."""

HTTP_ONLY = [
    "tests/authz", "tests/browser", "tests/demo", "tests/test_new_language.py", "tests/test_security_headers.py",
    *_paths("tests/admin", "test_account_emails.py", "test_authentication.py", "test_captured_emails.py", "test_parties.py"),
    *_paths("tests/common", "test_error_reports.py", "test_loaded_packages.py", "test_logging.py", "test_redis_cache.py", "test_staticfiles.py", "test_time_zones.py"),
    *_paths("tests/members", "test_mfa.py", "test_passkey_signup.py", "test_photo.py", "test_uploads.py"),
    *_paths("tests/notifications", "test_headers.py", "test_mail_kinds.py", "test_previews.py", "test_smtp.py"),
    *_paths(
        "tests/pages", "test_errors.py", "test_form_errors.py", "test_htmx_redirect.py", "test_language.py",
        "test_null_origin.py", "test_page_head.py", "test_reasons.py", "test_security_txt.py", "test_theme.py",
    ),
]  # fmt: skip
"""Tests of statuses, headers, texts and files, which do not depend on the engine: with PostgreSQL in `--long` only."""

COMPARISONS = _paths(
    "tests/privacy", "test_allowance.py", "test_numbers.py", "test_pace.py", "test_reports_after_ending.py",
    "test_safe_methods.py", "test_sql_guard.py", "test_three_members.py", "test_three_worlds.py", "test_typed_address.py",
    "test_wake_ups.py", "test_withdrawn_or_blocked.py",
)  # fmt: skip
"""What members get in different worlds depends on the code, hardly on the engine: with PostgreSQL in `--long` only."""

FEWER = {
    "CASES_PER_TEST": "1", "WORLD_SCRIPTS": "6", "PAIR_SCRIPT_STEPS": "2", "RACE_ROUNDS": "50", "KILLS": "10",
}  # fmt: skip
"""How many cases, scripts, rounds and kills the gate tries with PostgreSQL; the steps of `--long` try all."""
