"""Promises in words."""

from datetime import time, timedelta

import pytest
from django.utils import translation

from background import WEEKDAYS, DailyBy, Promise, Within
from tasks_admin.web.standing import promised


@pytest.mark.parametrize(
    ("promise", "english", "spanish"),
    [
        (Within(timedelta(hours=6)), "no older than 6 h", "no más de 6 h"),
        (
            DailyBy(time(8), "America/Lima"),
            "every day by 08:00 (America/Lima)",
            "cada día antes de las 08:00 (America/Lima)",
        ),
        (
            DailyBy(time(9, 30), "UTC", days=WEEKDAYS),
            "Monday to Friday by 09:30 (UTC)",
            "de lunes a viernes antes de las 09:30 (UTC)",
        ),
        (
            DailyBy(time(9), "UTC", days=(0, 3)),
            "Monday, Thursday by 09:00 (UTC)",
            "lunes, jueves antes de las 09:00 (UTC)",
        ),
    ],
)
def test_a_promise_is_a_sentence_in_the_readers_language(
    promise: Promise, english: str, spanish: str
) -> None:
    with translation.override("en"):
        assert promised(promise) == english
    with translation.override("es"):
        assert promised(promise) == spanish
