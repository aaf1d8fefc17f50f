"""Making the schedules what a file says: all of it or nothing, and again without any change."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django_celery_beat.models import PeriodicTask

from background.errors import InvalidParams, TaskError
from background.sentences import Sentence
from tasks_admin.queries.snapshots import snapshot
from tasks_admin.services import enrolling, scheduling
from tasks_admin.services.schedule_file.reading import Entry, Fault, FileRefused, read
from tasks_admin.services.schedule_file.writing import plain, secrets_of

OPEN = "A secret does not belong into a file: leave it out, the stored one is kept"


@dataclass(frozen=True, slots=True)
class Change:
    """One schedule of a file: what the console had of it (None: nothing), and what it says."""

    name: str
    before: dict[str, Any] | None
    after: dict[str, Any]

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.before != self.after

    @property
    def lines(self) -> list[tuple[str, Any, Any]]:
        """Each key that differs, with what the console has and what the file says."""
        before = self.before or {}
        keys = dict.fromkeys([*self.after, *before])
        return [
            (key, before.get(key), self.after.get(key))
            for key in keys
            if before.get(key) != self.after.get(key)
        ]


def take_over(text: str, *, username: str, dry_run: bool = False) -> list[Change]:
    """Make and change the schedules of a file, in one transaction; return what differed.

    Raises FileRefused with every fault of every schedule, and then nothing was recorded. With
    `dry_run` nothing is recorded either. Schedules that the file does not name stay as they are.
    """
    entries = read(text)
    faults: list[Fault] = []
    changes: list[Change] = []
    with transaction.atomic():
        ids = dict(PeriodicTask.objects.values_list("name", "pk"))
        for entry in entries:
            try:
                changes.append(_take(entry, ids.get(entry.name), username))
            except FileRefused as refused:
                faults += refused.faults
            except InvalidParams as refused:
                faults += [
                    Fault(entry.line_of(one.name), entry.name, _named(one.name, one.sentence))
                    for one in refused.errors
                ]
            except TaskError as refused:
                faults.append(Fault(entry.line, entry.name, refused.sentence))
        if faults or dry_run:
            transaction.set_rollback(True)
    if faults:
        raise FileRefused(faults)
    return changes


def not_in(changes: list[Change]) -> list[str]:
    """Return the schedules of the console that the file does not name."""
    named = {one.name for one in changes}
    names = PeriodicTask.objects.order_by("name").values_list("name", flat=True)
    return [name for name in names if name not in named]


def _take(entry: Entry, schedule_id: int | None, username: str) -> Change:
    params = entry.raw.get("params") or {}
    given = set(params) if isinstance(params, dict) else set()
    secret = secrets_of(str(entry.raw.get("task") or ""))
    if given & secret:
        line = entry.line_of(f"params.{min(given & secret)}")
        raise FileRefused([Fault(line, entry.name, Sentence(OPEN))])
    if schedule_id is None:
        made = scheduling.create(entry.raw, user=None, username=username)
        return Change(entry.name, None, plain(snapshot(made)))
    before = snapshot(enrolling.find(schedule_id, lock=True))
    kept = {name: before["params"][name] for name in secret & set(before["params"])}
    raw = entry.raw | ({"params": params | kept} if kept else {})
    with transaction.atomic():
        after = snapshot(scheduling.change(schedule_id, raw, user=None, username=username))
        change = Change(entry.name, plain(before), plain(after))
        if not change.differs:
            transaction.set_rollback(True)  # a secret that was sealed anew is no change
    return change


def _named(name: str, sentence: Sentence) -> Sentence:
    return Sentence("{name}: {reason}", {"name": name, "reason": sentence}) if name else sentence
