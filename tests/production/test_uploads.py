"""A file that comes again at the moment in which it is removed."""

from datetime import timedelta
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tasks_admin.models import Upload
from tasks_admin.services.uploading import keep, remove_unused
from tests.production.test_webhooks import somebody_waits

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]


def test_a_file_that_comes_again_while_it_is_removed_stays(settings: Any, tmp_path: Path) -> None:
    assert connection.vendor == "mysql"
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now()
    file = keep("july.csv", [b"a"])
    Upload.objects.update(stored_at=now - timedelta(days=2))
    removed = []

    def remove() -> None:
        removed.append(remove_unused(now, 10))
        connection.close()

    removing = Thread(target=remove)
    with transaction.atomic():
        keep("july.csv", [b"a"])
        removing.start()
        while not somebody_waits() and removing.is_alive():
            sleep(0.2)  # what is asked more often is answered from a cache
        assert removing.is_alive(), "it has found the file unused and waits for its row"
    removing.join()
    assert removed == [0]
    assert Upload.objects.get().pk == file.sha256
    assert list(tmp_path.rglob(file.sha256))
