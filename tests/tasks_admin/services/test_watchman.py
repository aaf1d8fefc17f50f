"""The watchman goes round beside the scheduler, whatever happens."""

from datetime import UTC, datetime, timedelta

import pytest
from celery.signals import beat_init

from tasks_admin import watchman
from tasks_admin.models import Alert
from tasks_admin.watchman import AT_FIRST, OVERLAP, Rounds, Watch

NOW = datetime(2024, 7, 27, 17, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_each_look_begins_a_little_before_the_last_one() -> None:
    watch = Watch()
    assert watch.since(NOW) == NOW - AT_FIRST
    watch(NOW)
    assert watch.since(NOW + timedelta(minutes=1)) == NOW - OVERLAP
    assert not Alert.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_round_that_fails_is_made_again(caplog: pytest.LogCaptureFixture) -> None:
    done: list[datetime] = []

    def deed(now: datetime) -> None:
        done.append(now)
        if len(done) == 1:
            raise ValueError("once")
        rounds.stopped.set()

    rounds = Rounds("alerts", 0.001, deed)
    rounds.start()
    rounds.join(timeout=10)
    assert len(done) == 2
    assert "The round of alerts failed and is made again" in caplog.text


def test_the_rounds_begin_with_the_scheduler() -> None:
    assert watchman.begin in [receiver() for _, receiver in beat_init.receivers]
