"""Each answer's reason: what was promised or owed, the days, and how far off."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from measures.rules import reasons
from measures.rules.words import Freshness, Schedule, Verified

TODAY = date(2026, 11, 24)
DUE = date(2025, 12, 31)
NOTHING = "and no completion has been reported."


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def schedule(answer: Schedule, due_on: date | None = DUE, **facts: Any) -> str:
    known = {"starts_on": None, "completed_on": None, "percent": None, **facts}
    return reasons.schedule_reason(TODAY, answer=answer, due_on=due_on, **known)


def freshness(answer: Freshness, **facts: Any) -> str:
    known = {
        "cadence": "quarterly",
        "period_end": None,
        "report_due_on": None,
        "last_report_on": None,
        "last_answer_on": None,
        **facts,
    }
    return reasons.freshness_reason(answer=answer, **known)


@pytest.mark.parametrize(
    ("answer", "due_on", "facts", "sentence"),
    [
        (Schedule.OVERDUE, DUE, {}, f"The deadline 31 December 2025 passed 328 days ago {NOTHING}"),
        (
            Schedule.OVERDUE,
            date(2026, 11, 23),
            {},
            f"The deadline 23 November 2026 passed 1 day ago {NOTHING}",
        ),
        (Schedule.DUE_SOON, date(2026, 12, 1), {}, "The deadline 1 December 2026 is 7 days away."),
        (Schedule.IN_TIME, date(2027, 11, 24), {}, "The deadline 24 November 2027 is 365 days away."),
        (
            Schedule.BEHIND,
            date(2027, 11, 24),
            {"starts_on": date(2025, 11, 24), "percent": 20},
            "20% is reported done, but 50% of the time to the deadline 24 November 2027 is over.",
        ),
        (
            Schedule.DONE_IN_TIME,
            DUE,
            {"completed_on": date(2025, 12, 31)},
            "It was completed on 31 December 2025, by the deadline 31 December 2025.",
        ),
        (
            Schedule.DONE_LATE,
            DUE,
            {"completed_on": date(2026, 1, 2)},
            "It was completed on 2 January 2026, 2 days after the deadline 31 December 2025.",
        ),
        (
            Schedule.DONE_IN_TIME,
            None,
            {"completed_on": DUE},
            "It was completed on 31 December 2025; it had no deadline.",
        ),
        (Schedule.STOPPED, DUE, {}, "It is not pursued any more; its deadline was 31 December 2025."),
        (Schedule.STOPPED, None, {}, "It is not pursued any more."),
        (Schedule.NO_DEADLINE, None, {}, "The document sets no deadline."),
    ],
)
def test_schedule_reason_says_the_days(
    answer: Schedule, due_on: date | None, facts: dict[str, Any], sentence: str
) -> None:
    assert schedule(answer, due_on, **facts) == sentence


OWED = {"period_end": date(2026, 9, 30), "report_due_on": date(2026, 10, 12)}


@pytest.mark.parametrize(
    ("answer", "facts", "sentence"),
    [
        (
            Freshness.STALE,
            {**OWED, "last_report_on": date(2026, 7, 3)},
            "The report on July–September 2026 was due on 12 October 2026 and has not come; "
            "the last report was on 3 July 2026.",
        ),
        (
            Freshness.STALE,
            OWED,
            "The report on July–September 2026 was due on 12 October 2026 and has not come; "
            "nothing has ever been reported.",
        ),
        (
            Freshness.DUE,
            OWED,
            "The report on July–September 2026 is due by 12 October 2026; nothing has been reported yet.",
        ),
        (
            Freshness.NEVER_REPORTED,
            {**OWED, "cadence": "monthly"},
            "Nothing has been reported yet; the first report, on September 2026, is due by 12 October 2026.",
        ),
        (
            Freshness.FRESH,
            {**OWED, "cadence": "milestones", "last_report_on": date(2026, 7, 3)},
            "The last report was on 3 July 2026; the next, on the time up to 30 September 2026, "
            "is due by 12 October 2026.",
        ),
        (Freshness.NOT_OWED, {"over": "superseded"}, "A later plan has taken it over, so no report is owed."),
        (
            Freshness.NOT_OWED,
            {"over": "final", "last_report_on": DUE},
            "Its last answer is final, so no further report is owed. The last report was on 31 December 2025.",
        ),
        (Freshness.NOT_OWED, {"over": "not_yet"}, "The plan does not ask for reports yet."),
        (Freshness.NOT_OWED, {}, "No report is owed."),
    ],
)
def test_freshness_reason_names_the_report_owed(
    answer: Freshness, facts: dict[str, Any], sentence: str
) -> None:
    assert freshness(answer, **facts) == sentence


@pytest.mark.parametrize(
    ("answer", "facts", "sentence"),
    [
        (
            Freshness.FRESH,
            {**OWED, "last_answer_on": date(2026, 11, 24)},
            "The last report was on 3 July 2026 (that nothing changed since was confirmed on "
            "24 November 2026); the next, on July–September 2026, is due by 12 October 2026.",
        ),
        (
            Freshness.NOT_OWED,
            {"last_answer_on": date(2026, 7, 4)},
            "No report is owed. The last report was on 3 July 2026 "
            "(that nothing changed since was confirmed on 4 July 2026).",
        ),
        # A correction of an earlier period came after the confirmation.
        (
            Freshness.NOT_OWED,
            {"last_answer_on": date(2026, 7, 2)},
            "No report is owed. The last report was on 3 July 2026.",
        ),
    ],
)
def test_freshness_reason_says_that_nothing_changed_since(
    answer: Freshness, facts: dict[str, Any], sentence: str
) -> None:
    assert freshness(answer, last_report_on=date(2026, 7, 3), **facts) == sentence


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 7, 1), date(2026, 9, 30), "July–September 2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026"),
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(2024, 2, 1), date(2024, 2, 28), "1 February 2024 – 28 February 2024"),
        (date(2025, 7, 1), date(2026, 6, 30), "1 July 2025 – 30 June 2026"),
        (date(2026, 3, 5), date(2026, 3, 5), "5 March 2026"),
    ],
)
def test_period_is_named_as_people_do(start: date, end: date, text: str) -> None:
    assert reasons.period_text(start, end) == text


def test_period_in_chinese_puts_the_year_first() -> None:
    with translation.override("zh-hans"):
        assert reasons.period_text(date(2026, 7, 1), date(2026, 9, 30)) == "2026年7月–9月"


def test_status_reason_says_who_and_when() -> None:
    said = reasons.status_reason("on_track", department="Bureau of Commerce", submitted_on=DUE)
    assert said == "Reported by Bureau of Commerce on 31 December 2025."
    assert "not said" in reasons.status_reason("not_reported", department="", submitted_on=None)


def test_every_verified_value_has_its_reason() -> None:
    assert len({reasons.verified_reason(each) for each in Verified}) == len(Verified)
