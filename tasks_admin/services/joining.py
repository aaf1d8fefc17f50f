"""Senders whose launch was answered with an earlier run find its result under their own id."""

from django.db import transaction
from django_celery_results.models import TaskResult

from tasks_admin.models import Run, RunAlias


def join(run: Run, message_id: str) -> None:
    """Let the run be found under this message id too, its result included, now or once it ends.

    The run's row is locked meanwhile: it ends either before, and its result is copied here, or
    after, and whoever ends it finds the name.
    """
    with transaction.atomic():
        locked = Run.objects.select_for_update().get(pk=run.pk)
        _, is_new = RunAlias.objects.get_or_create(message_id=message_id, defaults={"run": locked})
        if is_new and locked.is_finished:
            _copy_result(str(run.pk), message_id)


def names_of(run: Run) -> list[str]:
    """Return every id under which somebody may look for the run's result."""
    own = [str(run.pk), *filter(None, [run.message_id])]
    if run.unique_key is None and getattr(run, "hold", None) is None:
        return own  # nothing that a second launch could have met
    return own + list(RunAlias.objects.filter(run=run).values_list("message_id", flat=True))


def _copy_result(task_id: str, message_id: str) -> None:
    result = TaskResult.objects.filter(task_id=task_id).first()
    if result is not None:
        result.pk, result.task_id = None, message_id
        result.save(force_insert=True)
