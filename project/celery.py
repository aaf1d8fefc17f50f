"""The Celery application; its tasks are the registered jobs, one each under its own name."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

TRANSPORT_ALIASES["filesystem"] = "project.embedded:Transport"  # whose files are whole
for scheme in ("redis", "rediss"):  # whose worker survives it
    TRANSPORT_ALIASES[scheme] = "project.redis_broker:Transport"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
# A worker would load every page to check it, and tell nobody: `manage.py check` does.
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")

app = Celery("project")
app.config_from_object("django.conf:settings", namespace="CELERY")
