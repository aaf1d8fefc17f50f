"""Sorting out what has come: moments to launch, and moments that are left out with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tasks_admin.models import Fate, SchedulePlan, SchedulerState, Slot
from tasks_admin.planning.misfires import Catch, sort_out
from tasks_admin.queries.promises import Promise

PUNCTUAL = timedelta(seconds=10)
"""Up to here a launch is on time."""

REASONS = {
    "down": "No scheduler was running from {since} to {until}",
    "late": "The scheduler came to it only after {until}",
    "paused": "{who} had paused the schedule: {why}",
    "all paused": "{who} had paused all schedules: {why}",
}


@dataclass(frozen=True, slots=True)
class Watch:
    """What the scheduler knows when it settles: the time, its absence, and a pause of all."""

    now: datetime
    absent_since: datetime | None
    state: SchedulerState


@dataclass(frozen=True, slots=True)
class Claim:
    """The moments of one schedule that have come."""

    promise: Promise
    plan: SchedulePlan
    moments: Sequence[datetime]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a moment ends."""

    fate: str
    run_id: Any = None
    reason: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A moment that is to be launched, and how punctual that is."""

    claim: Claim
    moment: datetime
    fate: str

    @property
    def schedule_id(self) -> int:
        """The schedule that promised it."""
        return self.claim.promise.schedule_id


Step = Kept | Slot
"""What is done about one moment: it is launched, or left out as its slot says."""


def sort(claims: Sequence[Claim], watch: Watch) -> tuple[list[Slot], list[Step]]:
    """Tell what is left out before anything is launched, then every further step.

    The ledger of a schedule grows in the order of its moments: whoever takes over from a scheduler
    that is gone goes on behind the last of them.
    """
    left_out: list[Slot] = []
    steps: list[Step] = []
    for claim in claims:
        held = {
            moment: ending
            for moment in claim.moments
            if (ending := _paused(claim.plan, moment, watch.state))
        }
        open_ones = [moment for moment in claim.moments if moment not in held]
        due = sort_out(open_ones, watch.now, claim.plan.grace, Catch(claim.plan.misfire))
        endings = held | {moment: _missed(moment, watch) for moment in due.missed}
        of_claim = [_step(claim, moment, endings.get(moment), watch) for moment in claim.moments]
        first = next((at for at, one in enumerate(of_claim) if isinstance(one, Kept)), None)
        left_out += [one for one in of_claim[:first] if isinstance(one, Slot)]
        steps += of_claim[first:] if first is not None else []
    return left_out, steps


def _step(claim: Claim, moment: datetime, ending: Ending | None, watch: Watch) -> Step:
    if ending is None:
        return Kept(claim, moment, _punctuality(moment, watch.now, claim.plan))
    return slot(claim.promise, moment, ending)


def slot(promise: Promise, moment: datetime, ending: Ending) -> Slot:
    """Return the row of a moment, unsaved."""
    return Slot(
        schedule_id=promise.schedule_id,
        schedule_name=promise.name,
        task_name=promise.task,
        moment=moment,
        fate=ending.fate,
        reason=ending.reason,
        decided_at=timezone.now(),
    )


def _punctuality(moment: datetime, now: datetime, plan: SchedulePlan) -> str:
    late = now - moment
    if late <= PUNCTUAL:
        return Fate.ON_TIME
    return Fate.LATE if late <= plan.grace else Fate.MADE_UP


def _paused(plan: SchedulePlan, moment: datetime, state: SchedulerState) -> Ending | None:
    for pause, reason in ((plan, "paused"), (state, "all paused")):
        if pause.is_paused(moment):
            fields = {"who": pause.paused_by, "why": pause.pause_reason}
            return Ending(Fate.PAUSED, None, {"message": REASONS[reason], "fields": fields})
    return None


def _missed(moment: datetime, watch: Watch) -> Ending:
    """Missed, and why: nobody was there, or whoever was came too late."""
    until = watch.now.isoformat(timespec="seconds")
    if watch.absent_since is None or moment < watch.absent_since:
        return Ending(Fate.MISSED, None, {"message": REASONS["late"], "fields": {"until": until}})
    fields = {"since": watch.absent_since.isoformat(timespec="seconds"), "until": until}
    return Ending(Fate.MISSED, None, {"message": REASONS["down"], "fields": fields})
