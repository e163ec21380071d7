"""The date and time format of Arabic, which Django lacks: it falls back to English."""

DATETIME_FORMAT = "j F Y، H:i"
