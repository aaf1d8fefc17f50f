"""The audit is read by user, deed, subject and day, every entry once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tasks_admin.models import AuditEntry
from tasks_admin.queries import audit
from tasks_admin.queries.audit import AuditFilter
from tasks_admin.services import auditing
from tests.tasks_admin.making import NOW

pytestmark = pytest.mark.django_db
Action = AuditEntry.Action


@pytest.fixture
def entries() -> list[int]:
    """Twelve entries, two for each moment, newest first."""
    for number in range(12):
        with time_machine.travel(NOW + timedelta(microseconds=number // 2), tick=False):
            auditing.note(Action.LAUNCHED, "example.report", number, username="rosa")
    return [entry.pk for entry in AuditEntry.objects.all()]


@pytest.mark.parametrize("size", [1, 4, 5, 12, 50])
def test_going_on_and_back_shows_every_entry_once_even_of_one_moment(
    entries: list[int], size: int
) -> None:
    pages = [audit.page(AuditFilter(), {}, size=size)]
    while pages[-1].older:
        pages.append(audit.page(AuditFilter(), {"older": str(pages[-1].older)}, size=size))
    assert [row.id for page in pages for row in page.rows] == entries
    for page, before in zip(pages[1:], pages, strict=False):
        assert audit.page(AuditFilter(), {"newer": str(page.newer)}, size=size).rows == before.rows


@pytest.mark.parametrize("cursor", ["x", "-1", "999999", ""])
def test_a_cursor_that_is_no_entry_is_ignored(entries: list[int], cursor: str) -> None:
    assert audit.page(AuditFilter(), {"older": cursor}).rows[0].id == entries[0]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, 4),
        ({"user": "rosa"}, 2),
        ({"action": "cancelled"}, 1),
        ({"action": "no such deed"}, 4),
        ({"subject": "toolbox.kpi"}, 3),
        ({"subject": "toolbox.kpi", "subject_id": "2"}, 1),
        ({"user": "rosa", "action": "launched"}, 1),
        # Local days: Lima is five hours behind, so 03:00 UTC belongs to the day before.
        ({"since": "2024-07-02"}, 2),
        ({"until": "2024-07-02"}, 3),
        ({"since": "2024-07-02", "until": "2024-07-02"}, 1),
        ({"since": "yesterday"}, 4),
    ],
)
def test_entries_are_narrowed_down(given: dict[str, str], expected: int) -> None:
    for user, action, subject, subject_id, at in (
        ("rosa", Action.LAUNCHED, "toolbox.kpi", 1, datetime(2024, 7, 1, 12, tzinfo=UTC)),
        ("rosa", Action.CANCELLED, "toolbox.kpi", 1, datetime(2024, 7, 2, 3, tzinfo=UTC)),
        ("luis", Action.LAUNCHED, "toolbox.kpi", 2, datetime(2024, 7, 3, 3, tzinfo=UTC)),
        ("", Action.REFUSED, "session", "", datetime(2024, 7, 3, 12, tzinfo=UTC)),
    ):
        with time_machine.travel(at, tick=False):
            auditing.note(action, subject, subject_id, username=user)
    assert len(audit.page(AuditFilter.read(given), {}).rows) == expected


def test_a_day_that_is_none_is_named() -> None:
    asked = AuditFilter.read({"since": "2024-02-30", "until": "2024-02-29", "user": " rosa "})
    assert (asked.wrong, asked.user) == (("since",), "rosa")
    assert asked.query_string(action="kept") == (
        "user=rosa&action=kept&since=2024-02-30&until=2024-02-29"
    )


def test_an_entry_says_what_was_done_in_words(django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("rosa")
    auditing.exported(user, "colocaciones", form="csv", query="Moneda=USD")
    row = audit.page(AuditFilter(), {}).rows[0]
    assert (row.username, row.label, row.title) == ("rosa", "Exported", "colocaciones")
    assert row.details == {"form": "csv", "query": "Moneda=USD", "rows": None}
