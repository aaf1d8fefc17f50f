"""How often a program may call: for each token, and for each address that shows none."""

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle


class CallerLimit(SimpleRateThrottle):
    """Calls of one token or signed-in user; the setting is read as `number/period`."""

    scope = "caller"

    def __init__(self) -> None:
        super().__init__(settings.TASKS_ADMIN_API_RATE)

    def get_cache_key(self, request: HttpRequest) -> str:
        """Count under the caller's name."""
        return f"api-calls:{request.auth}"  # type: ignore[attr-defined]
