"""What all tests share: a user for each role, and tasks that exist only here."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.contrib.auth.models import Group, User
from django.utils import translation
from hypothesis import settings as properties

from background import Task, registry
from tasks_admin.access import seed_groups
from tests.database import django_db_keepdb, django_db_modify_db_settings, django_db_setup
from tests.ordering import pytest_collection_modifyitems
from tests.sharing import made_once
from toolbox.samples.writing import SamplePlan, write_samples

__all__ = [
    "django_db_keepdb",
    "django_db_modify_db_settings",
    "django_db_setup",
    "pytest_collection_modifyitems",
]

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


@pytest.fixture(scope="session")
def ten_thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources of ten thousand documents, to be read and not changed."""
    plan = SamplePlan(documents=10_000, seed=7)
    return made_once(tmp_path_factory, "10k", lambda folder: write_samples(folder, plan))


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
def quick(settings: Any) -> None:
    """Leave out what costs more than most tests: real password hashes, a look at every file.

    Each browser of a test has a server of its own, and WhiteNoise lists all files as it begins.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def own_counters(settings: Any, counters: Iterator[Path]) -> None:
    """Count the calls and failures of each test from the beginning, in a file of its own."""
    settings.TASKS_ADMIN_COUNTERS_URL = ""
    settings.TASKS_ADMIN_COUNTERS_FILE = next(counters)


@pytest.fixture(scope="session")
def counters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Places for counters, without end."""
    folder = tmp_path_factory.mktemp("counters")
    return (folder / f"{number}.sqlite3" for number in count())


def _user(name: str, group: str = "", **fields: Any) -> User:
    user = User.objects.create_user(name, password=f"{name}-secret", **fields)
    if group:
        user.groups.add(_seeded(group))
    return user


def _seeded(group: str) -> Group:
    """A group as the migrations leave it; made again where a test has emptied the tables."""
    found = Group.objects.filter(name=group).first()
    if found is None:
        seed_groups()
    return found or Group.objects.get(name=group)


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
