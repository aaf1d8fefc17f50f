"""Addresses of the API."""

from django.urls import path

from tasks_admin.api import document
from tasks_admin.api.v1 import api

urlpatterns = [
    path("v1/", api.urls),
    path("openapi.json", document.openapi, name="openapi"),
    path("docs", document.docs, name="api-docs"),
    path("redoc", document.redoc, name="api-redoc"),
]
