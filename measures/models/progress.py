"""Progress updates: drafts that may change, submissions that may not, and the decisions on them."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from measures.models.measure import Measure
from measures.rules.standing import Report
from measures.rules.words import STANDS, TAKEN_BACK, DecisionKind, Status, choices

REPORTED = [choice for choice in choices(Status) if choice[0] != Status.NOT_REPORTED]
# The columns of `rules.standing.Report`, in its order.
FACTS = (
    "pk",
    "period_end",
    "submitted_on",
    "status",
    "percent",
    "completed_on",
    "unchanged",
    "decision__kind",
    "decision__decided_on",
)


class ProgressUpdateQuerySet(models.QuerySet["ProgressUpdate"]):
    def counting(self) -> "ProgressUpdateQuerySet":
        """Submitted, and neither returned nor withdrawn: twin of `rules.standing.Report.counts`."""
        return self.exclude(decision__kind__in=TAKEN_BACK)

    def public(self) -> "ProgressUpdateQuerySet":
        """What readers may see, reports that stand: twin of `ProgressUpdate.stands`."""
        return self.filter(decision__kind__in=STANDS)

    def facts(self) -> list[Report]:
        """The rows as the rules read them."""
        return [Report(*row) for row in self.values_list(*FACTS)]


class ProgressUpdate(models.Model):
    """One submitted report. Append-only: a correction is a new entry, a decision a row of its own."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="updates", verbose_name=_("measure"))
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    status = models.CharField(_("status"), max_length=20, choices=REPORTED)
    percent = models.PositiveSmallIntegerField(_("percent"), null=True, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    progress = models.TextField(_("progress"), blank=True)
    problems = models.TextField(_("problems"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    unchanged = models.BooleanField(_("nothing changed"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    submitted_at = models.DateTimeField(_("submitted at"))
    submitted_on = models.DateField(_("submitted on"))

    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            models.Index(fields=["measure", "-submitted_at"], name="updates_newest_first"),
            models.Index(fields=["-submitted_at", "-id"], name="updates_lately"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100), name="update_percent_in_range"
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="update_period_runs"),
            models.CheckConstraint(
                condition=~Q(status=Status.COMPLETED)
                | (Q(completed_on__isnull=False) & Q(completed_on__lte=F("submitted_on"))),
                name="completed_update_states_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.NOT_PURSUED) | ~Q(reason=""), name="not_pursued_update_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.period_end}"

    @property
    def stands(self) -> bool:
        """Accepted, or acceptance was not asked for: twin of `ProgressUpdateQuerySet.public`."""
        decision = getattr(self, "decision", None)
        return decision is not None and decision.kind in STANDS


class UpdateDecision(models.Model):
    """The one decision on a report: not required, accepted, returned (with a reason) or withdrawn."""

    update = models.OneToOneField(
        ProgressUpdate, models.PROTECT, related_name="decision", verbose_name=_("progress update")
    )
    kind = models.CharField(_("decision"), max_length=20, choices=choices(DecisionKind))
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    decided_at = models.DateTimeField(_("decided at"))
    decided_on = models.DateField(_("decided on"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=DecisionKind.RETURNED) | ~Q(reason=""), name="return_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.kind


def last_decision() -> Subquery:
    """To annotate measures with: the kind of the decision on their last report that was not withdrawn."""
    kept = ProgressUpdate.objects.filter(measure=OuterRef("pk")).exclude(
        decision__kind=DecisionKind.WITHDRAWN
    )
    return Subquery(kept.order_by("-pk").values("decision__kind")[:1])


class ProgressDraft(models.Model):
    """What somebody typed into a measure's form and has not submitted: the form's fields as typed."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="drafts", verbose_name=_("measure"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("author")
    )
    fields = models.JSONField(_("what was typed"), default=dict)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["measure", "author"], name="one_draft_per_author"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}"
