"""A place survives its way through an address."""

from datetime import timedelta

import pytest

from tasks_admin.models import AuditEntry
from tasks_admin.queries.keyset import Order, cursor_of, read_cursor
from tests.tasks_admin.making import NOW


@pytest.mark.parametrize("micro", [0, 1, 999_999])
def test_a_moment_is_not_cut(micro: int) -> None:
    order, moment = Order("at"), NOW + timedelta(microseconds=micro)
    cursor = cursor_of({"at": moment, "id": 7}, order, AuditEntry)
    assert read_cursor(cursor, order, AuditEntry) == (moment, 7)
