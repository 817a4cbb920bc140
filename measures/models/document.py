"""Documents that state commitments, and the stretches of them that promise nothing."""

import hashlib
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from measures.rules import schedule


class DocumentManager(models.Manager["Document"]):
    def get_by_natural_key(self, slug: str) -> "Document":
        return self.get(slug=slug)


def sha256(text: str) -> str:
    """The hex SHA-256 of a body's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


class Document(models.Model):
    """A policy document; as a plan it also holds the thresholds by which its measures are judged."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    site = models.CharField(_("site"), max_length=200, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    plan_starts_on = models.DateField(_("plan starts on"), null=True, blank=True)
    plan_ends_on = models.DateField(_("plan ends on"), null=True, blank=True)
    language = models.CharField(_("language of the text"), max_length=10, default="en")
    body = models.TextField(_("text"))
    body_sha256 = models.CharField(_("SHA-256 of the text"), max_length=64, editable=False)
    reporting_from = models.DateField(
        _("reports owed from"), null=True, blank=True, help_text=_("Empty: no reports are owed yet.")
    )
    acceptance_required = models.BooleanField(
        _("reports need acceptance"),
        default=False,
        help_text=_("Concerns reports submitted from now on."),
    )
    due_soon_days = models.PositiveSmallIntegerField(
        _("days before a deadline that count as due soon"), default=schedule.DUE_SOON_DAYS
    )
    behind_points = models.PositiveSmallIntegerField(
        _("percentage points behind the elapsed time that count as behind"), default=schedule.BEHIND_POINTS
    )
    is_demonstration = models.BooleanField(_("demonstration data"), default=False)

    objects = DocumentManager()

    if TYPE_CHECKING:
        title_en: str  # modeltranslation adds it

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["plan_starts_on", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(plan_ends_on__gte=F("plan_starts_on"))
                | Q(plan_starts_on=None)
                | Q(plan_ends_on=None),
                name="plan_ends_after_it_starts",
                violation_error_message=_("The plan cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def save(self, *args: object, **kwargs: object) -> None:
        self.body_sha256 = sha256(self.body)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def clean(self) -> None:
        if not self.pk:
            return
        stored = Document.objects.filter(pk=self.pk).exclude(body=self.body)
        if stored.exists() and self.passages.exists():
            raise ValidationError(
                {
                    "body": _(
                        "Measures rest on passages of this text, so it cannot change. Add a new document instead."
                    )
                }
            )


class ExclusionManager(models.Manager["Exclusion"]):
    def get_by_natural_key(self, document: str, start: int) -> "Exclusion":
        return self.get(document__slug=document, start=start)


class Exclusion(models.Model):
    """A stretch of a document that carries no commitment, with the reason why."""

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="exclusions", verbose_name=_("document")
    )
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    quote = models.TextField(_("quote"))
    reason = models.CharField(_("reason"), max_length=300)

    objects = ExclusionManager()

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        ordering = ["document", "start"]
        constraints = [
            models.UniqueConstraint(fields=["document", "start"], name="one_exclusion_per_start"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="exclusion_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.quote

    def natural_key(self) -> tuple[str, int]:
        return (self.document.slug, self.start)

    natural_key.dependencies = ["measures.document"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.document_id and self.start is not None and self.end is not None:
            check_slice(self.document.body, self.start, self.end, self.quote)


def check_slice(body: str, start: int, end: int, quote: str) -> None:
    """Raise ValidationError unless `quote` is exactly body[start:end] (characters, `end` exclusive)."""
    if body[start:end] != quote or not quote:
        raise ValidationError(
            {
                "quote": _(
                    "The text has “%(found)s” from %(start)d to %(end)d. Quote exactly that, or move the ends."
                )
                % {"found": body[start:end][:200], "start": start, "end": end}
            }
        )
