"""The console as a Django application."""

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from background import registry


class TasksAdminConfig(AppConfig):
    """Finds the jobs and makes each of them a Celery task."""

    name = "tasks_admin"
    verbose_name = _("Console")

    def ready(self) -> None:
        from background import door, files
        from tasks_admin import access, checks, leaving, sql_views, watchman, worker  # noqa: F401
        from tasks_admin.services import noticing, witnessing  # noqa: F401
        from tasks_admin.services.door import ConsoleDoor
        from tasks_admin.services.uploading import FileKeeper
        from tasks_admin.witnessed_admin import witness_the_rest

        registry.discover(self.name, *settings.TASKS_ADMIN_JOB_PACKAGES)
        door.install(ConsoleDoor())
        files.install(FileKeeper())
        worker.register_jobs()
        witness_the_rest()
        for config in (self, *self._applications_of_jobs()):
            post_migrate.connect(access.seed_groups, sender=config)
        pre_migrate.connect(sql_views.drop, sender=self)
        pre_migrate.connect(noticing.remove, sender=self)
        post_migrate.connect(sql_views.create, sender=self)
        post_migrate.connect(noticing.install, sender=self)

    def _applications_of_jobs(self) -> list[AppConfig]:
        """The rights to edit what is theirs exist only once they have been migrated."""
        packages = settings.TASKS_ADMIN_JOB_PACKAGES
        return [config for config in apps.get_app_configs() if config.name in packages]
