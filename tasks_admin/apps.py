"""The console as a Django application."""

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from background import registry


class TasksAdminConfig(AppConfig):
    """Finds the jobs and makes each of them a Celery task."""

    name = "tasks_admin"
    verbose_name = _("Console")

    def ready(self) -> None:
        from background import door
        from tasks_admin import access, checks, leaving, sql_views, worker  # noqa: F401
        from tasks_admin.services import noticing, witnessing  # noqa: F401
        from tasks_admin.services.door import ConsoleDoor

        registry.discover(self.name, *settings.TASKS_ADMIN_JOB_PACKAGES)
        door.install(ConsoleDoor())
        worker.register_jobs()
        post_migrate.connect(access.seed_groups, sender=self)
        pre_migrate.connect(sql_views.drop, sender=self)
        post_migrate.connect(sql_views.create, sender=self)
        post_migrate.connect(noticing.install, sender=self)
