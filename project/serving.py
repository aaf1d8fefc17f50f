"""How many requests a web process works on at once, and how many of them may only wait."""

from project import env

THREADS = env.number("WEB_THREADS", 48)
FREE = 8
"""Threads of a process that no waiting program may take: they are for whoever asks now."""
WAITING = max(1, THREADS - FREE)
