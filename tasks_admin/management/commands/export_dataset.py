"""`export_dataset`: the rows of a dataset, exactly, in a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from background import Dataset, registry
from background.errors import UnknownDataset
from tasks_admin.queries import row_filter
from tasks_admin.services import auditing
from tasks_admin.services.exporting import Format, export_to
from tasks_admin.wording import language_of_terminal, say

REFUSED = 2


class Command(BaseCommand):
    """Exits with 2, having written nothing, where the dataset or a filter makes no sense."""

    help = (
        "Write a dataset to a file: CSV (comma, point, ISO days, exact decimals), JSON, XLSX or "
        "Parquet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="Which dataset; list_tasks shows what tasks write")
        parser.add_argument("--format", choices=list(Format), default=Format.CSV)
        parser.add_argument("--layout", help="A form of the file that the dataset declares")
        parser.add_argument("--to", type=Path, required=True, metavar="FILE")
        parser.add_argument(
            "filters",
            nargs="*",
            metavar="column=value",
            help="As in the address of the page: Moneda=USD, FechaOperacion__from=2024-01-01, "
            "Ejecutivo__contains=Ana, sort=-FechaOperacion, cols=NroDocumento",
        )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let filters stand before, between and after the options."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.parse_args = parser.parse_intermixed_args  # type: ignore[method-assign]
        return parser

    def handle(
        self,
        *,
        name: str,
        format: str,  # noqa: A002
        to: Path,
        filters: list[str],
        layout: str | None = None,
        **_: Any,
    ) -> None:
        with language_of_terminal():
            asked = _read(name, [*filters, *([f"layout={layout}"] if layout else [])])
            if not to.resolve().parent.is_dir():
                raise CommandError(
                    gettext("There is no folder {folder}.").format(folder=to.parent),
                    returncode=REFUSED,
                )
            rows = export_to(to, asked, Format(format))
            auditing.exported(None, name, form=format, query="&".join(filters), rows=rows)
            written = gettext("{rows} rows written to {file}").format(rows=rows, file=to)
            self.stdout.write(written)


def _read(name: str, filters: list[str]) -> row_filter.RowFilter:
    """The filter, or leave with 2 and what is wrong with it."""
    dataset = _dataset(name)
    given: dict[str, list[str]] = {}
    for text in filters:
        key, _, value = text.partition("=")
        given.setdefault(key, []).append(value)
    asked = row_filter.read(dataset, given)
    wrong = [f"{error.name}: {say(error.message, error.fields)}" for error in asked.errors]
    unknown = gettext("{dataset} has no filter {name}.")
    wrong += [unknown.format(dataset=dataset.name, name=one) for one in asked.unknown]
    if wrong:
        raise CommandError("\n".join(wrong), returncode=REFUSED)
    return asked


def _dataset(name: str) -> Dataset:
    try:
        return registry.dataset(name)
    except UnknownDataset as error:
        others = gettext("Known datasets: {names}").format(names=", ".join(registry.datasets()))
        sentence = f"{say(error.message, error.fields)}. {others}"
        raise CommandError(sentence, returncode=REFUSED) from error
