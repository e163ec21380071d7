"""How the admin writes a moment in Arabic: Django has the day alone, and falls back on English."""

DATETIME_FORMAT = "j F Y، H:i"
