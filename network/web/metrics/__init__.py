"""Counts and times for Prometheus at `/metrics`, without anything about a person. Loaded where METRICS_TOKEN is set."""
