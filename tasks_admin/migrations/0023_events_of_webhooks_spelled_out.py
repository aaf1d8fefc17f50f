from django.db import migrations

OF_ALERTS = ("alert.opened", "alert.changed", "alert.repeated", "alert.closed")


def spell_out(apps, schema_editor):
    """A list of events was empty for all, or named their beginnings: all there were are alerts."""
    for webhook in apps.get_model("tasks_admin", "Webhook").objects.all():
        asked = webhook.events or ["alert"]
        webhook.events = [
            event
            for event in OF_ALERTS
            if any(event == one or event.startswith(f"{one}.") for one in asked)
        ]
        webhook.save(update_fields=["events"])


class Migration(migrations.Migration):
    dependencies = [("tasks_admin", "0022_webhooks_of_more_events")]

    operations = [migrations.RunPython(spell_out, migrations.RunPython.noop, elidable=True)]
