"""The site record: name, logo, colour, links and languages, which a host changes in the admin.

`network.site.current()` returns the record; everything that says the name of the site asks it.
"""

from network.site.record import current, current_version, note_version

__all__ = ["current", "current_version", "note_version"]
