"""Rows that older versions have left mean the same in newer ones."""

from importlib import import_module

import pytest
from django.apps import apps

from tests.tasks_admin.receiving import make_webhook

OF_ALERTS = ["alert.opened", "alert.changed", "alert.repeated", "alert.closed"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], OF_ALERTS),
        (["alert"], OF_ALERTS),
        (["alert.closed", "alert.opened"], ["alert.opened", "alert.closed"]),
        (["ale"], []),
    ],
    ids=str,
)
def test_a_webhook_that_named_beginnings_is_told_of_the_same_alerts(
    before: list[str], after: list[str]
) -> None:
    webhook = make_webhook(events=before)
    name = "tasks_admin.migrations.0023_events_of_webhooks_spelled_out"
    import_module(name).spell_out(apps, None)
    webhook.refresh_from_db()
    assert webhook.events == after
