"""The different values of a column, without reading a row for each time they occur."""

from collections.abc import Iterator

from tasks_admin.models import DatasetVersion, Run


def task_names() -> Iterator[str]:
    """Yield the name of every task that has runs, also of those no longer in the catalogue."""
    return _values(Run, "task_name")


def dataset_names() -> Iterator[str]:
    """Yield the name of every dataset that was ever published."""
    return _values(DatasetVersion, "dataset")


def _values(model: type[Run | DatasetVersion], column: str) -> Iterator[str]:
    """Go from value to value along the column's index, one short query each."""
    value = ""
    ordered = model._default_manager.order_by(column).values_list(column, flat=True)
    while found := ordered.filter(**{f"{column}__gt": value}).first():
        yield found
        value = found
