"""Why a measure stands where it stands: each answer's reason as a sentence, in the reader's language."""

from calendar import monthrange
from datetime import date

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.rules.cadence import period_of
from measures.rules.words import Cadence, Freshness, Schedule, Status, Verified


def day_text(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def period_text(start: date, end: date) -> str:
    """A period as people say it: “July–September 2026”, “2026”; from day to day where it cuts a month."""
    whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    if not whole or start.year != end.year:
        return day_text(start) if start == end else f"{day_text(start)} – {day_text(end)}"
    if (start.month, end.month) == (1, 12):
        return date_format(start, get_format("YEAR_FORMAT"))
    if start.month == end.month:
        return date_format(start, "YEAR_MONTH_FORMAT")
    first = date_format(start, get_format("PERIOD_FIRST_FORMAT"))
    return first + "–" + date_format(end, get_format("PERIOD_LAST_FORMAT"))


def days_text(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def status_reason(status: str, *, department: str, submitted_on: date | None) -> str:
    """Who said so, and when."""
    if status == Status.NOT_REPORTED or submitted_on is None:
        return _("The lead unit has not said yet how it stands.")
    facts = {"department": department, "day": day_text(submitted_on)}
    return _("Reported by %(department)s on %(day)s.") % facts


def verified_reason(verified: str) -> str:
    return {
        Verified.NOT_ASSESSED: _("No reviewer has assessed evidence for it yet."),
        Verified.NO_EVIDENCE: _("A reviewer found no evidence. That does not mean that it was not done."),
        Verified.LIMITED: _("A reviewer found evidence for a small part of it."),
        Verified.SUBSTANTIAL: _("A reviewer found evidence for most of it."),
        Verified.COMPLETE: _("A reviewer found evidence for all of it."),
    }[Verified(verified)]


def schedule_reason(
    today: date,
    *,
    answer: Schedule,
    starts_on: date | None,
    due_on: date | None,
    completed_on: date | None,
    percent: int | None,
) -> str:
    """Against the original deadline. `answer` is the one of `rules.schedule` for the same day and facts."""
    if due_on is None:
        return _undated_reason(answer, completed_on)
    facts = {
        "deadline": day_text(due_on),
        "days": days_text(abs((today - due_on).days)),
        "percent": percent,
        "elapsed": elapsed_percent(today, starts_on, due_on),
        "completed": day_text(completed_on) if completed_on else "",
        "difference": days_text(abs((completed_on - due_on).days)) if completed_on else "",
    }
    return _SCHEDULE[answer]() % facts


def elapsed_percent(today: date, starts_on: date | None, due_on: date) -> int:
    """The share of starts_on…due_on that has passed, from 0 to 100."""
    if starts_on is None or due_on <= starts_on:
        return 0
    return min(100, max(0, 100 * (today - starts_on).days // (due_on - starts_on).days))


def _undated_reason(answer: Schedule, completed_on: date | None) -> str:
    if answer == Schedule.STOPPED:
        return _("It is not pursued any more.")
    if answer == Schedule.NO_DEADLINE:
        return _("The document sets no deadline.")
    if completed_on is None:
        return _("It was completed; it had no deadline.")
    return _("It was completed on %(completed)s; it had no deadline.") % {"completed": day_text(completed_on)}


# Called where they are used, so that the sentence is in the language of that moment.
_SCHEDULE = {
    Schedule.OVERDUE: lambda: _(
        "The deadline %(deadline)s passed %(days)s ago and no completion has been reported."
    ),
    Schedule.BEHIND: lambda: _(
        "%(percent)d%% is reported done, but %(elapsed)d%% of the time to the deadline %(deadline)s is over."
    ),
    Schedule.DUE_SOON: lambda: _("The deadline %(deadline)s is %(days)s away."),
    Schedule.IN_TIME: lambda: _("The deadline %(deadline)s is %(days)s away."),
    Schedule.DONE_IN_TIME: lambda: _("It was completed on %(completed)s, by the deadline %(deadline)s."),
    Schedule.DONE_LATE: lambda: _(
        "It was completed on %(completed)s, %(difference)s after the deadline %(deadline)s."
    ),
    Schedule.STOPPED: lambda: _("It is not pursued any more; its deadline was %(deadline)s."),
    Schedule.NO_DEADLINE: lambda: _("The document sets no deadline."),
}


def freshness_reason(
    *,
    answer: Freshness,
    cadence: str,
    period_end: date | None,
    report_due_on: date | None,
    last_report_on: date | None,
    last_answer_on: date | None = None,
    over: str = "",
) -> str:
    """About the report owed. `over` says why none is: "superseded", "final", "not_yet" or ""."""
    last = _last_text(last_report_on, last_answer_on)
    if period_end is None or report_due_on is None:
        return _not_owed_reason(over, last)
    facts = {
        "period": _owed_period(period_end, cadence),
        "due": day_text(report_due_on),
        "last": last,
    }
    return _FRESHNESS[answer, last_report_on is not None]() % facts


def _owed_period(period_end: date, cadence: str) -> str:
    period = None if cadence == Cadence.MILESTONES else period_of(period_end, Cadence(cadence))
    if period is None:
        return _("the time up to %(day)s") % {"day": day_text(period_end)}
    return period_text(period.start, period.end)


def _last_text(last_report_on: date | None, last_answer_on: date | None) -> str:
    """The day of the last report, with that of a “nothing changed” after it; empty where there is none."""
    if last_report_on is None:
        return ""
    day = day_text(last_report_on)
    if last_answer_on is None or last_answer_on <= last_report_on:
        return day
    facts = {"last": day, "confirmed": day_text(last_answer_on)}
    return _("%(last)s (that nothing changed since was confirmed on %(confirmed)s)") % facts


def _not_owed_reason(over: str, last: str) -> str:
    why = {
        "superseded": _("A later plan has taken it over, so no report is owed."),
        "final": _("Its last answer is final, so no further report is owed."),
        "not_yet": _("The plan does not ask for reports yet."),
    }.get(over) or _("No report is owed.")
    if not last:
        return why
    return " ".join([why, _("The last report was on %(last)s.") % {"last": last}])


_FRESHNESS = {
    (Freshness.STALE, True): lambda: _(
        "The report on %(period)s was due on %(due)s and has not come; the last report was on %(last)s."
    ),
    (Freshness.STALE, False): lambda: _(
        "The report on %(period)s was due on %(due)s and has not come; nothing has ever been reported."
    ),
    (Freshness.DUE, True): lambda: _(
        "The report on %(period)s is due by %(due)s; the last report was on %(last)s."
    ),
    (Freshness.DUE, False): lambda: _(
        "The report on %(period)s is due by %(due)s; nothing has been reported yet."
    ),
    (Freshness.NEVER_REPORTED, False): lambda: _(
        "Nothing has been reported yet; the first report, on %(period)s, is due by %(due)s."
    ),
    (Freshness.FRESH, True): lambda: _(
        "The last report was on %(last)s; the next, on %(period)s, is due by %(due)s."
    ),
}
