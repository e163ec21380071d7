"""The site record: name, logo, colour, links and languages, which a host changes in the admin.

`network.site.current()` returns the record.
"""

from network.site.record import current, current_version, loaders, note_version, recent

__all__ = ["current", "current_version", "loaders", "note_version", "recent"]
