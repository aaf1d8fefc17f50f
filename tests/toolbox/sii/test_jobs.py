"""The four jobs under the names that other systems call, and what they take and tell."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from background import NotFound, registry
from background.errors import InvalidParams
from background.retry import is_retriable
from background.testing import FakeContext
from tests.toolbox.sii.making import COMPANY_ID, company
from toolbox.sii.jobs.sync_documents import sync_documents
from toolbox.sii.jobs.sync_f29 import sync_f29
from toolbox.sii.models import Company

NEW_YEARS_EVE = datetime(2026, 1, 1, 1, tzinfo=UTC)  # 22:00 of 31 December in Santiago
DOCUMENTS = ["sii.sync_documents", "sii.sync_documents_all_companies"]
RETURNS = ["sii.sync_f29", "sii.sync_f29_all_companies"]


def judged(name: str, **params: Any) -> dict[str, Any]:
    """What the task of that name is given for these values; for a company where it takes one."""
    spec = registry.get(name)
    if "company_id" in spec.params_model.model_fields:
        params.setdefault("company_id", str(COMPANY_ID))
    read = spec.read(params, now=NEW_YEARS_EVE).model_dump()
    read.pop("company_id", None)
    return read


@pytest.mark.parametrize("name", DOCUMENTS)
def test_one_month_is_taken_up_unless_more_are_asked_for(name: str) -> None:
    assert judged(name) == {"months": 1, "month_offset": 0}
    assert judged(name, months="12", month_offset=119) == {"months": 12, "month_offset": 119}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    "wrong",
    [
        {"months": 0},
        {"months": 13},
        {"months": 1.5},
        {"month_offset": -1},
        {"month_offset": 120},
        {"period": "202509"},
    ],
)
def test_other_months_are_refused(name: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidParams):
        judged(name, **wrong)


@pytest.mark.parametrize("name", RETURNS)
def test_the_year_is_santiagos_unless_another_is_given_as_number_or_text(name: str) -> None:
    assert judged(name) == {"year": 2025}
    assert judged(name, year="2024") == judged(name, year=2024) == {"year": 2024}
    assert judged(name, year=2026) == {"year": 2026}


@pytest.mark.parametrize("name", RETURNS)
@pytest.mark.parametrize("wrong", ["abcd", 2004, 2027, "2025-01"])
def test_other_years_are_refused(name: str, wrong: Any) -> None:
    with pytest.raises(InvalidParams):
        judged(name, year=wrong)


@pytest.mark.parametrize("job", [sync_documents, sync_f29])
@pytest.mark.parametrize("wrong", ["not-a-uuid", 7, ""])
def test_a_company_is_named_by_its_identifier(job: Any, wrong: Any) -> None:
    with pytest.raises(InvalidParams):
        job(FakeContext(), company_id=wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("job", [sync_documents, sync_f29])
def test_a_company_that_is_not_there_or_not_active_fails_at_once(job: Any) -> None:
    company(is_active=False)
    for company_id, said in ((uuid4(), "not found"), (COMPANY_ID, "not active")):
        with pytest.raises(NotFound, match=said) as failure:
            job(FakeContext(), company_id=company_id)
        assert not is_retriable(failure.value)


def test_no_two_runs_work_on_the_same_company() -> None:
    keys = [
        spec.lock.key(spec.read({"company_id": str(one)}, now=NEW_YEARS_EVE))
        for spec in (sync_documents.spec,)
        for one in (COMPANY_ID, COMPANY_ID, UUID(int=1))
        if spec.lock
    ]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.django_db
@pytest.mark.parametrize("job", [sync_documents, sync_f29])
def test_a_run_that_finds_no_file_tells_itself_as_partial(job: Any) -> None:
    company(source=Company.Source.UPLOADS)
    outcome = job(FakeContext(now=NEW_YEARS_EVE), company_id=COMPANY_ID)
    assert (outcome.files, outcome.status) == (0, "partial")
