"""The query plans again, as MariaDB makes them; without a server these tests fail."""

import pytest
from django.db import connection

from tests.tasks_admin.queries.test_plans import *  # noqa: F403
from tests.tasks_admin.queries.test_plans import _filled, _use

pytestmark = [pytest.mark.production, pytest.mark.django_db]
__all__ = ["_filled", "_use"]


def test_it_is_mariadb_that_is_asked() -> None:
    assert connection.vendor == "mysql"


def test_no_indexes_are_intersected() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@optimizer_switch, @@sql_mode")
        switches, mode = cursor.fetchone()
    assert "index_merge_intersection=off" in switches.split(",")
    assert "STRICT_TRANS_TABLES" in mode
