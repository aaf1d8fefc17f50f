"""One console under measurement: filled with so many runs, and asked for its pages at each word.

    python -m bench.history.side 1000000

Needs TOOLBOX_VAR and a database that is empty or was filled by an earlier run. Prints a line of
JSON, {page: milliseconds}, for each line that it is given: "console" or "admin".
"""

import argparse
import json
import sys

import django
from django.conf import settings
from django.core.management import call_command


def main(runs: int) -> None:
    """Fill the database, then ask for the pages as often as is wanted."""
    django.setup()
    settings.DEBUG = False  # it would keep every query
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    from bench.history import asking
    from bench.history.filling import fill_up

    fill_up(runs)
    client = asking.signed_in()
    pages = {"console": asking.pages(), "admin": asking.admin_pages()}
    for line in sys.stdin:
        print(json.dumps(asking.milliseconds(client, pages[line.strip()])), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=int)
    main(parser.parse_args().runs)
