"""Django's database engine for SQLite, which converts the text of each statement once."""
