"""Whether the ledger ties: each moment that was promised has one fate, and nothing else has one."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django_celery_beat.models import PeriodicTask

from background.months import Month
from tasks_admin.models import Fate, SchedulePlan, SchedulerState, Slot
from tasks_admin.models.reading import kept_for_reader
from tasks_admin.queries.promises import Promise, promises

SETTLING = timedelta(seconds=15)
"""A moment younger than this may still be on its way into the ledger."""
NAMED = 10
AT_ONCE = 200

MOST_ON_A_PAGE = 200
MOST_IN_A_MONTH = 10_000
KEPT_SECONDS = 60
JUST_BEFORE = timedelta(microseconds=1)

Settled = dict[datetime, str]


@dataclass(frozen=True, slots=True)
class Balance:
    """What one schedule promised later than `since` and up to `until`, and what the ledger has.

    `missing` are promised moments that have no fate, `surplus` moments with a fate that nobody
    promised; the first few of each are named.
    """

    schedule_id: int
    name: str
    zone: str
    since: datetime
    until: datetime
    expected: int
    fates: dict[str, int]
    missing: int
    surplus: int
    first_missing: tuple[datetime, ...] = ()
    first_surplus: tuple[datetime, ...] = ()

    @property
    def ties(self) -> bool:
        """Whether expected moments and fates are the same."""
        return not self.missing and not self.surplus


@dataclass(frozen=True, slots=True)
class Sum:
    """Several balances in one line."""

    schedules: int
    expected: int
    settled: int
    uneven: tuple[Balance, ...]

    @property
    def ties(self) -> bool:
        """Whether every one of them ties."""
        return not self.uneven


def balances(
    since: datetime, until: datetime, now: datetime, schedule_ids: Collection[int] | None = None
) -> Iterator[Balance]:
    """Yield the balance of each schedule that is switched on.

    A schedule is checked from where its rule counts: what an earlier rule promised is not known
    any more, nor is what has left the ledger. The last seconds are left to the scheduler, and so is
    all that came after it was at work for the last time: it gets its fate when it is back.
    """
    state = SchedulerState.objects.filter(pk=SchedulerState.ROW).first() or SchedulerState()
    since = max(since, state.ledger_since or since)
    until = min(until, now - SETTLING, absent_since(now, state) or now)
    for some in _batches(promises(schedule_ids)):
        settled = _settled([one.schedule_id for one in some], since, until)
        for one in some:
            plan = one.plan
            if plan is not None and plan.fingerprint == one.fingerprint:
                yield balance(one, plan, settled.get(one.schedule_id, {}), since, until)


def absent_since(now: datetime, state: SchedulerState) -> datetime | None:
    """Return when a scheduler was at work for the last time; None where one is, or never was."""
    return state.seen_at if state.seen_at and now - state.seen_at > SETTLING else None


def balance_of_day(now: datetime) -> Sum | None:
    """Return what the last 24 hours come to; None where there are too many schedules for a page.

    The answer is kept for a minute: whoever wants it exactly has the command.
    """
    if PeriodicTask.objects.filter(enabled=True).count() > MOST_ON_A_PAGE:
        return None
    key = kept_for_reader("schedules:balance-of-day")
    found: Sum | None = cache.get(key)
    if found is None:
        found = summed(balances(now - timedelta(hours=24), now, now))
        cache.set(key, found, KEPT_SECONDS)
    return found


def balance_of_month(
    schedule_id: int, month: Month, zone: ZoneInfo, now: datetime
) -> Balance | None:
    """Return what a month of a schedule comes to; None where it is off, or comes too often."""
    start = datetime.combine(month.first, time.min, zone)
    end = min(datetime.combine(month.plus(1).first, time.min, zone), now)
    for one in promises([schedule_id]):
        often = sum(1 for _ in islice(one.moments(start, end), MOST_IN_A_MONTH))
        if often < MOST_IN_A_MONTH:
            return next(balances(start - JUST_BEFORE, end, now, [schedule_id]), None)
    return None


def balance(
    one: Promise, plan: SchedulePlan, settled: Settled, since: datetime, until: datetime
) -> Balance:
    """Compare what a schedule promised in the span with what became of it."""
    since = max(since, plan.since)
    found = {moment: fate for moment, fate in settled.items() if since < moment <= until}
    promised = {moment.at for moment in one.moments(since, until)}
    missing, surplus = sorted(promised - found.keys()), sorted(found.keys() - promised)
    counted = Counter(found.values())
    return Balance(
        schedule_id=one.schedule_id,
        name=one.name,
        zone=one.zone,
        since=since,
        until=max(since, until),
        expected=len(promised),
        fates={fate: counted[fate] for fate in Fate.values if counted[fate]},
        missing=len(missing),
        surplus=len(surplus),
        first_missing=tuple(missing[:NAMED]),
        first_surplus=tuple(surplus[:NAMED]),
    )


def summed(found: Iterable[Balance]) -> Sum:
    """Return the balances as one."""
    schedules = expected = settled = 0
    uneven: list[Balance] = []
    for one in found:
        schedules += 1
        expected += one.expected
        settled += sum(one.fates.values())
        if not one.ties:
            uneven.append(one)
    return Sum(schedules, expected, settled, tuple(uneven))


def _settled(schedule_ids: Sequence[int], since: datetime, until: datetime) -> dict[int, Settled]:
    slots = Slot.objects.filter(
        schedule_id__in=schedule_ids, moment__gt=since, moment__lte=until
    ).order_by()
    found: dict[int, Settled] = {}
    for schedule_id, moment, fate in slots.values_list("schedule_id", "moment", "fate").iterator():
        if schedule_id is not None:
            found.setdefault(schedule_id, {})[moment] = fate
    return found


def _batches(found: Iterator[Promise]) -> Iterator[tuple[Promise, ...]]:
    """Read in portions: all moments of all schedules need not be in memory at once."""
    return takewhile(bool, iter(lambda: tuple(islice(found, AT_ONCE)), None))
