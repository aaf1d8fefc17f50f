"""Webhooks are told the same on MariaDB, where several write at once."""

from threading import Thread
from time import sleep

import pytest
from django.db import connection, transaction

from tasks_admin.models import Delivery, Outcome, Run, RunStatus
from tasks_admin.models.status import ACTIVE
from tasks_admin.services.ending import Ending, end
from tasks_admin.services.subscribing import unsubscribe
from tests.tasks_admin.making import make_run
from tests.tasks_admin.receiving import make_webhook
from tests.tasks_admin.services.test_heralding import *  # noqa: F403
from tests.tasks_admin.services.test_heralding import _declared, plan

pytestmark = [pytest.mark.production, pytest.mark.django_db]
__all__ = ["_declared", "plan"]
WAITING = "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"


def somebody_waits() -> bool:
    """Whether a transaction waits for another one's lock."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_webhook_that_is_removed_at_that_moment_is_left_out() -> None:
    """The run ends all the same, and the others are told."""
    assert connection.vendor == "mysql"
    gone = make_webhook(name="Gone")
    make_webhook()
    run = make_run(RunStatus.RUNNING)

    def finish() -> None:
        with transaction.atomic():
            end(run, Ending(RunStatus.SUCCEEDED, Outcome.SUCCEEDED), among=ACTIVE)
        connection.close()

    ending = Thread(target=finish)
    with transaction.atomic():
        unsubscribe(gone, user=None)
        ending.start()
        while not somebody_waits() and ending.is_alive():
            sleep(0.2)  # what is asked more often is answered from a cache
        assert ending.is_alive(), "it has read of the webhook and waits for its row"
    ending.join()
    assert Run.objects.get().status == RunStatus.SUCCEEDED
    assert Delivery.objects.get().recipient == "On call"
