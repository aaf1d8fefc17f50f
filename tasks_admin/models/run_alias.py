"""Names under which senders look for a run that others had asked for before them."""

from django.db import models

from tasks_admin.models.run import Run


class RunAlias(models.Model):
    """The id of a message whose launch was answered with a run that was there already."""

    message_id = models.CharField(max_length=191, primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="aliases")

    def __str__(self) -> str:
        return f"{self.message_id} is {self.run_id}"
