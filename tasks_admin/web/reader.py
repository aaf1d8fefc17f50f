"""Who reads: said once for each request, so that nobody is shown what is not theirs to see."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tasks_admin.models.reading import reading

Answer = Callable[[HttpRequest], HttpResponseBase]


def reads_as_user(get_response: Answer) -> Answer:
    """Let pages and the API read as the user of the request, also one whom a token names.

    Rows that are sent when the view is over remember whom they are for (`RowFilter.reader`).
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        with reading(lambda: request.user):
            return get_response(request)

    return answer
