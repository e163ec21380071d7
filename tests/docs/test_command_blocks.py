"""Every block of commands or settings in README and docs is run by a test, or has a reason why not."""

import re

from tests.bin.scripts import ROOT

INSTALLS = "tests/stack/test_install.py"  # on a copy of /etc
STACK = "tests/stack/test_story.py"  # the units, proxy and backup of a whole deployment
MORE = "tests/stack/test_more_machines.py"
COMPOSE = "tests/container/test_compose.py"  # no Docker here: the files are read, and services run by tests/container/test_site.py
EVENING = "tests/stack/test_evening.py"
FORMAT = "only a form, checked by "
BLOCKS = {
    "README.md": ["tests/bin/test_demo.py", "bin/check itself", "tests/bin/test_check.py"],
    "CONTRIBUTING.md": ["tests/bin/test_check.py"],
    "docs/backup.md": [EVENING, EVENING, STACK],
    "docs/container.md": [*[COMPOSE] * 7, "Prometheus reads it"],
    "docs/demo.md": ["tests/demo/test_api.py"] * 2,
    "docs/deploy.md": [
        INSTALLS,
        "makes the database that tests/stack/database.py makes",
        INSTALLS,
        "tests/docs/test_deploy.py",
        EVENING,
        "tests/stack/test_nginx_conf.py",
        "the packet filter belongs to the machine",
        "tests/web/test_doctor.py",
        "Prometheus reads it",
        "tests/web/test_dashboard.py",
    ],
    "docs/import.md": ["tests/imports/test_running.py"],
    "docs/mail.md": [FORMAT + "tests/notifications/test_bounces.py", "tests/docs/test_mail.py", "tests/docs/test_mail.py"],
    "docs/oidc.md": ["tests/oidc/test_settings.py"],
    "docs/prove.md": ["tests/prover/test_real_site.py", "tests/prover/conftest.py", "tests/prover/test_command.py"],
    "docs/replay.md": ["tests/simulation/test_replay.py"],
    "docs/scaling.md": [MORE, MORE, MORE, MORE, STACK, "tests/stack/test_redis_queue.py", "tests/stack/test_redis_queue.py", MORE],
    "docs/stories.md": ["tests/demo/test_story_files.py"] * 2,
    "docs/town.md": ["tests/simulation/test_command.py"],
    "docs/upgrade.md": ["its parts: tests/upgrade migrates, tests/stack/test_story.py saves and restarts"],
    "docs/your-site.md": ["tests/site/test_host_templates.py"] * 2,
}  # fmt: skip
"""For each block of a page, in its order: the test that runs it or what it names, or the reason why none does."""


def blocks(page: str) -> list[str]:
    return re.findall(r"^ *```\w*\n(.*?)^ *```$", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL)


def test_every_block_is_run_or_has_a_reason():
    pages = ["README.md", "CONTRIBUTING.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
    found = {page: len(blocks(page)) for page in pages}
    assert {page: number for page, number in found.items() if number} == {
        page: len(named) for page, named in BLOCKS.items()
    }


def test_the_tests_that_are_named_exist():
    named = {
        path
        for each in BLOCKS.values()
        for text in each
        for path in re.findall(r"(?:tests|bin)/[\w/]+(?:\.py)?", text)
    }
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
