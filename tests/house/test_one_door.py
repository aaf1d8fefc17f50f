"""Runs are born in one place, and one place speaks to Celery."""

import ast

from tests.house import source

DOOR = "tasks_admin/services/launching.py"
BROKER = "tasks_admin/services/broker.py"
BIRTHS = {"create", "acreate", "bulk_create", "get_or_create", "update_or_create"}
MESSAGES = {"send_task", "apply_async", "delay", "revoke", "broadcast", "terminate"}
ALLOWED = {
    # A task's second name for its first way through the door.
    ("background/task.py", "self.delay"),
    # The broker module itself is asked.
    ("tasks_admin/services/cancelling.py", "broker.terminate"),
}


def is_birth(call: ast.Call) -> bool:
    """Whether the call makes a run: `Run(...)` or `Run.objects.create(...)` and its kin."""
    function = ast.unparse(call.func)
    manager, _, verb = function.rpartition(".")
    return function in {"Run", "models.Run"} or (manager == "Run.objects" and verb in BIRTHS)


def is_message(call: ast.Call) -> bool:
    """Whether the call sends to Celery; a retry policy's `delay` is a duration."""
    function = ast.unparse(call.func)
    owner, _, verb = function.rpartition(".")
    return bool(owner) and verb in MESSAGES and not owner.endswith("retry")


def test_only_the_door_makes_runs() -> None:
    makers = {
        source.name(path) for path in source.modules() if any(map(is_birth, source.calls(path)))
    }
    assert makers == {DOOR}


def test_only_the_broker_module_speaks_to_celery() -> None:
    senders = {
        (source.name(path), ast.unparse(call.func))
        for path in source.modules()
        for call in source.calls(path)
        if is_message(call)
    }
    assert {path for path, _ in senders - ALLOWED} == {BROKER}


def test_the_detectors_see_what_they_must() -> None:
    births = ["Run(id=1)", "Run.objects.create(id=1)", "Run.objects.bulk_create([])"]
    messages = ["task.delay(1)", "current_app.send_task('x')", "app.control.revoke(1)"]
    innocent = ["Run.objects.get(pk=1)", "RunLine(run=1)", "spec.retry.delay(2)"]

    def call(text: str) -> ast.Call:
        node = ast.parse(text, mode="eval").body
        assert isinstance(node, ast.Call)
        return node

    assert all(is_birth(call(text)) for text in births)
    assert all(is_message(call(text)) for text in messages)
    assert not any(is_birth(call(text)) or is_message(call(text)) for text in innocent)
