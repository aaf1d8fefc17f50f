"""Secret parameters on pages: typed unseen, never sent back."""

import pytest
from django.test import Client

from background import Secret, TaskContext, task
from background.secret import MASK
from tasks_admin.models import Run
from tests.conftest import Declare

pytestmark = pytest.mark.django_db

CLEAR = "hunter2-in-clear"


@task(name="test.sign_in")
def sign_in(ctx: TaskContext, number: int, password: Secret) -> None:
    """Sign in."""


def test_a_secret_is_typed_unseen_and_never_sent_back(
    declare: Declare, as_operator: Client
) -> None:
    declare(sign_in)
    page = as_operator.get("/tasks/test.sign_in/").content.decode()
    assert 'type="password"' in page
    refused = as_operator.post("/tasks/test.sign_in/", {"p-number": "x", "p-password": CLEAR})
    assert refused.status_code == 422
    assert CLEAR not in refused.content.decode()


def test_a_run_shows_a_mask_and_its_form_asks_again(declare: Declare, as_operator: Client) -> None:
    declare(sign_in)
    as_operator.post("/tasks/test.sign_in/", {"p-number": "1", "p-password": CLEAR})
    run = Run.objects.get()
    page = as_operator.get(f"/runs/{run.pk}/").content.decode()
    assert MASK in page
    assert "sealed" not in page
    form = as_operator.get(f"/tasks/test.sign_in/?from={run.pk}").content.decode()
    assert 'value="1"' in form
    assert "sealed" not in form
