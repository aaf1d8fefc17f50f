"""What the supervisor keeps running, and its configuration file."""

import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from celery import current_app

from background.queues import Queue

WORKER_PROCESSES = 2


@dataclass(frozen=True)
class Program:
    """One process to keep alive, and the seconds it gets to stop in good order."""

    name: str
    command: Sequence[str]
    stop_seconds: int


def programs(run_dir: Path) -> list[Program]:
    """Return web, worker and beat; each writes `<run_dir>/<name>.pid`."""
    project = current_app.main
    # Behind the pages in the queue for a processor, so that these stay quick while a job computes.
    celery = ["nice", sys.executable, "-m", "celery", "--quiet", "--app", project]
    web = [sys.executable, "-m", "gunicorn", "--config", f"python:{project}.gunicorn"]
    work = ["--queues", ",".join(Queue), "--concurrency", str(WORKER_PROCESSES)]
    pid = {name: str(run_dir / f"{name}.pid") for name in ("web", "worker", "beat")}
    return [
        Program("web", [*web, "--pid", pid["web"], f"{project}.wsgi"], 8),
        Program(
            "worker",
            [*celery, "worker", *work, "--loglevel", "INFO", "--pidfile", pid["worker"]],
            10,
        ),
        Program("beat", [*celery, "beat", "--pidfile", pid["beat"]], 5),
    ]


def configuration(base_dir: Path, run_dir: Path) -> str:
    """Return the text of supervisord's configuration file for the three programs."""
    own = {"nodaemon": "true", "logfile": "/dev/null", "logfile_maxbytes": "0"}
    own["pidfile"] = str(run_dir / "supervisord.pid")
    if os.getuid() == 0:
        own["user"] = "root"  # said aloud, or supervisord warns at every start
    wanted = programs(run_dir)
    # In one group, or supervisord would stop them one after the other.
    group = {"programs": ",".join(program.name for program in wanted)}
    sections = [_section("supervisord", own), _section("group:console", group)]
    sections += [_section(f"program:{one.name}", _options(one, base_dir)) for one in wanted]
    return "\n".join(sections)


def _options(program: Program, base_dir: Path) -> dict[str, str]:
    """Options of one program: restarted whenever it ends, killed with its children at the end."""
    return {
        "command": shlex.join(program.command),
        "directory": str(base_dir),
        "autorestart": "true",
        "startsecs": "2",
        "startretries": "5",
        "stopwaitsecs": str(program.stop_seconds),
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": "/dev/fd/1",
        "stdout_logfile_maxbytes": "0",
    }


def _section(name: str, options: dict[str, str]) -> str:
    """One section of the file; a percent sign would start an expansion, so it is doubled."""
    lines = [f"{key}={value.replace('%', '%%')}" for key, value in options.items()]
    return "\n".join([f"[{name}]", *lines, ""])
