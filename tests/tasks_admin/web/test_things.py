"""What runs belong to is chosen and shown by its name, and stays an identifier underneath."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from background import Children, Choice, Scope, TaskContext, task
from background.errors import DeclarationError, InvalidParams
from tasks_admin.models import Run, RunSource
from tasks_admin.services.launching import launch
from tests.conftest import Declare

FIRST, SECOND = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 5, tzinfo=UTC)


def shops() -> Iterator[Choice]:
    yield Choice(str(FIRST), "Corner shop")
    yield Choice(str(SECOND), "Kiosk")


SHOP = Scope(name="branch", title="Branch", offer=shops)


@task(name="test.sell")
def sell(ctx: TaskContext, shop: Annotated[UUID, SHOP]) -> None:
    """Sell something in a shop."""


@task(name="test.sell_all", covers=SHOP)
def sell_all(ctx: TaskContext) -> Children:
    """Sell something in all shops."""
    return ctx.launch_children("test.sell", [{"shop": one.value} for one in shops()])


@pytest.fixture
def page(declare: Declare, operator: User, client: Client) -> Client:
    declare(sell)
    declare(sell_all)
    client.force_login(operator)
    return client


@pytest.mark.django_db
def test_things_are_chosen_by_their_names(page: Client) -> None:
    html = page.get(reverse("tasks_admin:task", args=["test.sell"])).content.decode()
    assert f'<option value="{SECOND}">Kiosk</option>' in html


@pytest.mark.django_db
def test_a_thing_that_is_none_is_refused_and_kept_in_the_form(page: Client) -> None:
    answer = page.post(reverse("tasks_admin:task", args=["test.sell"]), {"p-shop": "the moon"})
    assert answer.status_code == 422
    assert '<option value="the moon" selected>the moon</option>' in answer.content.decode()


@pytest.mark.django_db
def test_a_run_tells_the_name_of_its_thing(page: Client) -> None:
    run = launch("test.sell", {"shop": str(SECOND)}, source=RunSource.CODE)
    assert run.params == {"shop": str(SECOND)}
    assert "Kiosk" in page.get(reverse("tasks_admin:run", args=[run.pk])).content.decode()


@pytest.mark.django_db
def test_the_children_of_a_run_are_told_apart_by_name(page: Client) -> None:
    parent = launch("test.sell_all", {}, source=RunSource.CODE)
    for one in shops():
        launch("test.sell", {"shop": one.value}, source=RunSource.CODE)
    Run.objects.filter(task_name="test.sell").update(parent=parent)
    Run.objects.filter(pk=parent.pk).update(children_at_once=2)

    html = page.get(reverse("tasks_admin:run", args=[parent.pk])).content.decode()

    assert "Corner shop" in html
    assert "Kiosk" in html


def test_what_a_task_belongs_to_is_one_thing_or_all() -> None:
    assert sell.spec.scope == (SHOP, "shop")
    assert sell_all.spec.scope == (SHOP, None)
    with pytest.raises(InvalidParams):
        sell.spec.read({"shop": "the moon"}, now=NOW)
    with pytest.raises(DeclarationError, match="more than one thing"):

        @task(name="test.swap", covers=SHOP)
        def swap(ctx: TaskContext, shop: Annotated[UUID, SHOP]) -> None:
            """Swap what is in shops."""
