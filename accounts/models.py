"""Who works for whom, and in which role."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AccountManager(UserManager["User"]):
    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra: Any
    ) -> "User":
        extra["role"] = User.Role.ADMINISTRATOR
        return super().create_superuser(username, email, password, **extra)


class User(AbstractUser):
    """A person with an account. Officials and heads are what they are by their memberships."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member of a department, or reader")
        ANALYST = "analyst", _("Analyst")
        REVIEWER = "reviewer", _("Reviewer")
        ADMINISTRATOR = "administrator", _("Administrator")

    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=[("", _("As the browser asks; mails in Chinese")), *settings.LANGUAGES],
        blank=True,
        default="",
    )
    is_demonstration = models.BooleanField(_("demonstration data"), default=False)

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Django's admin asks these two; the role is what says it.
        self.is_staff = self.is_superuser = self.role == self.Role.ADMINISTRATOR
        super().save(*args, **kwargs)

    @property
    def mail_language(self) -> str:
        """A mail has no browser to ask: who chose no language is written to in the city's."""
        return self.language or "zh-hans"

    @cached_property
    def present_memberships(self) -> list["Membership"]:
        """Today's memberships, fetched once for each request."""
        today = timezone.localdate()
        return [each for each in self.memberships.select_related("department") if not each.has_left(today)]

    @property
    def department_ids(self) -> list[int]:
        return [membership.department_id for membership in self.present_memberships]


class Department(models.Model):
    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_demonstration = models.BooleanField(_("demonstration data"), default=False)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def present(self, today: date) -> "MembershipQuerySet":
        """Of people who have not left, with an account that still works."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=today), user__is_active=True)


class Membership(models.Model):
    """A person's work for a department."""

    class Role(models.TextChoices):
        OFFICIAL = "official", _("Official")
        HEAD = "head", _("Head of department")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="memberships", verbose_name=_("department")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.OFFICIAL)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "department"], name="one_membership_per_department"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.department}"

    def has_left(self, today: date) -> bool:
        """Twin of `MembershipQuerySet.present`, but for the account."""
        return self.left_on is not None and self.left_on <= today
