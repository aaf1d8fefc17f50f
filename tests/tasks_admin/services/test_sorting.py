"""The ledger of a schedule grows in the order of its moments: whoever takes over goes on there."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks_admin.models import Misfire, SchedulePlan, SchedulerState
from tasks_admin.planning.rules import Never
from tasks_admin.queries.promises import Promise
from tasks_admin.services.sorting import Claim, Kept, Watch, sort

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
HOURS = st.integers(0, 12)


def promised(number: int) -> Promise:
    return Promise(
        number, f"S{number}", "test.look", "[]", "{}", "", None, False, "", Never(), None, None,
        "", None,
    )  # fmt: skip


def claim(number: int, pause: tuple[int, int], misfire: Misfire, grace: int) -> Claim:
    """The twelve hours before noon, some of them in a pause."""
    plan = SchedulePlan(
        misfire=misfire,
        grace_seconds=grace * 3600,
        paused_from=NOON - timedelta(hours=max(pause)),
        paused_until=NOON - timedelta(hours=min(pause)),
    )
    moments = [NOON - timedelta(hours=ago) for ago in range(12, -1, -1)]
    return Claim(promised(number), plan, moments)


@given(
    st.lists(st.tuples(st.tuples(HOURS, HOURS), st.sampled_from(Misfire), HOURS), max_size=3),
)
def test_no_moment_is_settled_before_an_earlier_one_of_its_schedule(
    drawn: list[tuple[tuple[int, int], Misfire, int]],
) -> None:
    claims = [claim(number, *one) for number, one in enumerate(drawn)]
    left_out, steps = sort(claims, Watch(NOON, None, SchedulerState()))
    for one in claims:
        number = one.promise.schedule_id
        order = [each.moment for each in (*left_out, *steps) if each.schedule_id == number]
        assert order == one.moments
    assert not any(isinstance(each, Kept) for each in left_out)
