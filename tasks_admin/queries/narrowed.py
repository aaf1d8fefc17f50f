"""Datasets of which whoever reads sees some rows only."""

from background import Dataset
from tasks_admin.models.reading import current


def is_narrowed(dataset: Dataset) -> bool:
    """Whether the reader is limited in what its rows belong to: totals over all are not told."""
    if dataset.scope is None:
        return False
    limits = current()
    return limits is not None and dataset.scope[0].name in limits.allowed
