"""How fresh the datasets are, as JSON for other programs."""

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from background.errors import UnknownDataset
from tasks_admin.access import Right, requires
from tasks_admin.queries import datasets as found
from tasks_admin.queries.freshness import told, worst


@never_cache
@require_safe
@requires(Right.VIEW)
def datasets_freshness(request: HttpRequest) -> JsonResponse:
    """Tell how every dataset stands, and the worst of them."""
    cards = found.freshness()
    return JsonResponse({"freshness": worst(cards), "datasets": [told(card) for card in cards]})


@never_cache
@require_safe
@requires(Right.VIEW)
def dataset_freshness(request: HttpRequest, name: str) -> JsonResponse:
    """Tell how one dataset stands."""
    try:
        return JsonResponse(told(found.card(name)))
    except UnknownDataset as error:
        raise Http404(str(error)) from error
