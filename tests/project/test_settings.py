"""The settings of a real deployment, loaded as one: in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "only-a-test-but-long-enough-and-with-7-different-characters-OK",
    "ALLOWED_HOSTS": "console.example",
}
CHECK = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")


def python(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    keep = {name: value for name, value in os.environ.items() if name not in PRODUCTION}
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=keep | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_djangos_own_checks(tmp_path: Path) -> None:
    result = python(*CHECK, **PRODUCTION, TOOLBOX_VAR=str(tmp_path))
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_what_production_needs_is_asked_for_by_name(name: str, tmp_path: Path) -> None:
    rest = {key: value for key, value in PRODUCTION.items() if key != name}
    result = python("-c", "import project.settings", **rest, TOOLBOX_VAR=str(tmp_path))
    assert result.returncode != 0
    assert f"{name} must be set when DEBUG is off" in result.stderr


def test_a_key_made_while_developing_is_kept_and_for_the_owner_alone(tmp_path: Path) -> None:
    show = "from project.settings import SECRET_KEY; print(SECRET_KEY)"
    first, second = (python("-c", show, TOOLBOX_VAR=str(tmp_path)) for _ in range(2))
    assert first.stdout.strip()
    assert first.stdout == second.stdout
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
