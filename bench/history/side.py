"""One console under measurement: filled with so many runs, and asked for the pages it is told.

    python -m bench.history.side 1000000

Needs TOOLBOX_VAR and a database that is empty or was filled by an earlier run. Prints the names of
the console's pages and of the admin's as JSON, then the milliseconds of each that it is given.
"""

import argparse
import json
import sys

import django
from django.conf import settings
from django.core.management import call_command


def main(runs: int) -> None:
    """Fill the database, then ask for pages as often as is wanted."""
    django.setup()
    settings.DEBUG = False  # it would keep every query
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    from bench.history import asking
    from bench.history.filling import fill_up

    fill_up(runs)
    client = asking.signed_in()
    ours, admins = asking.pages(), asking.admin_pages()
    print(json.dumps([list(ours), list(admins)]), flush=True)
    for line in sys.stdin:
        name = line.strip()
        print(asking.milliseconds(client, name, (ours | admins)[name]), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=int)
    main(parser.parse_args().runs)
