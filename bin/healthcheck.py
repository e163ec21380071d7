"""Asks the web server of this container whether it answers: the health check of the image (docs/container.md).

Prints the answer to /healthz, or to the path that it is given, such as /readyz. The exit code is 0 for 200, else 1.
"""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from network.common.site_url import read_site_url


def main(path: str = "/healthz") -> int:
    port = os.environ.get("WEB_BIND", "127.0.0.1:8000").rpartition(":")[2]
    host = urlsplit(read_site_url(os.environ["SITE_URL"])).netloc
    connection = HTTPConnection("127.0.0.1", int(port), timeout=8)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        print(answer.read().decode())
    except (OSError, HTTPException) as error:
        print(f"The web server does not answer: {error}")
        return 1
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
