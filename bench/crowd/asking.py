"""What the crowd does, and how long it is kept waiting."""

import asyncio
import random
import re
from dataclasses import dataclass, field
from time import monotonic

from bench.crowd.line import Line
from bench.crowd.people import EACH, Crowd, change

SEEN = re.compile(r"status/\?seen=([^&\"]+)&amp;after=(\d+)")


WARM = 5
"""Seconds at the beginning that do not count: threads and connections are made."""


@dataclass
class Found:
    """Seconds of every answer to a tab, of every wake of a program, and what went wrong."""

    counts_from: float
    tabs: list[float] = field(default_factory=list)
    wakes: list[float] = field(default_factory=list)
    refused: int = 0
    changed: dict[str, float] = field(default_factory=dict)


async def crowd(port: int, who: Crowd, tabs: int, seconds: float, every: float) -> Found:
    """Let all of them ask for so many seconds, each tab `every` so many."""
    found = Found(monotonic() + WARM)
    end = found.counts_from + seconds
    lines = [Line("127.0.0.1", port) for _ in range(len(who.tokens) + tabs)]
    asked = [
        _program(lines.pop(), token, who.runs[place % len(who.runs)], found, end)
        for place, token in enumerate(who.tokens)
    ]
    asked += [
        _tab(line, who, who.runs[place % len(who.runs)], found, end, every)
        for place, line in enumerate(lines)
    ]
    if who.tokens:
        asked.append(_work(who, found, end))
    await asyncio.gather(*asked)
    return found


async def _program(line: Line, token: str, run: str, found: Found, end: float) -> None:
    """Wait for the run's next change, again and again."""
    headers = {"Authorization": f"Bearer {token}"}
    while (left := end - monotonic()) > 1:
        wait = min(20, int(left)) if "If-None-Match" in headers else 0
        answer = await line.get(f"/api/v1/runs/{run}?wait={wait}", headers)
        tag = answer.headers.get("etag", "")
        if answer.status not in (200, 304):
            found.refused += 1
        elif tag != headers.get("If-None-Match") and run in found.changed:
            _note(found, found.wakes, monotonic() - found.changed[run])
        headers["If-None-Match"] = tag


async def _tab(line: Line, who: Crowd, run: str, found: Found, end: float, every: float) -> None:
    """Ask as the page of a run does, beginning at a moment of its own."""
    headers = {"HX-Request": "true", "Cookie": f"sessionid={who.session}"}
    seen, after = "", "0"
    await asyncio.sleep(random.random() * every)
    while monotonic() < end:
        began = monotonic()
        way = f"/runs/{run}/status/?seen={seen}&after={after}&status=running"
        answer = await line.get(way, headers)
        _note(found, found.tabs, monotonic() - began)
        found.refused += answer.status not in (200, 204)
        if match := SEEN.search(answer.text):
            seen, after = match.groups()
        await asyncio.sleep(max(0.0, every - (monotonic() - began)))


async def _work(who: Crowd, found: Found, end: float) -> None:
    """Change one run after the other, each once in `EACH` seconds."""
    pause = EACH / len(who.runs)
    while (left := end - monotonic()) > pause + 2:
        run = random.choice(who.runs)
        await asyncio.sleep(min(pause, left))
        loop = asyncio.get_running_loop()
        found.changed[run] = await loop.run_in_executor(None, change, run)


def _note(found: Found, seconds: list[float], lasted: float) -> None:
    if monotonic() > found.counts_from:
        seconds.append(lasted)
