"""Reporting progress: the one way a report comes into being and moves a measure's answers."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from measures.actions.settle import ANSWER_FIELDS, answers_of
from measures.models import Flag, Measure, ProgressDraft, ProgressUpdate, Standing, UpdateDecision
from measures.models.progress import REPORTED
from measures.permissions import can_report
from measures.rules.standing import UNCHANGED_LIMIT
from measures.rules.words import NEXT, DecisionKind, Status, label, needs_reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a report says. A blank percent is blank, never zero. `unchanged` repeats the last answer."""

    period_start: date
    period_end: date
    status: str = ""
    percent: int | None = None
    completed_on: date | None = None
    reason: str = ""
    progress: str = ""
    problems: str = ""
    next_steps: str = ""
    unchanged: bool = False


@transaction.atomic
def submit_progress(
    *, measure: Measure, by: User, report: Report, today: date, seen: int | None = None
) -> ProgressUpdate:
    """Append a report and move the measure's present answers; its author's draft goes with it.

    Raises PermissionDenied for people outside the lead unit, ValidationError keyed by field. A backdated
    report is kept, but neither the answers nor the due day move backwards. `seen` is the newest report its
    author had before them (0: none): the same report sent twice from there is stored once.
    """
    # The standing is read after the lock is held: joined to it, it could be the one from before the wait.
    locked = (
        Measure.objects.select_for_update(of=("self",)).select_related("document").defer("document__body")
    )
    measure = locked.get(pk=measure.pk)
    if not can_report(by, measure):
        raise PermissionDenied(_("Only the unit that leads this measure reports on it."))
    last = last_said(measure) if report.unchanged else None
    facts = _facts(report, last)
    if seen is not None and (twin := measure.updates.filter(by=by, pk__gt=seen, **facts).first()):
        return twin
    _check(measure.standing, report, last, today)
    update = ProgressUpdate.objects.create(
        measure=measure,
        by=by,
        department_id=cast(int, measure.lead_department_id),
        submitted_at=timezone.now(),
        submitted_on=today,
        **facts,
    )
    if not measure.document.acceptance_required:
        UpdateDecision.objects.create(
            update=update,
            kind=DecisionKind.NOT_REQUIRED,
            by=by,
            decided_at=update.submitted_at,
            decided_on=today,
        )
    refresh_standing(measure, today=today)
    discard_draft(measure=measure, by=by)
    return update


def refresh_standing(measure: Measure, *, today: date) -> None:
    """Move the present answers to what the reports say, and clear the flags that no longer hold."""
    answers = asdict(answers_of(measure))
    for name, value in answers.items():
        setattr(measure.standing, name, value)
    Standing.objects.filter(pk=measure.pk).update(**{name: answers[name] for name in ANSWER_FIELDS})
    if measure.standing.report_due_on is None or measure.standing.report_due_on >= today:
        # The night would clear it too, but the reporter must see it now.
        Flag.objects.filter(measure=measure, cleared_on=None).update(cleared_on=today)


def last_said(measure: Measure) -> ProgressUpdate | None:
    """The last substantive report that counts: what "nothing changed" repeats."""
    counting = measure.updates.all().counting().filter(unchanged=False)
    return counting.order_by("-period_end", "-pk").first()


def _facts(report: Report, last: ProgressUpdate | None) -> dict[str, Any]:
    """The columns of the report; "nothing changed" repeats what was last said."""
    facts = asdict(report)
    if report.unchanged and last is not None:
        for name in ("status", "percent", "completed_on", "reason"):
            facts[name] = getattr(last, name)
    return facts


def _check(standing: Standing, report: Report, last: ProgressUpdate | None, today: date) -> None:
    errors: dict[str, str] = {}
    if report.period_end < report.period_start:
        errors["period_end"] = _("The period cannot end before it starts.")
    elif report.period_end > today:
        errors["period_end"] = _("The period cannot end after today: report on days that have passed.")
    if report.unchanged:
        errors.update(_check_unchanged(standing, report, last))
    else:
        errors.update(_check_answer(standing, report, today))
    if errors:
        raise ValidationError(errors)


def refuses_unchanged(standing: Standing, last: ProgressUpdate | None) -> str:
    """Why "nothing changed" is no answer at present; empty where it is one."""
    if last is None:
        return _("Nothing has been reported yet, so nothing can be unchanged: say how it stands.")
    if standing.unchanged_run >= UNCHANGED_LIMIT:
        return _("“Nothing changed” was already the answer twice running: this time say how it stands.")
    return ""


def _check_unchanged(standing: Standing, report: Report, last: ProgressUpdate | None) -> dict[str, str]:
    if why := refuses_unchanged(standing, last):
        return {"unchanged": why}
    if _is_backdated(standing, report):
        # In the middle of the record it could stretch a run past the limit unseen.
        return {"unchanged": _("A later period is answered already: for an earlier one, say how it stood.")}
    if any((report.progress, report.problems, report.next_steps)):
        return {
            "unchanged": _("You ticked “nothing changed” but wrote a report: clear the tick, or the text.")
        }
    return {}


def _is_backdated(standing: Standing, report: Report) -> bool:
    return standing.answered_until is not None and report.period_end < standing.answered_until


def _check_answer(standing: Standing, report: Report, today: date) -> dict[str, str]:
    errors = _check_status(standing, report) | _check_completed_on(report, today)
    if report.percent is not None and not 0 <= report.percent <= 100:
        errors["percent"] = _("Give a whole number from 0 to 100, or leave it empty.")
    if not report.progress.strip():
        errors["progress"] = _("Say what was done in the period.")
    return errors


def _check_status(standing: Standing, report: Report) -> dict[str, str]:
    if report.status not in dict(REPORTED):
        return {"status": _("Choose how the measure stands.")}
    # What was said of an earlier period need not follow from what is said today.
    before = Status.NOT_REPORTED if _is_backdated(standing, report) else Status(standing.status)
    after = Status(report.status)
    errors = {}
    if after not in NEXT[before]:
        errors["status"] = _("A measure that was “%(before)s” cannot become “%(after)s”.") % {
            "before": label(before),
            "after": label(after),
        }
    if needs_reason(before, after) and not report.reason.strip():
        errors["reason"] = _("Give the reason.")
    return errors


def _check_completed_on(report: Report, today: date) -> dict[str, str]:
    day = report.completed_on
    if report.status != Status.COMPLETED and day is not None:
        why = _("Only a completed measure has a day of completion: clear it, or choose “Completed”.")
        return {"completed_on": why}
    if report.status == Status.COMPLETED and day is None:
        return {"completed_on": _("Give the day it was completed.")}
    if day is not None and day > today:
        return {"completed_on": _("The day of completion cannot lie after today.")}
    return {}


def save_draft(
    *, measure: Measure, by: User, fields: dict[str, str], seen: int | None = None
) -> ProgressDraft | None:
    """Keep what was typed, as typed. Raises PermissionDenied for people outside the lead unit.

    None, and nothing kept, where its author has submitted a report since `seen`: it is no draft any more.
    """
    if not can_report(by, measure):
        raise PermissionDenied(_("Only the unit that leads this measure reports on it."))
    if seen is not None and measure.updates.filter(by=by, pk__gt=seen).exists():
        return None
    draft, _created = ProgressDraft.objects.update_or_create(
        measure=measure, author=by, defaults={"fields": fields}
    )
    return draft


def discard_draft(*, measure: Measure, by: User) -> None:
    """Throw away what its author typed and did not submit."""
    ProgressDraft.objects.filter(measure=measure, author=by).delete()
