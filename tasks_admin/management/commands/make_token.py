"""`make_token`: an API token from the command line, its secret on standard output alone."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from background.errors import TaskError
from tasks_admin.models import Scope
from tasks_admin.services.issuing import issue
from tasks_admin.wording import language_of_terminal, say


class Command(BaseCommand):
    """Prints the secret, which is kept nowhere."""

    help = "Make an API token for a user and print its secret."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="In whose name it speaks")
        parser.add_argument("name", help="What it is for")
        parser.add_argument(
            "--scope", action="append", choices=Scope.values, help="Good for (read); repeatable"
        )
        parser.add_argument("--days", type=int, help="How long it is good (until revoked)")

    def handle(self, *, user: str, name: str, **options: Any) -> None:
        model = get_user_model()
        owner = model.objects.filter(**{model.USERNAME_FIELD: user}).first()
        if owner is None:
            raise CommandError(f"There is no user {user}")
        days = options["days"]
        expires_at = None if days is None else timezone.now() + timedelta(days=days)
        scopes = [Scope(scope) for scope in options["scope"] or [Scope.READ]]
        try:
            _, secret = issue(owner, name, scopes, expires_at=expires_at, by=None)
        except TaskError as refusal:
            with language_of_terminal():
                raise CommandError(say(refusal.message, refusal.fields)) from refusal
        self.stdout.write(secret)
