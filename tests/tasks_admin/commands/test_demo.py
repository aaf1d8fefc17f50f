"""`manage.py demo`: a user for each role and sample data, once, and never in production."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from tasks_admin.access import Right, may
from toolbox.lists.valid import kept_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh(settings: Any, tmp_path: Path) -> Path:
    """A developer's console with nothing in it; returns its folder."""
    settings.DEBUG = True
    settings.VAR_DIR = tmp_path
    settings.TOOLBOX_SOURCE = "folder"
    return tmp_path


def demo() -> str:
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


def signed_in(name: str) -> AbstractBaseUser | None:
    return authenticate(username=name, password=f"{name}-demo")


def test_each_role_gets_a_user_who_may_what_the_role_may(fresh: Path) -> None:
    demo()
    rights = {
        name: {
            right
            for right in Right
            if may(authenticate(username=name, password=f"{name}-demo"), right)
        }
        for name in ("viewer", "operator", "admin")
    }
    assert rights["viewer"] == {Right.VIEW}
    assert rights["viewer"] < rights["operator"] < rights["admin"] == set(Right)
    assert list(User.objects.filter(is_staff=True).values_list("username", flat=True)) == ["admin"]
    assert not User.objects.filter(is_superuser=True).exists()


def test_the_samples_are_made_once_and_their_lists_taken_into_the_tables(
    fresh: Path, settings: Any
) -> None:
    settings.TOOLBOX_SOURCE = "samples"
    assert "Making 5,000 sample documents" in demo()
    made = {path: path.stat().st_mtime_ns for path in (fresh / "samples").rglob("*.json")}
    assert "colocaciones-2.json" in {path.name for path in made}
    lists = kept_on(date(2024, 1, 1))
    assert len(lists.alias_ejecutivos) == 17
    assert lists.tasas["costo_fondo_soles"] == Decimal("0.14")
    assert "Making" not in demo()
    assert {path: path.stat().st_mtime_ns for path in (fresh / "samples").rglob("*.json")} == made
    assert kept_on(date(2024, 1, 1)) == lists


def test_a_second_time_changes_nobody(fresh: Path) -> None:
    demo()
    viewer = User.objects.get(username="viewer")
    viewer.set_password("my own")
    viewer.save()
    assert "viewer, password viewer-demo: there already" in demo()
    assert authenticate(username="viewer", password="my own")
    assert User.objects.count() == 3


def test_known_passwords_never_come_into_production(fresh: Path, settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG must be on"):
        demo()
    assert not User.objects.exists()
