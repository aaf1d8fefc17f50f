"""Launches many runs from one process: `python -m tests.chaos.launch <how many> <pause> <long>`.

Prints {accepted, longest}: how many launches returned, and the seconds that the slowest took.
"""

import json
import os
import sys
import time

import django


def main(count: int, pause: float, seconds: float) -> None:
    """Launch so many runs, two of three with one effect, the others with three.

    Each effect takes so many seconds, and so long a pause follows each launch.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    django.setup()
    from tests.worksite.jobs.effects import mark, mark_parts

    longest = 0.0
    for number in range(count):
        began = time.monotonic()
        (mark_parts if number % 3 == 0 else mark).delay(seconds=seconds)
        longest = max(longest, time.monotonic() - began)
        time.sleep(pause)
    sys.stdout.write(json.dumps({"accepted": count, "longest": longest}))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
