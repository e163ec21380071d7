"""The commands and headers that docs/mail.md names work."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tests.bin.scripts import ROOT
from tests.conftest import invite, mails

MAIL_DOC = (ROOT / "docs" / "mail.md").read_text()


def test_the_command_of_the_pipe_reads_a_message(tmp_path):
    program, *arguments = re.search(r" argv=(.+)", MAIL_DOC)[1].split()
    assert program == "/srv/acquaint/.venv/bin/python"
    settings = {
        "DATA_DIR": str(tmp_path),
        "BOUNCE_ADDRESS": re.search(r"`BOUNCE_ADDRESS=(\S+)`", MAIL_DOC)[1],
    }
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, *(word.replace("/srv/acquaint", str(ROOT)) for word in arguments)],
        input=b"To: bounces@people.example.org\n\nHello",
        env=inherited | settings,
        cwd="/",
        capture_output=True,
    )
    assert (done.returncode, done.stdout) == (0, b"1 read, 0 about an e-mail of this site\n"), done.stderr


def test_dkim_signs_every_header_of_a_message_that_readers_see(anna, bruno):
    invite(anna, bruno)
    signed = set(re.search(r"`SignHeaders (\S+)`", MAIL_DOC)[1].split(","))
    assert {name for name, _value in mails(bruno)[0].headers()} - {"Auto-Submitted"} == signed
