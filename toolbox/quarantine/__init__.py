"""Rows that cannot be used: how they are judged, told and counted against a limit."""
