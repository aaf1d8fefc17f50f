"""What `docs/adding-a-job.md` says is done, to the letter: one new file, and the job is there."""

import http.cookiejar
import re
import shlex
import shutil
import sqlite3
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from tests.installation import ROOT, Installation, until

PAGE = (ROOT / "docs" / "adding-a-job.md").read_text(encoding="utf-8")
CODE = ("background", "project", "tasks_admin", "toolbox", "templates", "static", "locale")
PROGRAMS = {
    ".venv/bin/python": [sys.executable],
    ".venv/bin/celery": [sys.executable, "-m", "celery"],
}
NAME = "toolbox.last_rate"
PASSWORD = "somebody-secret"


@pytest.fixture
def console(tmp_path: Path, migrated: Path) -> Iterator[Installation]:
    """A copy of the product with the page's one new file, and nothing else changed."""
    root = tmp_path / "code"
    for name in CODE:
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "manage.py", root)
    [(where, code)] = re.findall(r"```python\n# (toolbox/\S+)\n(.*?)```", PAGE, re.DOTALL)
    assert not (root / where).exists()
    (root / where).write_text(code, encoding="utf-8")
    (tmp_path / "var").mkdir()
    shutil.copy(migrated, tmp_path / "var")
    installation = Installation(tmp_path)
    installation.root = root
    yield installation
    installation.stop()


def store_a_rate(console: Installation) -> None:
    """What the job looks for: a rate of today."""
    today = datetime.now(ZoneInfo("America/Lima")).date().isoformat()
    with sqlite3.connect(console.folder / "var" / "db.sqlite3") as database:
        columns = "TipoCambioFecha, TipoCambioCompra, TipoCambioVenta"
        database.execute(f"INSERT INTO tipo_cambio ({columns}) VALUES (?, 3.70, 3.72)", (today,))


def add_somebody(console: Installation) -> None:
    """A user who may do everything."""
    password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1)
    names = "username, password, email, first_name, last_name, date_joined"
    rights = "is_superuser, is_staff, is_active"
    with sqlite3.connect(console.folder / "var" / "db.sqlite3") as database:
        database.execute(
            f"INSERT INTO auth_user ({names}, {rights})"
            " VALUES ('somebody', ?, '', '', '', '2024-01-01', 1, 1, 1)",
            (password,),
        )


def said_by(console: Installation, program: str, *arguments: str) -> str:
    """What a command of the page prints."""
    return console.run(*PROGRAMS[program], *arguments, check=False).stdout


class Browser:
    """Somebody who may do everything, signed in."""

    def __init__(self, console: Installation) -> None:
        add_somebody(console)
        self.address = console.web()
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.post("/sign-in/", username="somebody", password=PASSWORD)

    def get(self, path: str) -> str:
        with self.opener.open(f"{self.address}{path}", timeout=30) as response:
            return str(response.read().decode())

    def post(self, path: str, **fields: str) -> str:
        """Fill in the form of a page and send it; return the page that it leads to."""
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', self.get(path)))
        data = urllib.parse.urlencode(hidden | fields).encode()
        with self.opener.open(f"{self.address}{path}", data, timeout=30) as response:
            return str(response.url)


def test_a_job_is_one_new_file(console: Installation) -> None:
    store_a_rate(console)
    console.worker(children=1)
    browser = Browser(console)

    [commands] = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    lists, runs, registered = map(shlex.split, commands.splitlines())
    assert NAME in said_by(console, *lists)
    assert f"{NAME} " in (told := said_by(console, *runs))
    assert "Succeeded" in told
    assert until(lambda: f"* {NAME}" in said_by(console, *registered))

    assert f'href="/tasks/{NAME}/"' in browser.get("/tasks/")
    form = " ".join(browser.get(f"/tasks/{NAME}/").split())
    assert 'name="p-at_most" value="7" type="number" step="1" min="1" max="30"' in form
    run = browser.post(f"/tasks/{NAME}/", **{"p-at_most": "3"})
    page = until(
        lambda: (now := browser.get(urllib.parse.urlsplit(run).path)) and "3.72" in now and now
    )
    assert "Selling rate" in page
