"""The scheduler: django-celery-beat's schedules, kept by promises and a ledger.

Every enabled schedule is in memory with its next moment. Each tick reads which schedules were
edited, settles the moments that are due, and sleeps until the next one, half a second at most.
"""

import heapq
import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone
from django_celery_beat.schedulers import DatabaseScheduler

from tasks_admin.models import Heartbeat
from tasks_admin.planning.rules import NEVER, next_moment
from tasks_admin.queries.promises import promises
from tasks_admin.services import accounting, firing, heartbeating, noticing
from tasks_admin.services.accounting import Account
from tasks_admin.services.sorting import Claim, Watch

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 0.5
REPORT_SECONDS = timedelta(seconds=5)
AGAIN = timedelta(seconds=30)
"""After this a schedule that could not be settled is tried again."""


class Scheduler(DatabaseScheduler):  # type: ignore[misc]  # the library has no types
    """Any number may run: of those that see a moment due, one launches."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.name = f"beat-{uuid4().hex[:8]}"
        self.accounts: dict[int, Account] = {}
        self.due: list[tuple[datetime, int]] = []
        self.edits: noticing.Edits | None = None
        self.reported: datetime | None = None
        self.absent_since: datetime | None = None
        super().__init__(*args, **kwargs)
        self._finalize.cancel()  # it would save entries; here there are none

    def setup_schedule(self) -> None:
        """Take over what the settings declare; everything else is read by the first tick."""
        self.update_from_dict(self.app.conf.beat_schedule)

    @property
    def schedule(self) -> dict[str, Any]:
        """Celery's own entries, of which there are none."""
        return {}

    def tick(self, *_: Any, **__: Any) -> float:
        """Settle what is due; return the seconds to sleep."""
        try:
            now = timezone.now()
            self._read(now)
            self._settle(now)
            self._report(now)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The scheduler could not work and tries again: %s", error)
            close_old_connections()
            return LONGEST_SLEEP
        if not self.due:
            return LONGEST_SLEEP
        wait = (self.due[0][0] - timezone.now()).total_seconds()
        return min(max(wait, 0.0), LONGEST_SLEEP)

    def _read(self, now: datetime) -> None:
        """Read all schedules the first time, later those that were edited."""
        if self.edits is None:
            edits = noticing.Edits(now)
            self.absent_since = accounting.state().seen_at
            self._take(None, now)
            self.edits = edits
        elif edited := self.edits.fresh(now):
            logger.info("Edited schedules: %d", len(edited))
            self._take(edited, now)

    def _take(self, edited: Collection[int] | None, now: datetime) -> None:
        """Open the accounts of the edited schedules anew, or of all."""
        gone = set(self.accounts) if edited is None else set(edited)
        for schedule_id in gone:
            self.accounts.pop(schedule_id, None)
        self.due = [entry for entry in self.due if entry[1] not in gone]
        heapq.heapify(self.due)
        for account in accounting.open_accounts(list(promises(edited)), now):
            self.accounts[account.promise.schedule_id] = account
            self._await_next(account.promise.schedule_id)
        accounting.close_accounts(None if edited is None else gone - set(self.accounts))

    def _await_next(self, schedule_id: int) -> None:
        account = self.accounts[schedule_id]
        moment = next_moment(account.promise, account.until)
        account.next_at = moment.at if moment else NEVER
        if account.owed or moment is not None:
            at = account.owed[0] if account.owed else account.next_at
            heapq.heappush(self.due, (at, schedule_id))

    def _settle(self, now: datetime) -> None:
        """Settle all that is due; where the database is away, all of it stays due."""
        due = []
        while self.due and self.due[0][0] <= now:
            due.append(heapq.heappop(self.due))
        if due:
            try:
                self._settle_those([self.accounts[schedule_id] for _, schedule_id in due], now)
            except BaseException:
                for entry in due:
                    heapq.heappush(self.due, entry)
                raise
        self.absent_since = None

    def _settle_those(self, accounts: Sequence[Account], now: datetime) -> None:
        claims = [
            Claim(
                one.promise,
                one.plan,
                [*one.owed, *(each.at for each in one.promise.moments(one.until, now))],
            )
            for one in accounts
        ]
        watch = Watch(now, self.absent_since, accounting.state())
        settled = firing.settle(claims, watch)
        for one, claim in zip(accounts, claims, strict=True):
            schedule_id = one.promise.schedule_id
            if schedule_id in settled.failed:
                heapq.heappush(self.due, (now + AGAIN, schedule_id))
                continue
            last = claim.moments[-1] if claim.moments else now
            one.close_until(last, settled.launched[schedule_id])
            self._await_next(schedule_id)

    def _report(self, now: datetime) -> None:
        """Say that this scheduler lives, and bring last runs and counts up to date."""
        if self.reported and now - self.reported < REPORT_SECONDS:
            return
        heartbeating.beat(Heartbeat.Kind.BEAT, self.name)
        accounting.report(self.accounts.values(), now)
        noticing.forget(now)
        self.reported = now

    def sync(self) -> None:
        """Bring last runs and counts up to date; Celery asks for it now and then."""
        accounting.report(self.accounts.values(), timezone.now())

    def close(self) -> None:
        """Write down what was launched and leave."""
        super().close()
        heartbeating.retire(Heartbeat.Kind.BEAT, self.name)
