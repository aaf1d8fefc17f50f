"""The console's addresses."""

from django.urls import path

from tasks_admin.web import (
    alerts,
    audit,
    boards,
    bulk,
    catalogue,
    changes,
    datasets,
    desk,
    freshness,
    ledgers,
    next_day,
    overview,
    removed_schedules,
    retention,
    run,
    run_actions,
    runs,
    schedule_deeds,
    schedule_editing,
    schedules,
    signing_in,
    task,
    theming,
    tokens,
    webhook_deeds,
    webhooks,
    workers,
)

app_name = "tasks_admin"

around = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("theme/", theming.choose_theme, name="theme"),
]
of_tasks = [
    path("tasks/", catalogue.tasks, name="tasks"),
    path("tasks/<str:name>/", task.task, name="task"),
    path("tasks/<str:name>/commands/", task.task_commands, name="task-commands"),
]
of_runs = [
    path("runs/", runs.runs, name="runs"),
    path("runs/bulk/", bulk.bulk, name="runs-bulk"),
    path("runs/<uuid:run_id>/", run.run, name="run"),
    path("runs/<uuid:run_id>/status/", run.run_status, name="run-status"),
    path("runs/<uuid:run_id>/files/<int:artifact_id>/", run.run_file, name="run-file"),
]
on_runs = [
    path("runs/<uuid:run_id>/cancel/", run_actions.run_cancel, name="run-cancel"),
    path("runs/<uuid:run_id>/terminate/", run_actions.run_terminate, name="run-terminate"),
    path("runs/<uuid:run_id>/retry/", run_actions.run_retry, name="run-retry"),
    path(
        "runs/<uuid:run_id>/retry-children/",
        run_actions.run_retry_children,
        name="run-retry-children",
    ),
    path("runs/<uuid:run_id>/keep/", run_actions.run_keep, name="run-keep"),
    path("runs/<uuid:run_id>/let-go/", run_actions.run_let_go, name="run-let-go"),
]
on_schedules = [
    path(f"schedules/<int:schedule_id>/{deed}/", view, name=f"schedule-{deed}")
    for deed, view in (
        ("edit", schedule_editing.schedule_edit),
        ("switch", schedule_deeds.schedule_switch),
        ("run", schedule_deeds.schedule_run),
        ("adopt", schedule_deeds.schedule_adopt),
        ("delete", schedule_deeds.schedule_delete),
        ("history", schedule_deeds.schedule_history),
        ("revert", schedule_deeds.schedule_revert),
    )
]
of_schedules = [
    path("schedules/", schedules.schedules, name="schedules"),
    path("schedules/next/", next_day.schedules_next, name="schedules-next"),
    path("schedules/removed/", removed_schedules.schedules_removed, name="schedules-removed"),
    path("schedules/ledger.csv", ledgers.schedules_ledger, name="schedules-ledger"),
    path("schedules/pause/", schedules.schedules_pause, name="schedules-pause"),
    path("schedules/new/", schedule_editing.schedule_new, name="schedule-new"),
    path("schedules/<int:schedule_id>/", schedules.schedule, name="schedule"),
    path("schedules/<int:schedule_id>/ledger.csv", ledgers.schedule_ledger, name="schedule-ledger"),
    path("schedules/<int:schedule_id>/pause/", schedules.schedule_pause, name="schedule-pause"),
    *on_schedules,
]
of_tokens = [
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", tokens.token_revoke, name="token-revoke"),
]
of_alerts = [
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:alert_id>/acknowledge/", alerts.alert_acknowledge, name="alert-acknowledge"),
]
of_webhooks = [
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new/", webhook_deeds.webhook_new, name="webhook-new"),
    path("webhooks/mail/", webhooks.webhook_mail, name="webhook-mail"),
    path("webhooks/<int:webhook_id>/", webhooks.webhook, name="webhook"),
    *(
        path(f"webhooks/<int:webhook_id>/{deed}/", view, name=f"webhook-{deed}")
        for deed, view in (
            ("edit", webhook_deeds.webhook_edit),
            ("switch", webhook_deeds.webhook_switch),
            ("test", webhook_deeds.webhook_test),
            ("secret", webhook_deeds.webhook_secret),
            ("remove", webhook_deeds.webhook_remove),
        )
    ),
    path(
        "webhooks/<int:webhook_id>/resend/<int:delivery_id>/",
        webhook_deeds.webhook_resend,
        name="webhook-resend",
    ),
]
of_workers = [
    path("workers/", workers.workers, name="workers"),
    path("workers/reset/", workers.breaker_reset, name="breaker-reset"),
]
of_desk = [
    path("set-aside/", desk.set_aside, name="set-aside"),
    path("set-aside/decide/", desk.set_aside_decide, name="set-aside-decide"),
    path("set-aside/rerun/", desk.set_aside_rerun, name="set-aside-rerun"),
]
of_history = [
    path("audit/", audit.audit, name="audit"),
    path("retention/", retention.retention, name="retention"),
]
of_datasets = [
    path("datasets/", datasets.datasets, name="datasets"),
    path("datasets/freshness.json", freshness.datasets_freshness, name="datasets-freshness"),
    path("datasets/<str:name>/", datasets.dataset, name="dataset"),
    path(
        "datasets/<str:name>/freshness.json", freshness.dataset_freshness, name="dataset-freshness"
    ),
    path("datasets/<str:name>/export/", datasets.dataset_export, name="dataset-export"),
    path("runs/<uuid:run_id>/changes/<str:name>/", changes.dataset_changes, name="dataset-changes"),
]
of_boards = [
    path("boards/", boards.boards, name="boards"),
    path("boards/<str:name>/", boards.board, name="board"),
]

urlpatterns = [
    path("", overview.overview, name="overview"),
    *around,
    *of_tasks,
    *of_runs,
    *on_runs,
    *of_datasets,
    *of_boards,
    *of_schedules,
    *of_alerts,
    *of_tokens,
    *of_webhooks,
    *of_workers,
    *of_desk,
    *of_history,
]
