"""In place of the databases of a measurement: the database of the test."""

from __future__ import annotations

from django.db import connection


class OneDatabase:
    def network(self, members: int, name: str = "") -> str:
        return str(connection.settings_dict["NAME"])

    def use(self, name: str) -> None:
        """There is only one."""
