"""What a job has in its hand: counts, times, errors to raise, the envelope; async bodies."""

import asyncio
import time
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from background import ConfigError, Level, NotFound, TaskContext, ValidationFailed, task
from background.errors import TaskError
from background.testing import (
    FakeContext,
    assert_logged_error,
    assert_logged_info,
    assert_logged_success,
    assert_logged_warning,
)


def test_counts_add_up() -> None:
    ctx = FakeContext()
    ctx.stats.increment("rows")
    ctx.stats.increment("rows", 4)
    assert (ctx.stats.get("rows"), ctx.stats.get("nothing")) == (5, 0)
    assert ctx.stats.to_dict() == {"rows": 5}


def test_a_timer_used_twice_adds_up_also_when_its_block_fails() -> None:
    ctx = FakeContext()
    with ctx.timer("read"):
        time.sleep(0.01)
    with pytest.raises(KeyError), ctx.timer("read"):
        raise KeyError
    assert timedelta(milliseconds=10) <= ctx.timers.get("read") < timedelta(seconds=5)
    assert ctx.timers.get("never") == timedelta(0)


def test_the_errors_of_the_context_are_returned_to_be_raised() -> None:
    ctx = FakeContext()
    returned: list[TaskError] = [
        ctx.not_found_error("No company {ruc}", ruc="20"),
        ctx.validation_error("Wrong {day}", day="x"),
        ctx.config_error("{name} is not set", name="URL"),
    ]
    assert [type(error) for error in returned] == [NotFound, ValidationFailed, ConfigError]
    assert str(returned[0]) == "No company 20"
    assert not any(error.retriable for error in returned)


def test_an_identifier_is_judged_by_name() -> None:
    ctx, known = FakeContext(), uuid4()
    assert ctx.validate_uuid(str(known)) == ctx.validate_uuid(known) == known
    with pytest.raises(ValidationFailed, match="company is no identifier: 7"):
        ctx.validate_uuid("7", "company")


def test_the_envelope_is_the_runs_own() -> None:
    ctx = FakeContext(run_id=UUID(int=7))
    assert ctx.success_result(rows=3) == {
        "status": "success",
        "task_id": str(UUID(int=7)),
        "rows": 3,
    }


@pytest.mark.parametrize("name", ["status", "task_id"])
def test_a_result_cannot_overwrite_the_envelope(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}: reserved"):
        FakeContext().success_result(**{name: "x"})


@pytest.mark.parametrize("name", ["message", "level", "name", "args", "module", "task_id"])
def test_a_field_may_have_any_name(name: str) -> None:
    ctx = FakeContext()
    ctx.log_info(f"It is {{{name}}}", **{name: "so"})
    ctx.incomplete(f"It is {{{name}}}", **{name: "so"})
    assert ctx.logged("info") == ctx.ports.shortfalls == ["It is so"]
    assert str(ctx.not_found_error(f"No {{{name}}}", **{name: "way"})) == "No way"


def test_the_assertions_look_at_level_and_words() -> None:
    ctx = FakeContext()
    ctx.log_info("Read {rows} rows", rows=3)
    ctx.log_success("Done")
    ctx.log_warning("Late")
    ctx.log_error("Broken")
    ctx.log_debug("Detail")
    assert_logged_info(ctx, "3 rows")
    assert_logged_success(ctx)
    assert_logged_warning(ctx, "Late")
    assert_logged_error(ctx, "Broken")
    assert ctx.logged(Level.DEBUG) == ["Detail"]
    with pytest.raises(AssertionError, match="no info line with '4 rows'"):
        assert_logged_info(ctx, "4 rows")


@task(name="test.fetch")
async def fetch(ctx: TaskContext, count: int = 2) -> int:
    """Fetch something slowly."""
    await asyncio.sleep(0)
    ctx.log_info("Fetched {count}", count=count)
    return count


def test_the_call_of_an_async_job_is_its_coroutine() -> None:
    ctx = FakeContext()

    async def test() -> int:
        return await fetch(ctx, count=3)

    assert asyncio.run(test()) == 3
    assert asyncio.run(fetch(ctx)) == 2
    assert ctx.logged("info") == ["Fetched 3", "Fetched 2"]


def test_an_async_job_is_awaited_where_a_run_calls_it() -> None:
    ctx = FakeContext()
    assert fetch.spec.call(ctx, fetch.spec.read({"count": "4"}, now=ctx.now())) == 4
