"""Statements that the ORM compiles once and that are then executed with other values: those of verbs.

To compile a statement takes the ORM several times as long as the database needs to execute it. A prepared statement has
the text of the ORM's own, goes through Django's cursor, and returns the same objects; it sends no signals of models.
`Slot` marks the place of a value. What a page shows is composed by its own filters: see `network/common/prepared_query.py`.
"""
