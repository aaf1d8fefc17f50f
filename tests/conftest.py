"""What all tests share: a user for each role, and tasks that exist only here."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import current_app
from django.contrib.auth.models import Group, User
from django.utils import translation
from hypothesis import settings as properties

from background import Task, registry
from tasks_admin.access import seed_groups

properties.register_profile("console", deadline=None)  # no test is timed: machines are noisy
properties.load_profile("console")

Declare = Callable[[Task[..., Any]], Task[..., Any]]


@pytest.fixture(scope="session", autouse=True)
def own_broker(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Leave the messages that tests send in a folder of their own."""
    if not current_app.conf.broker_url.startswith("filesystem"):
        return
    folder = tmp_path_factory.mktemp("broker")
    for name in ("queue", "control"):
        (folder / name).mkdir()
    places = {"data_folder_in": "queue", "data_folder_out": "queue", "control_folder": "control"}
    current_app.conf.broker_transport_options |= {
        option: str(folder / name) for option, name in places.items()
    }


@pytest.fixture
def declare() -> Iterator[Declare]:
    """Take tasks into the catalogue for the length of one test."""
    added: list[str] = []

    def add(task: Task[..., Any]) -> Task[..., Any]:
        registry.add(task.spec)
        added.append(task.spec.name)
        return task

    yield add
    for name in added:
        registry.remove(name)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin in English, whatever language the request of an earlier test has left."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hash passwords the cheap way: the real one takes longer than most tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _user(name: str, group: str = "", **fields: Any) -> User:
    user = User.objects.create_user(name, password=f"{name}-secret", **fields)
    if group:
        seed_groups()
        user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def nobody(db: None) -> User:
    """Signed in, but in no group."""
    return _user("nobody")


@pytest.fixture
def viewer(db: None) -> User:
    """May look."""
    return _user("viewer", "Viewer")


@pytest.fixture
def operator(db: None) -> User:
    """May look, launch and download."""
    return _user("operator", "Operator")


@pytest.fixture
def administrator(db: None) -> User:
    """May do everything, and enter the Django admin."""
    return _user("administrator", "Admin", is_staff=True)
