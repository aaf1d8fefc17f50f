"""Files in a form: kept at once, so that a form that is refused still has them."""

import json

from django.http import HttpRequest, QueryDict

from background import File, TaskSpec
from background.errors import FieldError, InvalidParams
from background.kinds import names_of
from tasks_admin.receiving import received
from tasks_admin.web.param_form import FILE, LEFT_OUT, PREFIX


def taken_in(spec: TaskSpec, request: HttpRequest) -> tuple[QueryDict, list[FieldError]]:
    """Keep the files of a form; return what was sent, with a reference for each of them.

    A field without a new file keeps the reference that the form held. What could not be taken is
    among the judgements.
    """
    posted = request.POST.copy()
    problems: list[FieldError] = []
    for name in sorted(names_of(File, spec.params_model)):
        try:
            reference = _reference(f"{PREFIX}{name}", name, request)
        except InvalidParams as refusal:
            problems += refusal.errors
        else:
            if reference is not None:
                posted[f"{PREFIX}{name}"] = reference
    return posted, problems


def _reference(field: str, parameter: str, request: HttpRequest) -> str | None:
    """What the field is to hold instead of what it holds; None to leave it as it is."""
    file = received(request, field + FILE, parameter=parameter)
    if file is None:
        return "" if field + LEFT_OUT in request.POST else None
    return json.dumps(file.model_dump(mode="json"))
