"""What is costly to make and the same for every process of a test run is made by the first."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder of the whole test run; that of this process where there is no other."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder of that name, which the first process that asks fills by `make`."""
    folder = shared_folder(factory) / name
    with alone(folder.with_suffix(".lock")):
        if not folder.exists():
            folder.mkdir()
            make(folder)
    return folder


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock among the processes of a test run."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
