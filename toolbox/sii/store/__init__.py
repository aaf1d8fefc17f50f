"""Rows of files on their way into the tables."""
