"""Invented files of the tax office, for demonstrations and tests."""
