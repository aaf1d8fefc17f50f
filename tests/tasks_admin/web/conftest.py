"""Browsers of each role, and the example tasks in the catalogue."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from background import Task
from tests.tasks_admin.making import example_guarded, example_report

Declare = Callable[[Task[..., Any]], Task[..., Any]]
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def tasks(declare: Declare) -> None:
    """The example tasks are in the catalogue."""
    declare(example_report)
    declare(example_guarded)


@pytest.fixture(autouse=True)
def nothing_cached() -> None:
    """What an earlier test has reckoned is not kept."""
    cache.clear()


def _browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_viewer(viewer: User) -> Client:
    """A browser in which the viewer is signed in."""
    return _browser(viewer)


@pytest.fixture
def as_operator(operator: User) -> Client:
    """A browser in which the operator is signed in."""
    return _browser(operator)


@pytest.fixture
def as_administrator(administrator: User) -> Client:
    """A browser in which the administrator is signed in."""
    return _browser(administrator)
