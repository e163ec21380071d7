"""Mutation testing: remove one safeguard of the product at a time and see that the tests notice."""
