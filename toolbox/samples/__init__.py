"""Invented raw data in the shape of the real sources, the same for the same seed."""
