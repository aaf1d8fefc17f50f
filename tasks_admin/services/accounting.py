"""Accounts of schedules: up to which moment every promise has its fate."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db.models import Case, F, Max, Value, When
from django_celery_beat.models import PeriodicTask

from tasks_admin.models import SchedulePlan, SchedulerState, Slot
from tasks_admin.planning.rules import NEVER
from tasks_admin.queries.earlier_rules import Gap, earlier_moments
from tasks_admin.queries.promises import Promise
from tasks_admin.services import noticing

AT_ONCE = 200

T = TypeVar("T")


@dataclass(slots=True)
class Account:
    """One promise, the moment up to which it is settled, and what was launched unreported.

    `owed` are moments of earlier rules that are not settled; as long as there are any, the plan
    that is stored has the rule that it had then, `earlier` being its fingerprint. `next_at` is the
    moment that comes next.
    """

    promise: Promise
    plan: SchedulePlan
    until: datetime
    launched: int = 0
    owed: list[datetime] = field(default_factory=list)
    earlier: str = ""
    next_at: datetime = NEVER

    def close_until(self, moment: datetime, launched: int) -> None:
        """Everything up to the moment is settled."""
        if self.owed:
            _begin(self.plan, self.earlier)
            self.owed = []
        self.until = max(self.until, moment)
        self.launched += launched


def open_accounts(found: Sequence[Promise], now: datetime) -> list[Account]:
    """Return an account for each promise, beginning where the ledger ends.

    A schedule without a plan gets one; it, and a rule other than the plan's, begin at their edit.
    Up to there the rule counts that there was, where it is known.
    """
    new = [one for one in found if one.plan is None]
    SchedulePlan.objects.bulk_create(_plans(new, now), batch_size=500, ignore_conflicts=True)
    plans = {one.schedule_id: one.plan for one in found if one.plan is not None}
    plans |= SchedulePlan.objects.in_bulk([one.schedule_id for one in new])
    settled = _settled([one.schedule_id for one in found])
    changed = [one for one in found if plans[one.schedule_id].fingerprint != one.fingerprint]
    anew = {one.promise.schedule_id: one for one in _begin_anew(changed, plans, settled, now)}
    return [
        anew.get(pk) or Account(one, plan, max(plan.since, settled.get(pk, plan.since)))
        for one in found
        for pk in (one.schedule_id,)
        for plan in (plans[pk],)
    ]


def close_accounts(schedule_ids: Collection[int] | None = None) -> None:
    """End the accounts of those among the schedules, or of all, that are switched off.

    What is switched on again promises from then on, and nothing for the time between.
    """
    off = SchedulePlan.objects.filter(schedule__enabled=False).exclude(fingerprint="")
    if schedule_ids is not None:
        off = off.filter(schedule_id__in=schedule_ids)
    off.update(fingerprint="")


def _plans(new: Sequence[Promise], now: datetime) -> list[SchedulePlan]:
    edits = _edits(new, now)
    return [
        SchedulePlan(schedule_id=pk, since=edits[pk], fingerprint=one.fingerprint)
        for one in new
        for pk in (one.schedule_id,)
    ]


def _begin_anew(
    changed: Sequence[Promise],
    plans: dict[int, SchedulePlan],
    settled: dict[int, datetime],
    now: datetime,
) -> Iterator[Account]:
    """Let other rules count from their edit, or from what was settled by the earlier rule since."""
    edits = _edits(changed, now)
    gaps = []
    for one in changed:
        plan, edit = plans[one.schedule_id], edits[one.schedule_id]
        last = settled.get(plan.pk, plan.since)
        gaps.append(Gap(plan.pk, plan.fingerprint, max(plan.since, last), edit))
        plan.since = max(edit, settled.get(plan.pk, edit))
        plan.fingerprint = one.fingerprint
    owed = {
        pk: moments for some in _portions(gaps) for pk, moments in earlier_moments(some).items()
    }
    for one, gap in zip(changed, gaps, strict=True):
        plan, moments = plans[one.schedule_id], owed.get(one.schedule_id, [])
        if not moments:
            _begin(plan, gap.fingerprint)
        yield Account(one, plan, plan.since, owed=moments, earlier=gap.fingerprint)


def _begin(plan: SchedulePlan, earlier: str) -> None:
    """Store from when on the new rule counts; another scheduler may have done so."""
    same = SchedulePlan.objects.filter(pk=plan.pk, fingerprint=earlier)
    same.update(since=plan.since, fingerprint=plan.fingerprint)


def _edits(some: Sequence[Promise], now: datetime) -> dict[int, datetime]:
    """When each of them was last edited; now where that is forgotten."""
    at: dict[int, datetime] = {}
    for ids in _portions([one.schedule_id for one in some]):
        at |= noticing.edited_at(ids)
    return {one.schedule_id: min(at.get(one.schedule_id, now), now) for one in some}


def _settled(schedule_ids: Sequence[int]) -> dict[int, datetime]:
    """The last moment of each schedule that has its fate."""
    last: dict[int, datetime] = {}
    for some in _portions(schedule_ids):
        slots = Slot.objects.filter(schedule_id__in=some)
        last |= dict(slots.values_list("schedule_id").annotate(Max("moment")).order_by())
    return last


def _portions(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut what goes into one statement into portions that every database takes."""
    return (whole[start : start + AT_ONCE] for start in range(0, len(whole), AT_ONCE))


def state() -> SchedulerState:
    """Return when any scheduler was last at work, and whether all schedules are paused."""
    return SchedulerState.objects.filter(pk=SchedulerState.ROW).first() or SchedulerState()


def report(accounts: Iterable[Account], now: datetime) -> None:
    """Record that a scheduler is at work, what was launched since the last report, what comes."""
    accounts = list(accounts)
    seen = SchedulerState.objects.filter(pk=SchedulerState.ROW).update(seen_at=now)
    if not seen:
        SchedulerState.objects.update_or_create(pk=SchedulerState.ROW, defaults={"seen_at": now})
    _foretell([one for one in accounts if one.next_at != one.plan.next_at])
    launched = [account for account in accounts if account.launched]
    for some in _portions(launched):
        _count(some)
        for account in some:
            account.launched = 0


def _foretell(accounts: Sequence[Account]) -> None:
    """Store which moments come next; one statement for those that come at one moment."""
    together: dict[datetime, list[int]] = {}
    for one in accounts:
        together.setdefault(one.next_at, []).append(one.promise.schedule_id)
    for moment, ids in together.items():
        for some in _portions(ids) if len(ids) > 1 else ():
            SchedulePlan.objects.filter(pk__in=some).update(next_at=moment)
    alone = [SchedulePlan(pk=ids[0], next_at=at) for at, ids in together.items() if len(ids) == 1]
    SchedulePlan.objects.bulk_update(alone, ["next_at"], batch_size=AT_ONCE)
    for one in accounts:
        one.plan.next_at = one.next_at


def _count(accounts: Sequence[Account]) -> None:
    """Bring django-celery-beat's own columns up to date, with one statement."""
    ids = [account.promise.schedule_id for account in accounts]
    last = [When(pk=pk, then=Value(one.until)) for pk, one in zip(ids, accounts, strict=True)]
    more = [When(pk=pk, then=Value(one.launched)) for pk, one in zip(ids, accounts, strict=True)]
    PeriodicTask.objects.filter(pk__in=ids).update(
        last_run_at=Case(*last), total_run_count=F("total_run_count") + Case(*more)
    )
