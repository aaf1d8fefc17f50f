"""Processes that an earlier start of the same folder left behind, known by their pid files."""

import os
import signal
import subprocess
import time
from pathlib import Path

PATIENCE_SECONDS = 5


def running(run_dir: Path, name: str) -> int | None:
    """Return the id of the live process that wrote `<run_dir>/<name>.pid`, if there is one.

    An id that now belongs to some other program counts as gone: ours names this folder.
    """
    try:
        pid = int((run_dir / f"{name}.pid").read_text())
    except (OSError, ValueError):
        return None
    return pid if str(run_dir) in _command_line(pid) else None


def sweep(run_dir: Path) -> list[str]:
    """Stop what a killed supervisor left running and delete stale pid files; return the names."""
    left = {path.stem: running(run_dir, path.stem) for path in sorted(run_dir.glob("*.pid"))}
    orphans = {name: pid for name, pid in left.items() if pid}
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in orphans.values():
            _signal_group(pid, sign)
        if _gone(orphans, run_dir):
            break
    for path in run_dir.glob("*.pid"):
        path.unlink(missing_ok=True)
    return list(orphans)


def _gone(orphans: dict[str, int], run_dir: Path) -> bool:
    """Wait until all have ended; False when patience does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if not any(str(run_dir) in _command_line(pid) for pid in orphans.values()):
            return True
        time.sleep(0.1)
    return False


def _signal_group(pid: int, sign: signal.Signals) -> None:
    """Signal a process and its children; the supervisor made each program lead its group."""
    try:
        os.killpg(pid, sign)
    except ProcessLookupError:
        return


def _command_line(pid: int) -> str:
    """The command line of a live process, or an empty text."""
    proc = Path("/proc")
    if proc.is_dir():
        try:
            return (proc / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            return ""
    ps = ("ps", "-p", str(pid), "-o", "command=")
    return subprocess.run(ps, capture_output=True, text=True, check=False).stdout  # noqa: S603
