"""A measure's standing: what became of the promise. Moved only by actions, never by imports."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.measure import Measure
from measures.rules.words import Status, Verified, choices, label


class Standing(models.Model):
    """The stored answers, and the days on which the computed ones change.

    `period_end` and `report_due_on` are of the first period owed and not answered, empty where nothing
    is owed. `last_report_on` is the day of the last substantive report, `last_answer_on` that of the last
    report of either kind, “nothing changed” included.
    """

    measure = models.OneToOneField(
        Measure, models.CASCADE, primary_key=True, related_name="standing", verbose_name=_("measure")
    )
    status = models.CharField(
        _("reported"), max_length=20, choices=choices(Status), default=Status.NOT_REPORTED
    )
    percent = models.PositiveSmallIntegerField(_("percent"), null=True, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    report = models.ForeignKey(
        "measures.ProgressUpdate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("report"),
    )
    last_report_on = models.DateField(_("last report"), null=True, blank=True)
    last_answer_on = models.DateField(_("last answer"), null=True, blank=True)
    unchanged_run = models.PositiveSmallIntegerField(_("“nothing changed” running"), default=0)
    answered_until = models.DateField(_("answered until"), null=True, blank=True)
    period_end = models.DateField(_("period to"), null=True, blank=True)
    report_due_on = models.DateField(_("next report due"), null=True, blank=True)
    due_soon_on = models.DateField(_("due soon from"), null=True, blank=True)
    behind_on = models.DateField(_("behind from"), null=True, blank=True)
    verified = models.CharField(
        _("verified"), max_length=20, choices=choices(Verified), default=Verified.NOT_ASSESSED
    )
    superseded_on = models.DateField(_("taken over on"), null=True, blank=True)

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        indexes = [
            models.Index(fields=["status", "measure", "superseded_on"], name="standing_by_answer"),
            models.Index(
                fields=["report_due_on"], name="standing_owed", condition=Q(report_due_on__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100), name="standing_percent_in_range"
            ),
        ]

    def __str__(self) -> str:
        return str(label(Status(self.status)))
