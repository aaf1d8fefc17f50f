"""A declaration that cannot work fails where it is written."""

from datetime import timedelta

import pytest

from background import Dataset, TaskContext, registry, task
from background.errors import DeclarationError, UnknownDataset, UnknownTask
from background.registry import Registry
from background.testing import FakeContext


def job(ctx: TaskContext, count: int = 1) -> int:
    """Count.

    The longer text.
    """
    return count


def test_the_docstring_is_what_operators_read() -> None:
    spec = task(name="test.count_rows")(job).spec
    assert (spec.title, spec.summary, spec.description) == (
        "Count rows",
        "Count.",
        "The longer text.",
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"name": "Count"}, "is no task name"),
        ({"name": "count"}, "is no task name"),
        ({"queue": "slow"}, "Unknown queue slow"),
        ({"retry": "often"}, "Unknown retry policy often"),
        ({"time_limit": "soon"}, "is no time limit"),
    ],
)
def test_a_wrong_option_is_refused(options: dict[str, str], sentence: str) -> None:
    given = {"name": "test.count"} | options
    with pytest.raises(DeclarationError, match=sentence):
        task(**given)(job)  # type: ignore[arg-type]


def test_a_job_without_a_docstring_is_refused() -> None:
    def silent(ctx: TaskContext) -> None:
        pass

    with pytest.raises(DeclarationError, match="has no docstring"):
        task(name="test.silent")(silent)


@pytest.mark.parametrize(
    ("text", "limit"),
    [("90s", timedelta(seconds=90)), ("30m", timedelta(minutes=30)), ("2h", timedelta(hours=2))],
)
def test_time_limits_are_written_short(text: str, limit: timedelta) -> None:
    assert task(name="test.count", time_limit=text)(job).spec.time_limit == limit


def test_calling_a_task_judges_its_parameters_and_runs_the_function() -> None:
    assert task(name="test.count")(job)(FakeContext(), count=3) == 3


def test_two_tasks_of_one_name_are_refused() -> None:
    catalogue = Registry()
    catalogue.add(task(name="test.count")(job).spec)

    def other(ctx: TaskContext) -> None:
        """Do another thing."""

    with pytest.raises(DeclarationError, match=r"Two tasks are called test\.count"):
        catalogue.add(task(name="test.count")(other).spec)


def test_the_catalogue_knows_the_datasets_of_its_tasks() -> None:
    catalogue = Registry()
    rows = Dataset(name="rows", title="Rows", description="All rows.", model=object)
    catalogue.add(task(name="test.count", writes=(rows,))(job).spec)
    assert catalogue.dataset("rows") is rows
    assert [spec.name for spec in catalogue.writers("rows")] == ["test.count"]
    with pytest.raises(UnknownDataset):
        catalogue.dataset("columns")
    with pytest.raises(UnknownTask):
        catalogue.get("test.other")


def test_every_registered_job_is_presentable() -> None:
    for spec in registry:
        assert spec.summary
        assert spec.summary.endswith("."), f"{spec.name}: the summary is a sentence"
        for name, info in spec.params_model.model_fields.items():
            assert info.description, f"{spec.name}: {name} has no description"
