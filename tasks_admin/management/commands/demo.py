"""`manage.py demo`: what makes a fresh console worth looking at."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tasks_admin.models import AuditEntry
from tasks_admin.queries.snapshots import SUBJECT
from tasks_admin.services.schedule_file.reading import offered
from tasks_admin.services.schedule_file.taking_over import take_over

USERNAME = "manage.py demo"


@dataclass(frozen=True)
class DemoUser:
    """Someone to sign in as, in the group of that name."""

    name: str

    @property
    def group(self) -> str:
        """The seeded group that gives the user its rights."""
        return self.name.capitalize()

    @property
    def password(self) -> str:
        """A password that everybody knows: demo users exist only while DEBUG is on."""
        return f"{self.name}-demo"


DEMO_USERS = tuple(DemoUser(name) for name in ("viewer", "operator", "admin"))


class Command(BaseCommand):
    """Create the demo users that are missing; the jobs' applications add what is theirs.

    Repeat it at will.
    """

    help = "Create a demo user for each role and sample data, where they are missing (DEBUG only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is missing; raises CommandError outside DEBUG."""
        if not settings.DEBUG:
            raise CommandError("The demo has passwords that everybody knows: DEBUG must be on.")
        for user in DEMO_USERS:
            word = "created" if ensure(user) else "there already"
            if options["verbosity"]:
                self.stdout.write(f"{user.name}, password {user.password}: {word}")
        for name in settings.TASKS_ADMIN_DEMO_COMMANDS:
            call_command(name, stdout=self.stdout, verbosity=options["verbosity"])
        made = ensure_schedules()
        if made and options["verbosity"]:
            self.stdout.write(f"Schedules that come with the jobs: {made} made")


def ensure_schedules() -> int:
    """Make the schedules that come with the jobs, once: afterwards they are the operators' own."""
    if AuditEntry.objects.filter(subject=SUBJECT, username=USERNAME).exists():
        return 0
    files = [file.read_text(encoding="utf-8") for file in offered()]
    changes = [one for text in files for one in take_over(text, username=USERNAME)]
    return sum(one.before is None for one in changes)


def ensure(demo: DemoUser) -> bool:
    """Create the user unless one of that name exists, whatever its password; True if created."""
    if User.objects.filter(username=demo.name).exists():
        return False
    with transaction.atomic():
        user = User.objects.create_user(demo.name, password=demo.password)
        user.is_staff = demo.name == "admin"
        user.save(update_fields=["is_staff"])
        user.groups.add(Group.objects.get(name=demo.group))
    return True
