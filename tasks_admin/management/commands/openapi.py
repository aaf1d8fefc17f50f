"""`openapi`: the API's document, written where it is kept or compared with it."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from tasks_admin.api.v1 import api

KEPT = "docs/openapi.json"


def document() -> str:
    """Return the document as it is kept: in English, in one order."""
    with translation.override("en"):
        schema = api.get_openapi_schema()
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


class Command(BaseCommand):
    """Exits with 1 under --check where the API is not what the kept document says."""

    help = f"Write the API's OpenAPI document to {KEPT}, or check that it is current."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; compare")

    def handle(self, *, check: bool, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / KEPT
        if not check:
            path.write_text(document(), encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != document():
            raise CommandError(f"The API is not what {KEPT} says: run `manage.py openapi`")
