"""A source folder that a test fills, and the settings that point to it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

Fill = Callable[..., Path]


@pytest.fixture
def source_folder(tmp_path: Path, settings: Settings) -> Fill:
    """Return a function that writes sources (name -> rows) to the folder the jobs read."""
    folder = tmp_path / "source"
    folder.mkdir()
    settings.VAR_DIR = tmp_path / "var"
    settings.TOOLBOX_SOURCE = "folder"
    settings.TOOLBOX_SOURCE_DIR = folder
    settings.TOOLBOX_LISTS_FILE = ""

    def fill(**sources: Any) -> Path:
        for name, rows in sources.items():
            path = folder / f"{name.replace('_', '-')}.json"
            path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        return folder

    return fill
