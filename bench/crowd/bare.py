"""The least that Django can be asked: one view that says there is nothing new."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(SECRET_KEY="bare", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__)


def nothing_new(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer 204, whatever was asked."""
    return HttpResponse(status=204)


urlpatterns = [path("<path:rest>", nothing_new)]
application = get_wsgi_application()
