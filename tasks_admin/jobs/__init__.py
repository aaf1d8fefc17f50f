"""The console's own jobs."""
