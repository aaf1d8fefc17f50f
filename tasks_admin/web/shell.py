"""What stands around every page: where one can go, who is signed in, light or dark."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tasks_admin.access import Right, may
from tasks_admin.queries.alerts import unseen

THEME_COOKIE = "theme"


@dataclass(frozen=True)
class Theme:
    """One way to look at the console."""

    name: str
    label: Promise
    icon: str


@dataclass(frozen=True)
class Place:
    """One entry of the main navigation."""

    label: Promise
    url: str
    icon: str
    is_here: bool


THEMES = (
    Theme("auto", _("System"), "sun-moon"),
    Theme("light", _("Light"), "sun"),
    Theme("dark", _("Dark"), "moon"),
)
PLACES = (
    ("tasks_admin:overview", _("Overview"), "layout-dashboard", Right.VIEW),
    ("tasks_admin:tasks", _("Tasks"), "list-check", Right.VIEW),
    ("tasks_admin:runs", _("Runs"), "list-details", Right.VIEW),
    ("tasks_admin:schedules", _("Schedules"), "calendar-event", Right.VIEW),
    ("tasks_admin:alerts", _("Alerts"), "alert-triangle", Right.VIEW),
    ("tasks_admin:boards", _("Boards"), "chart-bar", Right.VIEW),
    ("tasks_admin:datasets", _("Datasets"), "database", Right.VIEW),
    ("tasks_admin:set-aside", _("Set aside"), "filter", Right.VIEW),
    ("tasks_admin:workers", _("Workers"), "heart-rate-monitor", Right.VIEW),
)
SELDOM = (
    ("tasks_admin:audit", _("Audit"), "checklist", Right.AUDIT),
    ("tasks_admin:retention", _("Retention"), "hourglass", Right.PRUNE),
    ("tasks_admin:webhooks", _("Webhooks"), "external-link", Right.WEBHOOKS),
    ("tasks_admin:tokens", _("API tokens"), "lock", Right.VIEW),
)
"""Places that few people need, and not every day: they are in the menu of the account."""
Entries = tuple[tuple[str, Promise, str, Right], ...]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the context that `base.html` needs (a context processor)."""
    return {
        "theme": theme_of(request),
        "themes": THEMES,
        "places": _open_to(request, PLACES),
        "seldom": seldom(request),
        "alerts_address": reverse("tasks_admin:alerts"),
        "unseen_alerts": unseen,
    }


def theme_of(request: HttpRequest) -> str:
    """Return the reader's choice, "auto" where none was made or the cookie says nonsense."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in {theme.name for theme in THEMES} else "auto"


def seldom(request: HttpRequest) -> list[Place]:
    """Return the places in the menu of the account, Django's admin the last of them."""
    found = _open_to(request, SELDOM)
    if found and request.user.is_staff:
        found.append(Place(_("Administration"), reverse("admin:index"), "settings", False))
    return found


def _open_to(request: HttpRequest, entries: Entries) -> list[Place]:
    """Where this reader can go; nowhere without the right to look."""
    user = getattr(request, "user", None)
    if user is None or not may(user, Right.VIEW):
        return []
    return [
        Place(label, reverse(name), icon, _is_here(request.path, reverse(name)))
        for name, label, icon, right in entries
        if may(user, right)
    ]


def _is_here(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
