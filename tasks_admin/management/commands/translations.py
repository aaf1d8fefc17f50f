"""`translations check|update|compile`: the catalogues of languages, without system tools."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tasks_admin.translating.catalogue import compile_catalogue, faults, update


class Command(BaseCommand):
    """`check` exits with 1, a line a fault, unless every language is complete and compiled."""

    help = "Check, update or compile the translations (needs polib, a development dependency)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["check", "update", "compile"])

    def handle(self, *, action: str, **_: Any) -> None:
        actions = {"check": self._check, "update": self._update, "compile": self._compile}
        for language, _name in settings.LANGUAGES:
            if language != settings.LANGUAGE_CODE:
                actions[action](language)

    def _check(self, language: str) -> None:
        found = faults(language)
        for fault in found:
            self.stderr.write(str(fault))
        if found:
            raise CommandError(f"{len(found)} faults in the translations into “{language}”")
        self.stdout.write(f"The translations into “{language}” are complete")

    def _update(self, language: str) -> None:
        added, dropped = update(language)
        self.stdout.write(f"{language}: {added} texts added, {dropped} dropped")

    def _compile(self, language: str) -> None:
        self.stdout.write(f"Written: {compile_catalogue(language).name} of “{language}”")
