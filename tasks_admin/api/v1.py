"""`/api/v1`: the console's own contract."""

from tasks_admin.api import (
    alerts,
    boards,
    datasets,
    deeds,
    deliveries,
    desk,
    files,
    machinery,
    orders,
    problems,
    runs,
    schedule_deeds,
    schedules,
    tasks,
    upkeep,
    webhooks,
)
from tasks_admin.api.openapi import ConsoleAPI

DESCRIPTION = """\
Whatever the browser can do, a program can do. Sign in with `Authorization: Bearer <token>`;
tokens are made on the page *API tokens*. A launch answers 202 and tells in `Location` where to
follow the run; `GET` it with `?wait=20` to be told when it is over. Every refusal has one form
(RFC 9457) with a stable `code`.
"""

api = ConsoleAPI(
    title="Toolbox console",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api-1",
    openapi_url=None,  # see document.py
)
api.add_router("/tasks", tasks.router)
api.add_router("", orders.router)
api.add_router("/runs", runs.router)
api.add_router("/runs", deeds.router)
api.add_router("/files", files.router)
api.add_router("/datasets", datasets.router)
api.add_router("/boards", boards.router)
api.add_router("/schedules", schedules.router)
api.add_router("/schedules", schedule_deeds.router)
api.add_router("/webhooks", webhooks.router)
api.add_router("/webhooks", deliveries.router)
api.add_router("/set-aside", desk.router)
api.add_router("/alerts", alerts.router)
api.add_router("", machinery.router)
api.add_router("", upkeep.router)
problems.install(api)
