"""Addresses of the API."""

from django.urls import path

from tasks_admin.api import document, metrics
from tasks_admin.api.adapters import celery, toolbox
from tasks_admin.api.v1 import api

operations, app, space = toolbox.api.urls
# All but its root, which is the page of tasks.
of_toolbox = [one for one in operations if getattr(one, "name", "") != "api-root"]

urlpatterns = [
    path("api/v1/", api.urls),
    path("api/openapi.json", document.openapi, name="openapi"),
    path("api/docs", document.docs, name="api-docs"),
    path("api/redoc", document.redoc, name="api-redoc"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/celery/", celery.api.urls),
    # Without a slash at their end; the pages of tasks have one.
    path("tasks/", (of_toolbox, app, space)),
]
