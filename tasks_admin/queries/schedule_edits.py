"""The history of a schedule: who changed what, and what changed without anybody saying so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tasks_admin.models import AuditEntry
from tasks_admin.queries.seen_schedules import seen_schedules
from tasks_admin.queries.snapshots import RELATED, SUBJECT, Snapshot, snapshot
from tasks_admin.services.noticing import edited_at

SHOWN = 100
AFTER, BEFORE = "after", "before"


@dataclass(frozen=True)
class Edit:
    """One edit; `entry_id` and `side` name the state that was there before it, if any is known.

    Without `username` and `is_known` it was made past the console: by SQL or another program, or
    by the scheduler where a schedule that runs once has run.
    """

    at: datetime | None
    username: str
    action: str
    before: Snapshot | None
    after: Snapshot
    is_known: bool = True
    entry_id: int | None = None
    side: str = BEFORE
    reverts: bool = False

    @property
    def is_own_end(self) -> bool:
        """Whether the schedule switched itself off after its one run."""
        if self.is_known or self.before is None or not self.before["one_off"]:
            return False
        return self.after == self.before | {"enabled": False}


def edits(schedule_id: int) -> list[Edit]:
    """Return the edits, newest first; what happened between two of them is told as one edit."""
    entries = list(
        AuditEntry.objects.filter(subject=SUBJECT, subject_id=str(schedule_id)).order_by("-id")[
            :SHOWN
        ]
    )
    schedule = seen_schedules().select_related(*RELATED).filter(pk=schedule_id).first()
    now = snapshot(schedule) if schedule else None
    return list(_told(_with_states(entries), now, edited_at([schedule_id]).get(schedule_id)))


def _with_states(entries: Sequence[AuditEntry]) -> list[AuditEntry]:
    """The entries that say what the schedule was after them."""
    return [one for one in entries if one.details.get(AFTER)]


def _told(
    entries: Sequence[AuditEntry], state: Snapshot | None, touched_at: datetime | None
) -> Iterator[Edit]:
    """Go back from the present state; where an entry does not lead to it, somebody else did."""
    for one in entries:
        after, before = one.details[AFTER], one.details.get(BEFORE)
        if state is not None and _differ(after, state):
            yield Edit(touched_at, "", "", after, state, False, one.pk, AFTER)
        reverts = "revert_of" in one.details
        yield Edit(one.at, one.username, one.action, before, after, True, one.pk, BEFORE, reverts)
        state, touched_at = before, None


def _differ(one: Snapshot, other: Snapshot) -> bool:
    """Whether what both know differs: a newer console may know more of a schedule."""
    return any(one[name] != other[name] for name in one.keys() & other.keys())


def last_edit(schedule_id: int) -> AuditEntry | None:
    """Return the newest deed on a schedule, whatever it was."""
    deeds = AuditEntry.objects.filter(subject=SUBJECT, subject_id=str(schedule_id))
    return deeds.order_by("-id").first()
