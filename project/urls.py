"""Where every address leads."""

from django.contrib import admin
from django.urls import include, path

from project.health import health

urlpatterns = [
    path("health", health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("", include("tasks_admin.api.urls")),
    path("", include("tasks_admin.urls")),
]
