"""`manage.py start`, whole: it runs, heals, starts again, and stops without a trace."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

import pytest
from django.conf import settings as project_settings
from django.core.management import call_command
from django.core.management.base import CommandError

from tasks_admin.management.starting.processes import sweep

PATIENCE_SECONDS = 90


class Console:
    """A console of its own: folder, port and processes."""

    def __init__(self, var: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}/"
        self.run_dir = var / "run"
        self.log = var / "console.log"
        self.env = os.environ | {
            "DEBUG": "true",
            "DATABASE_URL": "",
            "CELERY_BROKER_URL": "",
            "TOOLBOX_VAR": str(var),
            "TOOLBOX_SOURCE": "folder",
            "TOOLBOX_SOURCE_DIR": str(var),
            "PORT": str(self.port),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "start"],
                cwd=project_settings.BASE_DIR,
                env=self.env,
                stdout=output,
                stderr=output,
            )

    def stop(self, sign: signal.Signals = signal.SIGINT) -> int:
        assert self.process
        self.process.send_signal(sign)
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def pid(self, name: str) -> int:
        try:
            return int((self.run_dir / f"{name}.pid").read_text())
        except (OSError, ValueError):
            return 0

    def health(self) -> str:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/health", timeout=10
            ) as answer:
                return str(json.load(answer)["status"])
        except HTTPError as error:
            with error:
                return str(json.load(error)["status"])
        except (URLError, OSError):
            return "no answer"

    def left(self) -> list[str]:
        """The command lines of all live processes that name this console's folder."""
        listed = [_arguments(path) for path in Path("/proc").glob("[0-9]*/cmdline")]
        return [arguments for arguments in listed if str(self.run_dir) in arguments]


def _arguments(cmdline: Path) -> str:
    try:
        return cmdline.read_bytes().replace(b"\0", b" ").decode()
    except OSError:  # the process has ended meanwhile
        return ""


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    one = Console(tmp_path)
    yield one
    if one.process and one.process.poll() is None:
        one.stop()
    sweep(one.run_dir)


def until(true: Callable[[], bool], what: str, console: Console) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if true():
            return
        time.sleep(0.2)
    raise AssertionError(f"{what}\n{console.log.read_text()}")


def test_a_console_starts_survives_both_kills_and_stops_without_a_trace(
    console: Console, settings: Any
) -> None:
    console.start()
    until(lambda: console.health() == "ok", "the console is well", console)
    assert f"The console is ready: {console.address}" in console.log.read_text()
    assert "operator   password operator-demo" in console.log.read_text()

    settings.VAR_DIR = console.run_dir.parent
    with pytest.raises(CommandError, match="The console of this folder runs already"):
        call_command("start")

    orphan = console.pid("web")
    console.stop(signal.SIGKILL)
    assert len(console.left()) >= 3
    console.start()
    until(lambda: console.pid("web") not in (0, orphan), "the page is served anew", console)
    until(lambda: console.health() == "ok", "the console is well", console)
    swept = "Stopped what an earlier start left running: beat, web, worker."
    assert swept in console.log.read_text()

    # Well it is already by the signs of life of the worker before: the new one may still start.
    until(lambda: console.pid("worker") != 0, "a worker came", console)
    killed = console.pid("worker")
    os.kill(killed, signal.SIGKILL)
    until(lambda: console.pid("worker") not in (0, killed), "a new worker came", console)

    assert console.stop() == 0
    # The children of the worker that was killed notice by themselves, in a moment.
    until(lambda: console.left() == [], "nothing is left", console)


def test_a_taken_port_stops_the_start_before_anything_is_changed(
    tmp_path: Path, settings: Any
) -> None:
    settings.VAR_DIR = tmp_path
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings.TASKS_ADMIN_PORT = other.getsockname()[1]
        with pytest.raises(CommandError, match="is taken by another program"):
            call_command("start")
    assert list(tmp_path.rglob("*.conf")) == []
