"""The desk: what is owed, most urgent first."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Membership
from measures.models import Measure, NightRun, ProgressDraft
from measures.rules.words import Cadence
from tests.factories import make_department, make_document, make_measure, make_member, make_user, report

pytestmark = pytest.mark.django_db
DAYS_AGO = timedelta(days=1)


def plan(reporting_from: date) -> dict[str, Any]:
    """The fields of a measure whose reports are owed from a day on."""
    return {
        "document": make_document(reporting_from=reporting_from, plan_ends_on=None),
        "starts_on": reporting_from,
        "due_on": None,
        "today": timezone.localdate(),
    }


def desk_of(user: Any, query: str = "") -> Any:
    client = Client()
    client.force_login(user)
    return client.get(f"/desk/{query}")


def codes(response: Any) -> list[str]:
    return [row.measure.code for row in response.context["page"]]


def test_desk_lists_what_is_owed_latest_first() -> None:
    today, department = timezone.localdate(), make_department()
    running = make_measure(lead_department=department, **plan(today))
    stale = make_measure(lead_department=department, **plan(today - 300 * DAYS_AGO))
    staler = make_measure(lead_department=department, **plan(today - 600 * DAYS_AGO))
    make_measure(**plan(today - 300 * DAYS_AGO))
    response = desk_of(make_member(department))
    assert codes(response) == [staler.code, stale.code, running.code]
    rows, due_on = list(response.context["page"]), staler.standing.report_due_on
    assert due_on is not None
    assert rows[0].days_late == (today - due_on).days > rows[1].days_late > 0
    assert rows[2].days_late == 0


@pytest.mark.parametrize("cadence", [Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.HALF_YEARLY, Cadence.YEARLY])
def test_desk_lists_no_measure_whose_present_period_is_answered(cadence: str) -> None:
    today, department = timezone.localdate(), make_department()
    official = make_member(department)
    measure = make_measure(lead_department=department, cadence=cadence, **plan(today - 400 * DAYS_AGO))
    assert codes(desk_of(official)) == [measure.code]
    report(measure, official, today=today)
    assert codes(desk_of(official)) == []
    assert "Nothing is owed" in desk_of(official).content.decode()


def test_desk_owes_nothing_for_finished_measures() -> None:
    today, department = timezone.localdate(), make_department()
    official = make_member(department)
    measure = make_measure(lead_department=department, **plan(today - 400 * DAYS_AGO))
    report(measure, official, today=today - 200 * DAYS_AGO, status="not_pursued", reason="Dropped")
    assert codes(desk_of(official)) == []


def test_desk_shows_supported_measures_without_a_form() -> None:
    department = make_department()
    measure = make_measure(supporting_departments=[department], visibility="internal")
    response = desk_of(make_member(department), "?show=supported")
    assert codes(response) == [measure.code]
    assert f"/measures/{measure.code}/progress/new/" not in response.content.decode()


def test_desk_of_somebody_who_left_is_none() -> None:
    today, department = timezone.localdate(), make_department()
    make_measure(lead_department=department, **plan(today - 300 * DAYS_AGO))
    official = make_member(department)
    Membership.objects.update(left_on=today)
    assert "You belong to no department" in desk_of(official).content.decode()


def test_desk_shows_drafts_and_late_reports() -> None:
    today, department = timezone.localdate(), make_department()
    official, colleague = make_member(department), make_member(department, last_name="Colleague")
    drafted = make_measure(lead_department=department, **plan(today - 300 * DAYS_AGO))
    reported = make_measure(lead_department=department, **plan(today - 300 * DAYS_AGO))
    ProgressDraft.objects.create(measure=drafted, author=official, fields={})
    ProgressDraft.objects.create(measure=reported, author=colleague, fields={})
    report(reported, official, today=today)
    response = desk_of(official)
    assert [draft.measure for draft in response.context["drafts"]] == [drafted]
    assert [update.measure for update in response.context["lately"]] == [reported]
    # The page's script forgets what it kept of a report of one's own that went in, and of no other.
    assert f"tracker-draft:{official.pk}:{reported.code}" in response.content.decode()
    assert "tracker-draft:" not in desk_of(colleague).content.decode()


def test_desk_pages_by_fifty() -> None:
    today, department = timezone.localdate(), make_department()
    fields = plan(today - 300 * DAYS_AGO)
    made = [make_measure(lead_department=department, **fields) for _ in range(53)]
    official = make_member(department)
    assert codes(desk_of(official)) == [each.code for each in made[:50]]
    assert codes(desk_of(official, "?page=2")) == [each.code for each in made[50:]]
    for strange in ("?page=9", "?page=-1", "?page=x", "?page=" + "9" * 30, "?page=²"):
        assert codes(desk_of(official, strange)) == [each.code for each in made[:50]]
    assert "53 reports owed now" in desk_of(official, "?page=2").content.decode()


@pytest.mark.parametrize("query", ["", "?show=supported"])
def test_desk_costs_the_same_for_one_row_as_for_many(query: str, django_assert_num_queries: Any) -> None:
    today, department = timezone.localdate(), make_department()
    official = make_member(department)
    client = Client()
    client.force_login(official)
    for _ in range(2):
        with django_assert_num_queries(6):
            assert client.get(f"/desk/{query}").status_code == 200
        for _ in range(8):
            fields = plan(today - 300 * DAYS_AGO)
            measure = make_measure(lead_department=department, supporting_departments=[department], **fields)
            report(measure, official, today=today - 150 * DAYS_AGO)
            ProgressDraft.objects.create(measure=measure, author=official, fields={})


@pytest.mark.parametrize("role", ["member", "analyst", "reviewer"])
def test_desk_tells_people_without_a_department_where_to_go(role: str) -> None:
    page = desk_of(make_user(role)).content.decode()
    assert "You belong to no department" in page
    assert 'href="/measures/"' in page
    assert "/admin/" not in page


def test_administrators_desk_leads_to_the_admin_and_tells_of_the_night() -> None:
    administrator = make_user("administrator")
    assert "none yet" in desk_of(administrator).content.decode()
    NightRun.objects.create(night=date(2026, 3, 1), sent=12, failed=1)
    page = desk_of(administrator).content.decode()
    assert "12 mails sent, 1 failed" in page
    assert "/admin/measures/nightrun/" in page


def test_owing_agrees_with_the_period_of_each_cadence() -> None:
    """Twin of the period rule: what `owing` lists is what has a period that began."""
    for cadence in (Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.HALF_YEARLY, Cadence.YEARLY):
        make_measure(cadence=cadence, document=make_document(reporting_from=date(2026, 7, 1)))
    expected = {date(2025, 12, 31): 0, date(2026, 1, 1): 1, date(2026, 6, 30): 1, date(2026, 7, 1): 4}
    assert {day: Measure.objects.owing(day).count() for day in expected} == expected


def test_desk_sets_what_is_owed_now_apart_from_what_comes_up() -> None:
    today, department = timezone.localdate(), make_department()
    running = make_measure(lead_department=department, **plan(today))
    stale = make_measure(lead_department=department, **plan(today - 300 * DAYS_AGO))
    response = desk_of(make_member(department))
    page = response.context["page"]
    assert [row.measure for row in page.now] == [stale]
    assert [row.measure for row in page.coming] == [running]
    assert "1 report owed now" in response.content.decode()
