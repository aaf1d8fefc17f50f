"""`schedules`: the schedules as a file that people review: export, import, diff."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext
from django_celery_beat.models import PeriodicTask

from tasks_admin.queries.promises import promise
from tasks_admin.queries.snapshots import RELATED, snapshot
from tasks_admin.services.schedule_file.reading import FileRefused, offered
from tasks_admin.services.schedule_file.taking_over import Change, not_in, take_over
from tasks_admin.services.schedule_file.writing import written
from tasks_admin.web.business_days import days_in_words
from tasks_admin.web.presenting import rhythm
from tasks_admin.wording import NOTHING, language_of_terminal, say

USERNAME = "manage.py schedules"
REFUSED = 2


class Command(BaseCommand):
    """`diff` exits with 1 where the console differs; a file that is refused, with 2."""

    help = "Write the schedules into a YAML file, take such a file over, or compare the two."

    def add_arguments(self, parser: CommandParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        export = deeds.add_parser("export", help="Write all schedules, by name, without secrets")
        export.add_argument("--to", type=Path, metavar="FILE", help="Default: standard output")
        taking = deeds.add_parser("import", help="Make the schedules what the file says")
        taking.add_argument("--dry-run", action="store_true", help="Only show what would change")
        comparing = deeds.add_parser("diff", help="Show what import would change")
        comparing.add_argument(
            "--complete", action="store_true", help="A schedule that the file lacks differs too"
        )
        for one in (taking, comparing):
            one.add_argument(
                "file",
                type=Path,
                nargs="?",
                help="Default: the schedules that come with the jobs; - for standard input",
            )

    def handle(self, *, deed: str, **options: Any) -> None:
        with language_of_terminal():
            if deed == "export":
                self._export(options["to"])
            elif deed == "import":
                self._import(options["file"], dry_run=options["dry_run"])
            else:
                self._diff(options["file"], complete=options["complete"])

    def _export(self, to: Path | None) -> None:
        with translation.override("en"):  # the same file, whatever terminal it is made on
            found = PeriodicTask.objects.select_related(*RELATED)
            text = written((snapshot(one), _in_words(one)) for one in found)
        if to is None:
            self.stdout.write(text, ending="")
        else:
            to.write_text(text, encoding="utf-8")

    def _import(self, file: Path | None, *, dry_run: bool) -> None:
        changes = _taken_over(file, dry_run=dry_run)
        self._tell(changes)
        made, changed, same = _counts(changes)
        sentence = gettext("{made} made, {changed} changed, {same} were so already.")
        self.stdout.write(sentence.format(made=made, changed=changed, same=same))
        if dry_run:
            self.stdout.write(gettext("Nothing was changed: this was a trial."))

    def _diff(self, file: Path | None, *, complete: bool) -> None:
        changes = _taken_over(file, dry_run=True)
        self._tell(changes)
        others = not_in(changes)
        for name in others:
            self.stdout.write(gettext("Not in the file: {name}").format(name=name))
        if any(one.differs for one in changes) or (complete and others):
            raise SystemExit(1)
        self.stdout.write(gettext("The console has every schedule as the file says."))

    def _tell(self, changes: list[Change]) -> None:
        for one in changes:
            if one.before is None:
                self.stdout.write(self.style.SUCCESS(f"+ {one.name}"))
            elif one.differs:
                self.stdout.write(self.style.WARNING(f"~ {one.name}"))
            for key, before, after in one.lines if one.differs else ():
                had = f"{_value(before)} → " if one.before is not None else ""
                self.stdout.write(f"    {key}: {had}{_value(after)}")


def _taken_over(file: Path | None, *, dry_run: bool) -> list[Change]:
    """What the file changes, or those that come with the jobs."""
    files = [file] if file else offered()
    return [change for one in files for change in _changes(one, dry_run=dry_run)]


def _changes(file: Path, *, dry_run: bool) -> list[Change]:
    try:
        return take_over(_text(file), username=USERNAME, dry_run=dry_run)
    except FileRefused as refused:
        lines = [
            gettext("line {line}: {entry}{fault}").format(
                line=fault.line,
                entry=f"{fault.entry}: " if fault.entry else "",
                fault=say(fault.sentence.message, fault.sentence.fields),
            )
            for fault in refused.faults
        ]
        head = gettext("{file} was refused, nothing was changed:").format(file=file)
        raise CommandError("\n".join([head, *lines]), returncode=REFUSED) from None


def _text(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        sentence = gettext("{file} cannot be read: {reason}").format(file=file, reason=error)
        raise CommandError(sentence, returncode=REFUSED) from error


def _counts(changes: list[Change]) -> tuple[int, int, int]:
    made = sum(one.before is None for one in changes)
    changed = sum(one.before is not None and one.differs for one in changes)
    return made, changed, len(changes) - made - changed


def _value(value: Any) -> str:
    return NOTHING if value in (None, "", {}, []) else str(value)


def _in_words(schedule: PeriodicTask) -> str:
    one = promise(schedule)
    return ", ".join(filter(None, (rhythm(one.cron, one.every), days_in_words(one.plan))))
