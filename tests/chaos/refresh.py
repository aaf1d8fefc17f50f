"""Launch a refresh for each line that comes in: `python -m tests.chaos.refresh`, "name as_of"."""

import os
import sys

import django


def main() -> None:
    """Launch what is asked for, and say which run it is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    django.setup()
    from tasks_admin.models import RunSource
    from tasks_admin.services.launching import launch

    for line in sys.stdin:
        name, day = line.split()
        run = launch(f"toolbox.{name}", {"as_of": day}, source=RunSource.COMMAND)
        sys.stdout.write(f"{run.pk}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
