"""Schedules as a file that people review: written, read, compared and taken over."""
