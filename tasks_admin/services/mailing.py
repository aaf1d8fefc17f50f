"""Mailing an alert: what is wrong, since when, and where to look."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext, ngettext

from background import TransientError
from tasks_admin.models import AlertEvent, Delivery
from tasks_admin.services.linking import link
from tasks_admin.wording import moment, say

SUBJECT_TITLES = {
    "alert.opened": "{about}: {subject}",
    "alert.changed": "{about}, differently now: {subject}",
    "alert.repeated": "Still open: {about}: {subject}",
    "alert.closed": "All right again: {subject}",
}


def mail(delivery: Delivery) -> None:
    """Send it; raises TransientError where the mail server does not take it."""
    with translation.override(settings.TASKS_ADMIN_ALERT_LANGUAGE):
        subject, body = written(delivery.event, delivery.data)
    message = EmailMessage(
        subject,
        body,
        to=[delivery.recipient],
        headers={
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<{delivery.event}.{delivery.pk}@toolbox-console>",
        },
    )
    try:
        message.send()
    except OSError as error:  # smtplib's errors are of this kind too
        raise TransientError(
            "The mail server did not take it: {error}", error=str(error)
        ) from error


def written(event: str, data: dict[str, Any]) -> tuple[str, str]:
    """Return the subject and the text of a mail, in the language that is active."""
    about = str(AlertEvent(data["about"]).label)
    subject = gettext(SUBJECT_TITLES[event]).format(about=about, subject=data["subject"])
    lines = [_said(data["recovery"])] if data["recovery"] else []
    lines += [
        _said(data["message"]),
        "",
        ngettext("Since {moment}.", "Since {moment}, seen {times} times.", data["times"]).format(
            moment=moment(data["since"]), times=data["times"]
        ),
        gettext("All alerts: {address}").format(address=link("tasks_admin:alerts")),
    ]
    return " ".join(subject.split()), "\n".join(lines) + "\n"


def _said(sentence: dict[str, Any]) -> str:
    return say(sentence["message"], sentence["fields"])
