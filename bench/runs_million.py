"""The pages of runs with a million runs in the table, against the same with ten thousand.

    python -m bench.runs_million [--runs 1000000] [--repeats 9] [--database URL]

Fills an empty database (SQLite, or the one named, which is migrated and keeps what it gets) and
asks for each page through Django's test client, signed in; then fills it up and asks again. Prints
the medians in milliseconds and their ratios, and beside them the admin lists of
django-celery-results over as many results.
"""

import argparse
import os
import tempfile

SMALL = 10_000


def measure(repeats: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return what the console's pages take, and those of the admin."""
    from django_celery_results.models import TaskResult

    from bench.history import asking

    client = asking.signed_in()
    ours = asking.milliseconds(client, asking.pages(), repeats)
    lists = asking.admin_pages(TaskResult.objects.count())
    return ours, asking.milliseconds(client, lists, min(repeats, 3))


def compare(runs: int, repeats: int) -> None:
    """Fill, ask, fill up, ask again."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.DEBUG = False  # it would keep every query
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)

    from bench.history.filling import BLOCK, fill

    fill(0, SMALL // BLOCK)
    few, admin_few = measure(repeats)
    fill(SMALL // BLOCK, (runs - SMALL) // BLOCK)
    many, admin_many = measure(repeats)
    print(f"milliseconds with {SMALL} runs, with {runs}, and their ratio")
    for name in many:
        print(f"{name:20} {few[name]:9.1f} {many[name]:9.1f} {many[name] / few[name]:6.2f}")
    for name in admin_many:
        ratio = admin_many[name] / admin_few[name]
        print(f"{name:20} {admin_few[name]:9.1f} {admin_many[name]:9.1f} {ratio:6.2f}")
    slowest = max(many, key=lambda name: many[name] / few[name])
    first = admin_many["admin, first page"] / many["list"]
    print(f"highest ratio: {many[slowest] / few[slowest]:.2f} ({slowest})")
    print(f"the admin's first page takes {first:.0f} times what the list takes")
    print(f"load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--database", default="", help="a database URL; SQLite if not given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {"TOOLBOX_VAR": scratch, "DJANGO_SETTINGS_MODULE": "project.settings"}
        if given.database:
            os.environ["DATABASE_URL"] = given.database
        compare(given.runs, given.repeats)


if __name__ == "__main__":
    main()
