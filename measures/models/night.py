"""What the night keeps: its runs, the flags it raised, the notices it decided and the digests it owes."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.measure import Measure


class NightRun(models.Model):
    """One run of the night: when, what it did, and why it failed if it did."""

    night = models.DateField(_("night"))
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    flagged = models.PositiveIntegerField(_("flagged"), default=0)
    cleared = models.PositiveIntegerField(_("cleared"), default=0)
    queued = models.PositiveIntegerField(_("queued"), default=0)
    sent = models.PositiveIntegerField(_("sent"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("run of the night")
        verbose_name_plural = _("runs of the night")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.night}"


class Flag(models.Model):
    """That a report went missing, with what was known when it was raised. Never deleted; cleared once."""

    class Rule(models.TextChoices):
        STALE = "stale", _("The report is overdue")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="flags", verbose_name=_("measure"))
    rule = models.CharField(_("rule"), max_length=20, choices=Rule, default=Rule.STALE)
    period_end = models.DateField(_("period to"))
    due_on = models.DateField(_("report due on"))
    last_report_on = models.DateField(_("last report"), null=True, blank=True)
    raised_on = models.DateField(_("raised on"))
    cleared_on = models.DateField(_("cleared on"), null=True, blank=True)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["-raised_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "rule"], condition=Q(cleared_on=None), name="one_open_flag_per_rule"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.rule}"


class Notice(models.Model):
    """That a step of the ladder was taken for a report, and to whom: never twice for the same step."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="notices", verbose_name=_("measure"))
    period_end = models.DateField(_("period to"))
    due_on = models.DateField(_("report due on"))
    step = models.PositiveSmallIntegerField(_("step"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name=_("recipient")
    )
    night = models.DateField(_("night"))

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-night", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "period_end", "due_on", "step", "recipient"], name="one_notice_per_step"
            ),
        ]
        indexes = [models.Index(fields=["recipient", "night"], name="notices_of_a_night")]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.step}"


class DigestQuerySet(models.QuerySet["Digest"]):
    def unsent(self) -> Self:
        """Neither sent nor given up."""
        return self.filter(sent_at=None, dropped_at=None)

    def unleased(self, now: datetime) -> Self:
        """Not being sent by anybody at this moment."""
        return self.filter(Q(leased_until=None) | Q(leased_until__lt=now))


class Digest(models.Model):
    """A mail owed to a person: a row before it is a mail, sent once, claimed by a lease."""

    class Kind(models.TextChoices):
        OWED = "owed", _("Reports owed")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="digests", verbose_name=_("recipient")
    )
    night = models.DateField(_("night"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OWED)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    leased_until = models.DateTimeField(_("being sent until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("no longer owed at"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ["-night", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "night", "kind"], name="one_digest_per_night"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="digests_unsent",
                condition=Q(sent_at=None) & Q(dropped_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.night}"


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, process: str) -> None:
        """Say that the process is alive."""
        self.update_or_create(process=process, defaults={"seen_at": timezone.now()})


class Heartbeat(models.Model):
    """When a background process was last seen alive."""

    process = models.CharField(_("process"), max_length=40, unique=True)
    seen_at = models.DateTimeField(_("last seen at"))

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.process
