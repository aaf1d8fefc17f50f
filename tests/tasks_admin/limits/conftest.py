"""Two shops, tasks that belong to them, and an operator who is limited to one of them."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client

from background import Children, Choice, Scope, TaskContext, task
from tasks_admin.models import Run, RunSource, UserLimit
from tasks_admin.services.launching import launch
from tests.conftest import Declare

OWN, OTHER = UUID(int=0xA1), UUID(int=0xB2)


def shops() -> Iterator[Choice]:
    yield Choice(str(OWN), "Corner shop")
    yield Choice(str(OTHER), "Kiosk")


SHOP = Scope(name="shop", title="Shop", offer=shops)


@task(name="test.sell", dry_run=True)
def sell(ctx: TaskContext, shop: Annotated[UUID, SHOP]) -> None:
    """Sell something in a shop."""


@task(name="test.sell_all", covers=SHOP)
def sell_all(ctx: TaskContext) -> Children:
    """Sell something in all shops."""
    return ctx.launch_children("test.sell", [{"shop": one.value} for one in shops()])


@task(name="test.sweep")
def sweep(ctx: TaskContext) -> None:
    """Belong to nothing."""


def limit(user: User, *things: UUID) -> None:
    for one in things:
        UserLimit.objects.create(user=user, scope=SHOP.name, value=str(one))


@pytest.fixture
def jobs(declare: Declare) -> None:
    for job in (sell, sell_all, sweep):
        declare(job)


@pytest.fixture
def runs(jobs: None, db: None) -> dict[str, Run]:
    """A run of each shop, one of all, and one of nothing."""
    given = {
        "own": ("test.sell", {"shop": str(OWN)}),
        "other": ("test.sell", {"shop": str(OTHER)}),
        "all": ("test.sell_all", {}),
        "nothing": ("test.sweep", {}),
    }
    return {
        name: launch(task_name, params, source=RunSource.CODE)
        for name, (task_name, params) in given.items()
    }


@pytest.fixture
def limited(operator: User, client: Client) -> Client:
    """The operator, limited to the own shop."""
    limit(operator, OWN)
    client.force_login(operator)
    return client
