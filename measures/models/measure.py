"""Measures: what was promised. What became of it is the measure's standing."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from measures.models.document import Document, check_slice
from measures.models.querysets import MeasureQuerySet
from measures.rules.freshness import freshness
from measures.rules.schedule import schedule
from measures.rules.words import Cadence, DueBasis, Freshness, Kind, Schedule, Visibility, choices
from sectors.models import Region, Sector

if TYPE_CHECKING:
    from measures.models.standing import Standing


_MeasureManager = models.Manager.from_queryset(MeasureQuerySet)


class MeasureManager(_MeasureManager["Measure"]):
    def get_by_natural_key(self, code: str) -> "Measure":
        return self.get(code=code)


class Measure(models.Model):
    """One thing that can be kept or broken on its own."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=choices(Kind), default=Kind.DELIVERABLE)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="measures", verbose_name=_("document")
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, related_name="main_measures", verbose_name=_("main sector")
    )
    sectors = models.ManyToManyField(
        Sector, blank=True, related_name="further_measures", verbose_name=_("further sectors")
    )
    regions = models.ManyToManyField(Region, blank=True, related_name="measures", verbose_name=_("regions"))
    lead_department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="led", verbose_name=_("lead unit")
    )
    supporting_departments = models.ManyToManyField(
        Department, blank=True, related_name="supported", verbose_name=_("supporting units")
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    due_on = models.DateField(_("deadline"), null=True, blank=True)
    due_basis = models.CharField(
        _("basis of the deadline"), max_length=20, choices=choices(DueBasis), default=DueBasis.PLAN_PERIOD
    )
    cadence = models.CharField(
        _("cadence"), max_length=20, choices=choices(Cadence), default=Cadence.QUARTERLY
    )
    visibility = models.CharField(
        _("visibility"), max_length=20, choices=choices(Visibility), default=Visibility.PUBLIC
    )
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("takes over from"),
        help_text=_("The measure of an earlier plan that this one carries on; it then counts no longer."),
    )

    objects = MeasureManager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["code"]
        indexes = [
            models.Index(fields=["due_on", "code"], name="measure_by_deadline"),
            # Lists count what they find from indexes alone: see also migration 0003.
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")) | Q(due_on=None) | Q(starts_on=None),
                name="due_after_start",
                violation_error_message=_("The deadline cannot come before the start."),
            ),
            models.CheckConstraint(condition=~Q(supersedes=F("id")), name="supersedes_another"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def get_absolute_url(self) -> str:
        return f"/measures/{self.code}/"

    if TYPE_CHECKING:
        standing: Standing
        title_en: str  # modeltranslation adds it

    def schedule(self, today: date) -> Schedule:
        """Twin of `MeasureQuerySet.schedule`."""
        standing = self.standing
        return schedule(
            today,
            status=standing.status,
            completed_on=standing.completed_on,
            due_on=self.due_on,
            due_soon_on=standing.due_soon_on,
            behind_on=standing.behind_on,
        )

    def freshness(self, today: date) -> Freshness:
        """Twin of `MeasureQuerySet.freshness`."""
        standing = self.standing
        return freshness(
            today,
            period_end=standing.period_end,
            report_due_on=standing.report_due_on,
            last_report_on=standing.last_report_on,
        )

    @property
    def is_demonstration(self) -> bool:
        """Whether its plan or its lead unit is invented."""
        lead = self.lead_department
        return self.document.is_demonstration or (lead is not None and lead.is_demonstration)

    def is_visible_to(self, user: Any) -> bool:
        """Twin of `MeasureQuerySet.visible_to`."""
        if self.visibility == Visibility.PUBLIC:
            return True
        if not user.is_authenticated:
            return False
        if user.role != User.Role.MEMBER:
            return True
        mine = set(user.department_ids)
        return self.lead_department_id in mine or bool(
            mine & set(self.supporting_departments.values_list("pk", flat=True))
        )


class PassageManager(models.Manager["Passage"]):
    def get_by_natural_key(self, measure: str, document: str, start: int) -> "Passage":
        return self.get(measure__code=measure, document__slug=document, start=start)


class Passage(models.Model):
    """The exact words a measure rests on: body[start:end] of the document, in characters."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="passages", verbose_name=_("measure"))
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="passages", verbose_name=_("document")
    )
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    quote = models.TextField(_("quote"))

    objects = PassageManager()

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["document", "start", "measure"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "document", "start"], name="one_passage_per_start"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="passage_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.quote

    def natural_key(self) -> tuple[str, str, int]:
        return (self.measure.code, self.document.slug, self.start)

    natural_key.dependencies = ["measures.measure", "measures.document"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.document_id and self.start is not None and self.end is not None:
            check_slice(self.document.body, self.start, self.end, self.quote)
