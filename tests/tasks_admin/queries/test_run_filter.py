"""Which runs an address asks for."""

from datetime import timedelta
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks_admin.models import RunSource, RunStatus
from tasks_admin.queries.run_filter import TABS, RunFilter
from tasks_admin.queries.run_ids import first_at
from tasks_admin.queries.runs import page
from tests.tasks_admin.making import NOW, make_run

LIMA = ZoneInfo("America/Lima")
words = st.text(max_size=20).map(str.strip)
moments = st.datetimes(timezones=st.just(LIMA), min_value=NOW.replace(tzinfo=None, year=2000))


def test_every_status_is_on_one_tab() -> None:
    shown = [status for statuses in TABS.values() for status in statuses]
    assert sorted(shown) == sorted(RunStatus)


@given(st.builds(RunFilter, task=words, user=words, text=words, since=words, until=words))
def test_what_is_written_into_an_address_is_read_from_it_again(chosen: RunFilter) -> None:
    read = {name: values[0] for name, values in parse_qs(chosen.query_string()).items()}
    assert RunFilter.read(read) == chosen


@given(moments, moments)
def test_ids_of_moments_are_ordered_as_the_moments_are(one: object, other: object) -> None:
    assert (first_at(one) <= first_at(other)) == (  # type: ignore[arg-type]
        int(one.timestamp() * 1000) <= int(other.timestamp() * 1000)  # type: ignore[attr-defined]
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"kpi", "rates", "night"}),
        ({"tab": "failed"}, {"rates"}),
        ({"tab": "no such"}, {"kpi", "rates", "night"}),
        ({"task": "example.kpi"}, {"kpi"}),
        ({"source": "schedule"}, {"night"}),
        ({"source": "no such"}, {"kpi", "rates", "night"}),
        ({"user": "ana"}, {"rates"}),
        ({"text": "LEGACY"}, {"kpi"}),
        ({"text": "cada noche"}, {"night"}),
        ({"text": "nowhere"}, set()),
        ({"since": "2024-07-27"}, {"kpi", "rates"}),
        ({"until": "2024-07-26"}, {"night"}),
        ({"since": "2024-07-26", "until": "2024-07-27"}, {"kpi", "rates", "night"}),
        ({"since": "no day"}, {"kpi", "rates", "night"}),
    ],
)
def test_a_filter_finds_exactly_its_runs(asked: dict[str, str], found: set[str]) -> None:
    plain = {"rules": "current"}
    runs = {
        "kpi": make_run(task_name="example.kpi", params={"rules": "legacy"}),
        "rates": make_run(RunStatus.FAILED, username="ana", params=plain),
        # 23:30 in Lima is already the next day in UTC: days are local.
        "night": make_run(
            at=NOW.astimezone(LIMA).replace(day=26, hour=23, minute=30),
            source=RunSource.SCHEDULE,
            username="",
            schedule_name="Cada noche",
            params=plain,
        ),
    }
    ids = {run.pk: name for name, run in runs.items()}
    assert {ids[row.id] for row in page(RunFilter.read(asked), {}).rows} == found


@pytest.mark.django_db
def test_a_run_is_found_by_its_whole_identifier_and_by_the_end_of_it() -> None:
    run, _other = make_run(), make_run(at=NOW + timedelta(hours=1))
    for text in (str(run.pk), run.pk.hex, run.short_id):
        assert list(RunFilter(text=text).apply()) == [run]


def test_a_date_that_is_none_is_named() -> None:
    assert RunFilter(since="tomorrow", until="2024-07-27").wrong == ("since",)
