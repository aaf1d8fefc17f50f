"""A crowd at once: programs that wait for runs (long polls) and tabs that show one.

    python -m bench.polling [--programs 200] [--tabs 200] [--seconds 30] [--every 1]
                            [--processes 2] [--database URL]

Serves the console as `make run` does, in two processes with a thread for every program
(`WEB_PROCESSES`, `WEB_THREADS`), on SQLite or the database named (an empty one). Each program
holds a request with `wait=20` for one of twenty runs; each tab asks for its fragment as the page
does, every second. Once a second one of the runs changes. Then the same tabs ask a bare Django view
under the same server. Prints

tab p50, p95    milliseconds until a tab has its answer, and the ratio to the bare view
wake p50, p95   milliseconds from a change until a program that waits for it is told
processor       processor time of the web processes a second, and the ratio to the bare view
"""

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles

import httpx

from bench.crowd.asking import Found, crowd
from bench.crowd.people import Crowd, gather

CONSOLE, BARE = "project.wsgi", "bench.crowd.bare:application"
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def served(application: str) -> Iterator[tuple[int, int]]:
    """Serve a WSGI application as the console is; yield its port and the server's pid."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "gunicorn", "--config", "python:project.gunicorn", application]
    server = subprocess.Popen(words, env=os.environ | {"PORT": str(port)})
    url = f"http://127.0.0.1:{port}"
    try:
        _until_it_answers(url, server)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()


def _until_it_answers(url: str, server: subprocess.Popen[bytes]) -> None:
    while True:
        try:
            httpx.get(f"{url}/health", timeout=5)
            return
        except httpx.TransportError:
            if server.poll() is not None:
                sys.exit("The server did not start")
            time.sleep(0.1)


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process and its children have had."""
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        pids = [pid, *map(int, file.read().split())]
    return sum(map(_own_seconds, pids))


def _own_seconds(pid: int) -> float:
    with open(f"/proc/{pid}/stat") as file:
        user, system = file.read().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / TICKS


def measured(application: str, who: Crowd, given: argparse.Namespace) -> tuple[Found, float]:
    """Return what the crowd found, and the web process's processor seconds a second."""
    with served(application) as (port, pid):
        before, began = processor_seconds(pid), time.monotonic()
        found = asyncio.run(crowd(port, who, given.tabs, given.seconds, given.every))
        lasted = time.monotonic() - began
        return found, (processor_seconds(pid) - before) / lasted


def p50_p95(seconds: list[float]) -> tuple[float, float]:
    """Return the median and the 95th of a hundred, in milliseconds."""
    parts = quantiles(seconds, n=100)
    return parts[49] * 1_000, parts[94] * 1_000


def compare(given: argparse.Namespace) -> None:
    """Measure the console, then the bare view."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    who = gather(given.programs)
    ours, our_work = measured(CONSOLE, who, given)
    bare, bare_work = measured(BARE, Crowd(who.runs, [], who.session), given)
    for place, name in enumerate(("p50", "p95")):
        ms, least = p50_p95(ours.tabs)[place], p50_p95(bare.tabs)[place]
        print(f"tab {name}: {ms:.0f} ms, bare view {least:.0f} ms; ratio {ms / least:.1f}")
    if len(ours.wakes) > 1:
        print("wake p50, p95: {:.0f} ms, {:.0f} ms".format(*p50_p95(ours.wakes)))
    a_second = len(ours.tabs) / given.seconds
    print(f"answers to tabs a second: {a_second:.0f}, to programs: {len(ours.wakes)} in all")
    print(f"processor: {our_work:.2f} s a second, bare view {bare_work:.2f}", end="; ")
    print(f"ratio {our_work / bare_work:.1f}")
    print(f"refused or failed: {ours.refused}; load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--programs", type=int, default=200)
    parser.add_argument("--tabs", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--every", type=float, default=1, help="seconds between a tab's questions")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--database", default="", help="a database URL; SQLite if not given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {
            "TOOLBOX_VAR": scratch,
            "DJANGO_SETTINGS_MODULE": "project.settings",
            "JOB_PACKAGES": "bench.noop",
            "DEBUG": "false",
            "HTTPS": "false",
            "SECRET_KEY": "of no worth",
            "ALLOWED_HOSTS": "127.0.0.1",
            "API_ADDRESS_RATE": "0/min",
            "WEB_PROCESSES": str(given.processes),
            "WEB_THREADS": str(given.programs + 32),
        }
        if given.database:
            os.environ["DATABASE_URL"] = given.database
        compare(given)


if __name__ == "__main__":
    main()
