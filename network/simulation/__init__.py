"""Runs a synthetic town through the real verbs and the real worker, to see what a policy does to people (docs/town.md)."""
