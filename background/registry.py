"""The catalogue of tasks and boards, and how they are found."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from background.boards import Board
from background.datasets import Dataset
from background.errors import DeclarationError, UnknownBoard, UnknownDataset, UnknownTask
from background.spec import TaskSpec
from background.task import Task

BOARDS = ".boards"


class Registry:
    """Every declared task under its name, the datasets they write, and the boards over those."""

    def __init__(self) -> None:
        self._tasks: dict[str, TaskSpec] = {}
        self._boards: dict[str, Board] = {}

    def __iter__(self) -> Iterator[TaskSpec]:
        return iter(sorted(self._tasks.values(), key=lambda spec: spec.name))

    def __len__(self) -> int:
        return len(self._tasks)

    def __contains__(self, name: object) -> bool:
        return name in self._tasks

    def add(self, spec: TaskSpec) -> None:
        """Take a task into the catalogue; raises DeclarationError where its name is taken."""
        known = self._tasks.get(spec.name)
        if known is not None and known.function is not spec.function:
            raise DeclarationError("Two tasks are called {name}", name=spec.name)
        self._tasks[spec.name] = spec

    def remove(self, name: str) -> None:
        """Take a task out of the catalogue; nothing happens where there is none."""
        self._tasks.pop(name, None)

    def get(self, name: str) -> TaskSpec:
        """Return the task of that name; raises UnknownTask."""
        if name not in self._tasks:
            raise UnknownTask("There is no task {name}", name=name)
        return self._tasks[name]

    def datasets(self) -> dict[str, Dataset]:
        """Return every dataset that some task writes, by its name, in order."""
        found = {dataset.name: dataset for spec in self for dataset in spec.writes}
        return dict(sorted(found.items()))

    def dataset(self, name: str) -> Dataset:
        """Return the dataset of that name; raises UnknownDataset."""
        found = self.datasets()
        if name not in found:
            raise UnknownDataset("There is no dataset {name}", name=name)
        return found[name]

    def writers(self, dataset: str) -> list[TaskSpec]:
        """Return the tasks that write a dataset."""
        return [spec for spec in self if any(one.name == dataset for one in spec.writes)]

    def boards(self) -> list[Board]:
        """Return every board, by its name."""
        return [self._boards[name] for name in sorted(self._boards)]

    def board(self, name: str) -> Board:
        """Return the board of that name; raises UnknownBoard."""
        if name not in self._boards:
            raise UnknownBoard("There is no board {name}", name=name)
        return self._boards[name]

    def boards_over(self, dataset: str) -> list[Board]:
        """Return the boards that look at a dataset."""
        return [one for one in self.boards() if any(it.name == dataset for it in one.datasets)]

    def add_board(self, board: Board) -> None:
        """Take a board into the catalogue; raises DeclarationError where its name is taken."""
        if self._boards.setdefault(board.name, board) is not board:
            raise DeclarationError("Two boards are called {name}", name=board.name)

    def remove_board(self, name: str) -> None:
        """Take a board out of the catalogue; nothing happens where there is none."""
        self._boards.pop(name, None)

    def discover(self, *packages: str) -> None:
        """Add the tasks of modules below a `jobs` package, the boards of modules called `boards`.

        An error in such a module is raised as it is: a job that cannot be imported is not skipped.
        """
        for package in packages:
            for name in _declaring_modules(import_module(package)):
                self._add_all(import_module(name))

    def _add_all(self, module: ModuleType) -> None:
        for value in vars(module).values():
            if isinstance(value, Task) and value.spec.function.__module__ == module.__name__:
                self.add(value.spec)
            elif isinstance(value, Board) and module.__name__.endswith(BOARDS):
                self.add_board(value)


def _declaring_modules(package: Any) -> Iterator[str]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if "jobs" in found.name.split(".")[:-1] or found.name.endswith(BOARDS):
            yield found.name


registry = Registry()
