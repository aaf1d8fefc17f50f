"""`reconcile`: whether every moment that a schedule promised has exactly one fate."""

import json
from argparse import ArgumentTypeError
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from tasks_admin.models import Fate
from tasks_admin.queries.balances import Balance, Sum, absent_since, balances, summed
from tasks_admin.services import accounting
from tasks_admin.wording import language_of_terminal, number

LOOK_BACK = timedelta(days=7)


def moment(text: str) -> datetime:
    """Read a day or a moment, local where it names no zone."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day or moment, as 2024-07-27") from None
    return read if timezone.is_aware(read) else timezone.make_aware(read)


class Command(BaseCommand):
    """Exits with 1, naming the schedules, where the ledger does not tie; else with 0."""

    help = (
        "Compare what the schedules promised with the ledger: expected moments = sum of fates. "
        "A schedule is checked from the last edit of its rule on, up to when a scheduler was at "
        "work for the last time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="since", type=moment, help="Day or moment (default: seven days ago)"
        )
        parser.add_argument("--to", dest="until", type=moment, help="Day or moment (default: now)")
        parser.add_argument("--json", action="store_true", help="One JSON object")

    def handle(self, *, since: datetime | None, until: datetime | None, **options: Any) -> None:
        now = timezone.now()
        until = until or now
        total = summed(balances(since or until - LOOK_BACK, until, now))
        with language_of_terminal():
            if options["json"]:
                self.stdout.write(json.dumps(_as_json(total), cls=DjangoJSONEncoder, indent=2))
            else:
                self._tell(total)
        if not total.ties:
            raise SystemExit(1)

    def _tell(self, total: Sum) -> None:
        for one in total.uneven:
            self.stdout.write(self.style.ERROR(_line(one)))
        style = self.style.SUCCESS if total.ties else self.style.ERROR
        sentence = ngettext(
            "{schedules} schedule: {expected} moments promised, {settled} accounted for.",
            "{schedules} schedules: {expected} moments promised, {settled} accounted for.",
            total.schedules,
        )
        figures = asdict(total) | {"uneven": len(total.uneven)}
        self.stdout.write(
            style(sentence.format(**{name: number(value) for name, value in figures.items()}))
        )
        if since := absent_since(timezone.now(), accounting.state()):
            waiting = gettext(
                "No scheduler has been at work since {moment}: later moments get their fate when "
                "one is back."
            )
            self.stdout.write(self.style.WARNING(waiting.format(moment=_local(since, ""))))


def _line(one: Balance) -> str:
    parts = [
        gettext("{name}: {expected} moments promised, {settled} accounted for.").format(
            name=one.name, expected=number(one.expected), settled=number(sum(one.fates.values()))
        )
    ]
    for moments, count, sentence in (
        (one.first_missing, one.missing, gettext("Without a fate: {moments}")),
        (one.first_surplus, one.surplus, gettext("With a fate, and not promised: {moments}")),
    ):
        if moments:
            named = ", ".join(_local(at, one.zone) for at in moments)
            more = f" (+{number(count - len(moments))})" if count > len(moments) else ""
            parts.append(sentence.format(moments=named + more))
    return " ".join(parts)


def _local(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone)) if zone else timezone.localtime(at)
    return local.isoformat(timespec="seconds")


def _as_json(total: Sum) -> dict[str, Any]:
    return {
        "ties": total.ties,
        "schedules": total.schedules,
        "expected": total.expected,
        "settled": total.settled,
        "uneven": [_balance(one) for one in total.uneven],
    }


def _balance(one: Balance) -> dict[str, Any]:
    counted = {fate: one.fates.get(fate, 0) for fate in Fate.values}
    return asdict(one) | {"fates": counted}
