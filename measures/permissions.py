"""Who may do what: predicates over a person and what they would act on."""

from typing import Any

from accounts.models import User
from measures.models import Measure


def is_administrator(user: Any) -> bool:
    return bool(user.is_authenticated and user.role == User.Role.ADMINISTRATOR)


def is_office(user: Any) -> bool:
    """Analysts, reviewers and administrators: see everything there is."""
    return bool(user.is_authenticated and user.role != User.Role.MEMBER)


def has_department(user: Any) -> bool:
    """Works for a department today: has a desk."""
    return bool(user.is_authenticated and user.department_ids)


def can_report(user: Any, measure: Measure) -> bool:
    """Works for the measure's lead unit. Twin of `MeasureQuerySet.reportable_by`."""
    return bool(user.is_authenticated and measure.lead_department_id in user.department_ids)


def supports(user: Any, measure: Measure) -> bool:
    """Works for a unit that supports the measure. Twin of `MeasureQuerySet.supported_by`."""
    mine = user.department_ids if user.is_authenticated else []
    return bool(mine) and measure.supporting_departments.filter(pk__in=mine).exists()


def sees_all_reports(user: Any, measure: Measure) -> bool:
    """Reports that were returned or withdrawn, or wait for a decision: for who writes and who decides them."""
    return is_office(user) or can_report(user, measure)
