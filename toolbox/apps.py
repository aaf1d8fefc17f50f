"""The business jobs as a Django application."""

from django.apps import AppConfig


class ToolboxConfig(AppConfig):
    """The factoring jobs and their tables."""

    name = "toolbox"
    verbose_name = "Toolbox"
