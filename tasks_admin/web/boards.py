"""The boards: what an area's datasets say, in figures, charts and tables."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from background import registry
from background.errors import UnknownBoard
from tasks_admin.access import Right, requires
from tasks_admin.queries.boards import board as found
from tasks_admin.queries.boards.board import AskedBoard
from tasks_admin.queries.dataset_choices import choices
from tasks_admin.queries.datasets import freshness
from tasks_admin.web import board_form, board_panels, dataset_form
from tasks_admin.web.answering import HtmxRequest, answer


@require_safe
@requires(Right.VIEW)
def boards(request: HtmxRequest) -> HttpResponse:
    """List every board with the freshness of what it shows."""
    cards = {card.dataset.name: card for card in freshness()}
    listed = [
        (board, [cards[one.name] for one in board.datasets if one.name in cards])
        for board in registry.boards()
    ]
    return render(request, "boards/boards.html", {"boards": listed})


@require_safe
@requires(Right.VIEW)
def board(request: HtmxRequest, name: str) -> HttpResponse:
    """Show the figures of a board, of the rows that the address asks for."""
    given = dict(request.GET.lists())
    try:
        asked = found.read(name, given)
    except UnknownBoard as error:
        raise Http404(str(error)) from error
    asked, context = _figures(asked, wanted="reckon" in given)
    context |= _around(asked)
    response = answer(request, "boards/board.html", context, part="body")
    if request.htmx:
        query = asked.asked.query_string()
        push_url(response, f"{request.path}?{query}" if query else request.path)
    return response


def _figures(asked: AskedBoard, *, wanted: bool) -> tuple[AskedBoard, dict[str, Any]]:
    """The panels; none yet where they take long and nobody has asked for them."""
    if not asked.is_published:
        return asked, {"panels": []}
    figures = found.known_answer(asked)
    if figures is None and asked.takes_long and not wanted:
        return asked, {"panels": [], "is_pending": True}
    if figures is None:
        asked, figures = found.reckoned(asked)
    return asked, {"panels": board_panels.drawn(asked, figures)}


def _around(asked: AskedBoard) -> dict[str, Any]:
    own = asked.cards[asked.board.dataset.name]
    return {
        "board": asked.board,
        "own": own,
        "cards": list(asked.cards.values()),
        "fields": board_form.fields(asked, choices(own.dataset, own.version)),
        "chips": dataset_form.chips(asked.asked, board_form.labels(asked.board)),
        "presets": board_form.presets(asked),
        "query": asked.asked.query_string(),
    }
