"""A console of its own for tests from outside: its state folder, its processes, its commands."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CELERY = (sys.executable, "-m", "celery", "-A", "project")
QUEUES = "default,cronjobs,high_priority,low_priority"


class Installation:
    """One installation under `folder`; every process it starts ends with `stop`.

    Without a `DATABASE_URL` and `CELERY_BROKER_URL` it is the embedded default; its code is this
    repository unless it is given another `root`.
    """

    root = ROOT

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "TOOLBOX_VAR": str(folder / "var"),
            "LEASE_SECONDS": "3",
            "REPUBLISH_SECONDS": "3",
            "LANG": "en_US.UTF-8",
            **environment,
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a manage.py command to its end and return what it printed."""
        return self.run(sys.executable, "manage.py", *arguments, check=check)

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and return what it printed."""
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(f"{command} left with {done.returncode}:\n{done.stderr}")
        return done

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        """Start a process in a group of its own; its output goes to `<name>.log`."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=self.root,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def worker(self, children: int = 2) -> subprocess.Popen[bytes]:
        """Start a worker for every queue."""
        return self.start("worker", *CELERY, "worker", "-Q", QUEUES, "-c", str(children))

    def beat(self) -> subprocess.Popen[bytes]:
        """Start the scheduler."""
        pidfile = self.folder / f"beat{len(self.processes)}.pid"
        return self.start("beat", *CELERY, "beat", f"--pidfile={pidfile}")

    def web(self) -> str:
        """Start the web server; return its address once it answers."""
        port = free_port()
        gunicorn = ("-m", "gunicorn", "project.wsgi", "--threads", "8")
        self.start("web", sys.executable, *gunicorn, "--bind", f"127.0.0.1:{port}")
        address = f"http://127.0.0.1:{port}"
        until(lambda: answers(address), seconds=60)
        return address

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process and its children at once, as the machine would (-9)."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_child(self, worker: subprocess.Popen[bytes]) -> None:
        """Kill (-9) the newest of the processes that do a worker's work, and no other."""
        told = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text(encoding="ascii")
        for pid in told.split()[-1:]:
            os.kill(int(pid), signal.SIGKILL)

    def stop(self) -> None:
        """End every process that still runs."""
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)

    def log(self, name: str) -> str:
        """Return what a process printed."""
        return (self.folder / f"{name}.log").read_text(errors="replace")


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(address: str) -> bool:
    """Return whether a web server answers there, whatever it says."""
    try:
        with urllib.request.urlopen(f"{address}/sign-in/", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def until(condition: Callable[[], Any], *, seconds: float = 90) -> Any:
    """Wait until the condition holds and return its value; fail after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError(f"Not so after {seconds} s")
