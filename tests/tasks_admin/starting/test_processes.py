"""What an earlier start left behind is found, stopped and forgotten; nothing else is touched."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks_admin.management.starting.processes import running, sweep

SLEEP = "import sys, time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SLEEP
Started = list[subprocess.Popen[bytes]]


@pytest.fixture
def started() -> Iterator[Started]:
    """Processes of a test, ended with it."""
    processes: Started = []
    yield processes
    for process in processes:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def start(started: Started, script: str, *arguments: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, start_new_session=True
    )
    started.append(process)
    assert process.stdout
    process.stdout.readline()
    return process


def test_a_live_process_that_names_the_folder_is_running(tmp_path: Path, started: Started) -> None:
    process = start(started, SLEEP, str(tmp_path / "web.pid"))
    (tmp_path / "web.pid").write_text(f"{process.pid}\n")
    assert running(tmp_path, "web") == process.pid


@pytest.mark.parametrize("content", ["", "not a number", "999999999"])
def test_a_pid_file_without_a_process_is_stale(tmp_path: Path, content: str) -> None:
    (tmp_path / "beat.pid").write_text(content)
    assert running(tmp_path, "beat") is None
    assert sweep(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_got_the_number_of_ours_is_left_alone(
    tmp_path: Path, started: Started
) -> None:
    stranger = start(started, SLEEP)
    (tmp_path / "web.pid").write_text(str(stranger.pid))
    assert running(tmp_path, "web") is None
    assert sweep(tmp_path) == []
    assert stranger.poll() is None


@pytest.mark.parametrize("script", [SLEEP, STUBBORN], ids=["polite", "stubborn"])
def test_orphans_are_stopped_even_if_they_refuse(
    tmp_path: Path, started: Started, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks_admin.management.starting.processes.PATIENCE_SECONDS", 1)
    orphan = start(started, script, str(tmp_path / "worker.pid"))
    (tmp_path / "worker.pid").write_text(str(orphan.pid))
    assert sweep(tmp_path) == ["worker"]
    deadline = time.monotonic() + 5
    while orphan.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert orphan.poll() is not None
    assert list(tmp_path.iterdir()) == []
