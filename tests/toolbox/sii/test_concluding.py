"""What a run for all companies tells of the runs that it launched."""

from typing import Any
from uuid import UUID

import pytest

from background import Child, Sentence
from tests.toolbox.sii.making import COMPANY_ID, OTHER, company
from toolbox.sii.concluding import conclude, conclude_year

pytestmark = pytest.mark.django_db
SECOND = UUID(int=2)


def child(company_id: UUID = COMPANY_ID, **told: Any) -> Child:
    params = {"company_id": str(company_id), "year": 2026}
    return Child(**{"run_id": UUID(int=9), "params": params, "result": None, "was_done": True,
                    "was_tried": True, **told})  # fmt: skip


def failed(company_id: UUID = COMPANY_ID) -> Child:
    why = Sentence("{service} did not answer", {"service": "The source"})
    return child(company_id, was_done=False, error=why)


def test_each_company_has_its_result_under_the_keys_of_its_own_run() -> None:
    company()
    company(id=SECOND, rut=OTHER, name="Segunda Ficticia")
    done = child(result={"success": True, "compras": {"total": 3}, "headline": "", "tables": []})

    told = conclude([done, failed(SECOND)])

    assert (told.success, told.total_companies, told.synced, told.failed) == (False, 2, 1, 1)
    assert told.results == [
        {
            "success": True,
            "compras": {"total": 3},
            "company_id": str(COMPANY_ID),
            "company_name": "Viña Ficticia SpA",
            "run_id": str(UUID(int=9)),
        },
        {
            "success": False,
            "error": "The source did not answer",
            "company_id": str(SECOND),
            "company_name": "Segunda Ficticia",
            "run_id": str(UUID(int=9)),
        },
    ]


def test_a_run_that_was_not_begun_is_skipped_and_no_failure() -> None:
    told = conclude([child(), child(was_done=False, was_tried=False)])
    assert (told.success, told.synced, told.failed, told.skipped) == (True, 1, 0, 1)


def test_without_companies_there_is_nothing_to_do_and_nothing_wrong() -> None:
    told = conclude([])
    assert (told.success, told.total_companies, told.results) == (True, 0, [])


def test_returns_are_told_with_their_year() -> None:
    assert conclude_year([child()]).year == 2026
