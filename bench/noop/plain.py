"""Plain Celery with the django-db result backend, in the form that shows as much as a run does.

Everything that is not about results is as Celery has it by default, but for the messages that a
worker fetches ahead: one for each process, as ours.
"""

import os

from celery import Celery, shared_task

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.noop.plain_settings")

BROKER = os.environ["CELERY_BROKER_URL"]


def _transport_options() -> dict[str, object]:
    """The embedded broker's folders, beside ours and like ours; nothing for a server."""
    if not BROKER.startswith("filesystem"):
        return {}
    folder = os.path.join(os.environ["TOOLBOX_VAR"], "plain_broker")
    os.makedirs(folder, exist_ok=True)
    return {
        "data_folder_in": folder,
        "data_folder_out": folder,
        "control_folder": folder,
        "polling_interval": 0.1,
    }


app = Celery("plain")
app.conf.update(
    broker_url=BROKER,
    broker_transport_options=_transport_options(),
    broker_connection_retry_on_startup=True,
    result_backend="django-db",
    result_extended=True,
    task_track_started=True,
    task_default_queue="plain",
    worker_prefetch_multiplier=1,
)


@shared_task(name="plain.nothing")
def nothing(number: int = 0) -> None:
    """Do nothing."""
