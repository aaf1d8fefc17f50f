"""`manage.py prepare_samples`: what a console that is tried out on samples begins with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from background.clock import today_in
from toolbox.lists.importing import import_lists, is_empty
from toolbox.lists.models import HISTORY_FROM
from toolbox.sii.samples.demo import install_companies, sample_folder
from toolbox.sii.zone import SANTIAGO
from toolbox.sources import open_source
from toolbox.sources.samples import DOCUMENTS, SampleSource


class Command(BaseCommand):
    """Writes the samples and takes their lists into the tables, where either is missing."""

    help = (
        "Write the samples, and take their lists and companies into tables that are empty "
        "(samples only)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is missing; nothing where the source is another."""
        if settings.TOOLBOX_SOURCE == "samples":
            self._factoring()
        if settings.TOOLBOX_SII_SOURCE == "samples":
            self._tax_office()

    def _factoring(self) -> None:
        if not any((settings.VAR_DIR / "samples").glob("*/*.json")):
            self.stdout.write(f"Making {DOCUMENTS:,} sample documents ...")
        source = open_source()
        if isinstance(source, SampleSource) and is_empty():
            import_lists(source.lists(), HISTORY_FROM)

    def _tax_office(self) -> None:
        today = today_in(SANTIAGO, timezone.now())
        if installed := install_companies(today):
            self.stdout.write(f"Making the tax files of {installed} sample companies ...")
        sample_folder(settings.VAR_DIR / "samples", today)
