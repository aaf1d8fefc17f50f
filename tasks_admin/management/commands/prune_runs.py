"""`prune_runs`: remove the runs that the retention rules give up."""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from tasks_admin.queries.retention import old_deeds, old_moments, prospects
from tasks_admin.services import pruning
from tasks_admin.wording import language_of_terminal, number

LARGEST_BATCH = 10_000


def batch_size(text: str) -> int:
    """Read how many runs one transaction removes."""
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST_BATCH:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1 to {LARGEST_BATCH}")
    return int(text)


class Command(BaseCommand):
    """One line for each task and rule, then the sum."""

    help = (
        "Remove runs older than RETENTION_DAYS (failed and lost ones: RETENTION_FAILED_DAYS), with "
        "their files and results; never the newest RETENTION_KEEP_LAST of a task, kept ones and "
        "those that made the live version of a dataset. Audit entries go "
        "after RETENTION_AUDIT_DAYS, moments of schedules after RETENTION_LEDGER_DAYS."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count what would go")
        parser.add_argument(
            "--batch",
            type=batch_size,
            default=pruning.BATCH,
            metavar="N",
            help=f"How many runs a transaction removes (default {pruning.BATCH})",
        )

    def handle(self, *, dry_run: bool, batch: int, **_: Any) -> None:
        now = timezone.now()
        with language_of_terminal():
            if dry_run:
                found = prospects(now, most=None)
                self._tell({(one.task_name, one.rule.name): one.count for one in found})
                self._tell_rest(old_deeds(now).count(), old_moments(now).count())
                self.stdout.write(gettext("Nothing was removed: this was a trial."))
                return
            self._tell(dict(pruning.prune(now, batch=batch)))
            deeds = pruning.prune_audit(now, batch=batch)
            self._tell_rest(deeds, pruning.prune_ledger(now, batch=batch))
            results, files = pruning.prune_leftovers(now, batch=batch)
            left_over = gettext("Left over: {results} results and {files} files removed")
            self.stdout.write(left_over.format(results=number(results), files=number(files)))

    def _tell(self, counts: dict[tuple[str, str], int]) -> None:
        width = max((len(task) for task, _rule in counts), default=0)
        for (task, rule), count in counts.items():
            self.stdout.write(f"{task:<{width}}  {rule:<6}  {number(count):>9}")
        total = gettext("{count} runs").format(count=number(sum(counts.values())))
        self.stdout.write(total)

    def _tell_rest(self, deeds: int, moments: int) -> None:
        self.stdout.write(gettext("{count} audit entries").format(count=number(deeds)))
        self.stdout.write(gettext("{count} moments of schedules").format(count=number(moments)))
