"""Real workers on MariaDB and Redis: killed, robbed of their messages, and nothing is lost."""

import json

import pytest

from tests.installation import until
from tests.production.conftest import Site

pytestmark = pytest.mark.production


def test_a_run_is_carried_out_and_its_result_comes_back(site: Site) -> None:
    site.worker()
    done = site.manage("run_task", "worksite.walk", "steps=2", "--wait", "--json")
    told = json.loads(done.stdout)
    assert (told["status"], told["result"]) == ("succeeded", 2)


def test_a_run_whose_message_an_emptied_redis_forgot_is_sent_again(site: Site) -> None:
    site.manage("run_task", "worksite.walk")
    site.broker.flushdb()
    site.worker()
    until(lambda: site.statuses() == ["succeeded"])


def test_a_run_whose_worker_is_killed_is_finished_by_the_next_one(site: Site) -> None:
    worker = site.worker()
    site.manage("run_task", "worksite.hesitate")
    until(lambda: site.rows("SELECT 1 FROM tasks_admin_run WHERE progress_done = 1"))
    site.kill(worker)
    assert site.statuses() == ["running"]

    site.worker()
    until(lambda: site.statuses() == ["succeeded"])
    attempts = site.rows("SELECT number, outcome FROM tasks_admin_attempt ORDER BY number")
    assert attempts == [(1, "lost"), (2, "succeeded")]
    effects = site.rows("SELECT COUNT(*) FROM tasks_admin_runline WHERE level = 'success'")
    assert effects == [(1,)]


def test_two_workers_share_the_runs_and_each_is_done_once(site: Site) -> None:
    for _ in range(2):
        site.worker(children=1)
    for _ in range(4):
        site.manage("run_task", "worksite.walk", "steps=1")
    until(lambda: site.statuses() == ["succeeded"] * 4)
    assert site.rows("SELECT COUNT(*) FROM tasks_admin_attempt") == [(4,)]
