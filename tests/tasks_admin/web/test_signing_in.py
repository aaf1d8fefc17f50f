"""Guessing a password takes longer and longer, at the console's door and at the admin's."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tasks_admin.models import AuditEntry
from tasks_admin.services import slowing
from tasks_admin.services.slowing import FIRST_WAIT, FREE, FREE_OF_ADDRESS, LONGEST_WAIT

DOORS = ["/sign-in/", "/admin/login/"]
HERE, ELSEWHERE = "198.51.100.1", "198.51.100.2"


@pytest.fixture
def browser(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def attempt(client: Client, password: str, door: str = DOORS[0], **more: Any) -> Any:
    data = {"username": "administrator", "password": password, "next": "/"}
    return client.post(door, data, **{"REMOTE_ADDR": HERE, **more})


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("door", DOORS)
def test_after_some_failures_the_right_password_has_to_wait_too(
    browser: Client, administrator: User, door: str
) -> None:
    for _ in range(FREE):
        refused = attempt(browser, "wrong", door)
    assert "Too many attempts have failed." in text(refused)
    waiting = attempt(browser, "administrator-secret", door)
    assert "Too many attempts have failed. Wait" in text(waiting)
    assert "_auth_user_id" not in browser.session
    let_in = attempt(browser, "administrator-secret", door, REMOTE_ADDR=ELSEWHERE)
    assert let_in.status_code == 302


def test_the_page_says_how_long_and_programs_hear_it_too(
    browser: Client, administrator: User
) -> None:
    for _ in range(FREE):
        refused = attempt(browser, "wrong")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= FIRST_WAIT
    browser.cookies["django_language"] = "es"
    assert "Han fallado demasiados intentos." in text(attempt(browser, "wrong"))


def test_a_failure_or_two_cost_nothing(browser: Client, administrator: User) -> None:
    for _ in range(FREE - 1):
        assert attempt(browser, "wrong").status_code == 200
    assert attempt(browser, "administrator-secret").status_code == 302
    browser.logout()
    for _ in range(FREE - 1):
        assert attempt(browser, "wrong").status_code == 200


def test_what_is_refused_is_on_record_with_the_wait_and_what_is_not_looked_at_is_not(
    browser: Client, administrator: User
) -> None:
    for _ in range(FREE + 3):
        attempt(browser, "wrong")
    entries = AuditEntry.objects.filter(action="refused").order_by("id")
    waits = [entry.details.get("waits") for entry in entries]
    assert waits == [None] * (FREE - 1) + [FIRST_WAIT]
    assert {entry.details["address"] for entry in entries} == {HERE}


def test_each_further_failure_costs_twice_as_much_up_to_an_hour() -> None:
    waits = [slowing.failed("rosa", HERE) for _ in range(FREE + 12)]
    assert waits[: FREE + 2] == [*[0] * (FREE - 1), FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT
    assert 0 < slowing.wait("ROSA", HERE) <= LONGEST_WAIT
    assert slowing.wait("rosa", ELSEWHERE) == 0
    assert slowing.wait("luis", HERE) == 0


def test_who_tries_many_names_waits_for_all_of_them() -> None:
    for number in range(FREE_OF_ADDRESS):
        assert slowing.wait("rosa", HERE) == 0
        slowing.failed(f"name {number}", HERE)
    assert slowing.wait("rosa", HERE) > 0
    assert slowing.wait("rosa", ELSEWHERE) == 0
