"""The order of a test run in several processes: what waits begins early, among what computes."""

import os

import pytest

WAITING = ("tests/worker/", "tests/tasks_admin/starting/", "tests/toolbox/samples/")
"""Files that start processes and wait for them, or take long."""
UNTIL = 0.5
"""They begin in this part of the run, so that none of them is left alone at its end."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the files that wait among the others; the order within a file stays."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    # Tests of one file may lie apart: those with transactions of their own come last.
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.location[0], []).append(item)
    waiting = [name for name in files if name.startswith(WAITING)]
    others = [name for name in files if name not in waiting]
    gap = len(others) * UNTIL / max(1, len(waiting))
    places = {name: number * gap - 0.5 for number, name in enumerate(waiting)}
    places |= {name: float(number) for number, name in enumerate(others)}
    items[:] = [item for name in sorted(files, key=places.__getitem__) for item in files[name]]
