"""`manage.py import_companies`: take the companies of a file into the table."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from toolbox.sii.importing import import_companies


class Command(BaseCommand):
    """Adds and changes the companies that the file has; repeat it at will."""

    help = "Take the companies of a CSV or JSON file (rut, name, active, id, ...) into the table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take them in and say how many; raises CommandError, and then none is taken in."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}")
        try:
            done = import_companies(path.read_bytes())
        except ValueError as error:
            raise CommandError(f"{path}: {error}") from error
        if done.wrong:
            told = "\n".join(f"  line {line}: {why}" for line, why in done.wrong.items())
            raise CommandError(f"Nothing was taken in. In {path}:\n{told}")
        self.stdout.write(
            f"{done.added} companies added, {done.changed} changed, {done.kept} there already"
        )
