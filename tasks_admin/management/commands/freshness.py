"""`freshness`: whether every dataset keeps its promise, for people and for monitors."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext

from background import registry
from background.errors import UnknownDataset
from tasks_admin.queries.datasets import DatasetCard, Freshness, cards_of
from tasks_admin.queries.freshness import told, worst
from tasks_admin.web.standing import STANDINGS, promised
from tasks_admin.wording import NOTHING, day, language_of_terminal, say

EXITS = {Freshness.FRESH: 0, Freshness.LOOSE: 1, Freshness.STALE: 2, Freshness.NEVER: 2}
"""As monitors read them: all right, a warning, critical."""


class Command(BaseCommand):
    """Exits with 2 where a dataset is older than promised, with 1 where one does not tie."""

    help = "Tell how fresh each dataset is: as of when, from which run, whether it ties."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dataset", nargs="*", help="Only these datasets")
        parser.add_argument("--json", action="store_true", help="One JSON object")

    def handle(self, *, dataset: list[str], **options: Any) -> None:
        try:
            wanted = [registry.dataset(name) for name in dataset or registry.datasets()]
        except UnknownDataset as error:
            raise CommandError(str(error)) from error
        cards = cards_of(wanted, timezone.now())
        with language_of_terminal():
            if options["json"]:
                self._write({"freshness": worst(cards), "datasets": [told(one) for one in cards]})
            else:
                for card in cards:
                    self.stdout.write(self._line(card))
        if code := EXITS[worst(cards)]:
            raise SystemExit(code)

    def _write(self, said: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))

    def _line(self, card: DatasetCard) -> str:
        style = {0: self.style.SUCCESS, 1: self.style.WARNING, 2: self.style.ERROR}
        word = style[EXITS[card.freshness]](str(STANDINGS[card.freshness][1]))
        as_of = day(card.version.as_of) if card.version else NOTHING
        run = card.run.short_id if card.run else NOTHING
        return gettext("{name}: {word}; as of {day}, run {run}. Promised: {promise}.").format(
            name=say(card.dataset.title),
            word=word,
            day=as_of,
            run=run,
            promise=promised(card.dataset.promise),
        )
