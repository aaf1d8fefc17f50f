"""Placements: one row per financed document, and what it earns."""
