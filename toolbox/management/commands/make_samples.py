"""`manage.py make_samples`: write a source folder of invented raw data."""

from argparse import ArgumentParser, BooleanOptionalAction
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from toolbox.samples.writing import ARRAYS, UNTIL, SamplePlan, write_samples
from toolbox.sii.samples.writing import TaxPlan, write_tax_samples


class Command(BaseCommand):
    """Writes every source's file; the same options always write the same bytes."""

    help = "Write a source folder of invented raw data, the same for the same seed and size."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--area", choices=("factoring", "sii"), default="factoring", help="whose raw data"
        )
        parser.add_argument("--documents", type=int, required=True, help="how many documents")
        parser.add_argument("--seed", type=int, default=7, help="another seed, other data")
        parser.add_argument("--to", type=Path, required=True, help="the folder to write to")
        parser.add_argument(
            "--until", type=date.fromisoformat, default=UNTIL, help=f"the last day ({UNTIL})"
        )
        parser.add_argument(
            "--cases", action=BooleanOptionalAction, default=True, help="plant the odd rows"
        )
        parser.add_argument("--only", nargs="+", choices=ARRAYS, default=ARRAYS, metavar="SOURCE")
        parser.add_argument("--companies", type=int, default=3, help="how many (area sii)")
        parser.add_argument(
            "--months", type=int, default=14, help="how many, before that of --until (area sii)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files and say where."""
        for name in ("documents", "companies", "months"):
            if options[name] < 1:
                raise CommandError(f"--{name} must be at least 1")
        write = self._tax_office if options["area"] == "sii" else self._factoring
        write(options)
        self.stdout.write(f"Wrote {options['documents']} documents to {options['to']}")

    def _factoring(self, options: dict[str, Any]) -> None:
        plan = SamplePlan(
            documents=options["documents"],
            seed=options["seed"],
            until=options["until"],
            cases=options["cases"],
            only=tuple(options["only"]),
        )
        try:
            write_samples(options["to"], plan)
        except ValueError as error:
            raise CommandError(f"--until: {error}") from error

    def _tax_office(self, options: dict[str, Any]) -> None:
        plan = TaxPlan(
            until=options["until"],
            companies=options["companies"],
            months=options["months"],
            documents=options["documents"],
            seed=options["seed"],
            cases=options["cases"],
        )
        write_tax_samples(options["to"], plan)
