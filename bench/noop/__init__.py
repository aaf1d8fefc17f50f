"""The same empty work twice: as a job of ours, and as a task of plain Celery."""
