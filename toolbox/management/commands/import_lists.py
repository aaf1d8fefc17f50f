"""`manage.py import_lists`: take the lists of a file into the tables."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from toolbox.lists.importing import import_lists
from toolbox.lists.models import HISTORY_FROM
from toolbox.sources import SourceFailed
from toolbox.sources.lists import read_lists


class Command(BaseCommand):
    """Adds what the file has and the tables lack; repeat it at will."""

    help = "Take the lists of a file (listas.json) into the tables, valid from a day on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and the day."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--from",
            dest="first_day",
            type=date.fromisoformat,
            default=HISTORY_FROM,
            help=f"the first day on which they are valid ({HISTORY_FROM})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Take them in and say how many; raises CommandError for a file that is none."""
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}")
        try:
            done = import_lists(read_lists(options["file"]), options["first_day"])
        except SourceFailed as failure:
            raise CommandError(str(failure)) from failure
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(
            f"{done.added} entries added, {done.ended} ended for them, {done.kept} there already"
        )
