"""Rows of a dataset into files: how they are read, and one module for each format."""
