"""`manage.py start`: the whole console on this machine, in the foreground."""

import fcntl
import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from tasks_admin.management.commands.demo import DEMO_USERS
from tasks_admin.management.starting import ports, processes, programs


class Command(BaseCommand):
    """Prepare the database, then become the supervisor of web, worker and beat."""

    help = "Start web, worker and beat on this machine; Ctrl-C stops all of them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Replace this process by supervisord; raises CommandError where it cannot start."""
        run_dir = Path(settings.VAR_DIR) / "run"
        run_dir.mkdir(parents=True, exist_ok=True)
        self._make_way(run_dir)
        call_command("migrate", verbosity=0)
        call_command("demo", verbosity=0)
        file = run_dir / "supervisord.conf"
        file.write_text(programs.configuration(settings.BASE_DIR, run_dir), encoding="utf-8")
        os.environ["CONSOLE_WELCOME"] = welcome(settings.TASKS_ADMIN_PORT)
        self.stdout.write("Starting web, worker and beat ...")
        self.stdout.flush()
        _append(sys.stdout.fileno())
        supervisord = (sys.executable, "-m", "supervisor.supervisord", "-c", str(file))
        os.execv(sys.executable, supervisord)  # noqa: S606

    def _make_way(self, run_dir: Path) -> None:
        """Refuse a second console of this folder or a taken port; clear what a crash left."""
        if pid := processes.running(run_dir, "supervisord"):
            raise CommandError(
                f"The console of this folder runs already (process {pid}); "
                "stop it with Ctrl-C where it was started."
            )
        if left := processes.sweep(run_dir):
            self.stdout.write(f"Stopped what an earlier start left running: {', '.join(left)}.")
        if reason := ports.obstacle(settings.TASKS_ADMIN_PORT):
            raise CommandError(reason)


def _append(output: int) -> None:
    """Where the output is a file, let the programs that share it write after one another."""
    fcntl.fcntl(output, fcntl.F_SETFL, fcntl.fcntl(output, fcntl.F_GETFL) | os.O_APPEND)


def welcome(port: int) -> str:
    """Return what a person needs once the console answers: where it is and how to sign in."""
    lines = [f"The console is ready: http://127.0.0.1:{port}/   (Ctrl-C stops it)"]
    if settings.DEBUG:
        lines.append("Sign in as one of:")
        lines += [f"  {user.name:<10} password {user.password}" for user in DEMO_USERS]
    return "\n".join(lines)
