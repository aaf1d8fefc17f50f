"""Calendars of business days, and what people changed in them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class BusinessCalendar(models.TextChoices):
    """The calendars that there are, by the names that the kit has for them."""

    PERU = "PE", _("Peru")
    CHILE = "CL", _("Chile")
    CHILE_BANKS = "CL-BANK", _("Chile (banks)")


class CalendarDay(models.Model):
    """One day on which a calendar differs from the public holidays: who says so, and why."""

    id = models.BigAutoField(primary_key=True)
    calendar = models.CharField(_("calendar"), max_length=16, choices=BusinessCalendar.choices)
    day = models.DateField(_("day"))
    is_business_day = models.BooleanField(
        _("business day"),
        default=False,
        help_text=_("Ticked: there is work that day, whatever the public holidays say."),
    )
    reason = models.CharField(
        _("why"), max_length=120, help_text=_("Shown wherever a schedule leaves this day out.")
    )
    username = models.CharField(_("user"), max_length=150, blank=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("day of a calendar")
        verbose_name_plural = _("days of calendars")
        ordering = ("calendar", "day")
        constraints = (
            models.UniqueConstraint(fields=("calendar", "day"), name="calendar_day_once"),
        )

    def __str__(self) -> str:
        return f"{self.calendar} {self.day}: {self.reason}"
