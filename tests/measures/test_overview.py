"""The first page: the numbers, what changed lately, what is most overdue, and where to go on."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Department
from tests.factories import make_document, make_measure, make_member, make_sector, make_user, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> Any:
    return timezone.localdate()


def test_overview_counts_lead_to_their_rows(client: Client, today: Any) -> None:
    for code in ("A", "B"):
        make_measure(code=code, today=today, due_on=today - timedelta(days=5))
    page = client.get("/")
    assert page.context["numbers"].total == 2
    assert 'href="/measures/?schedule=overdue"' in page.content.decode()
    assert len(client.get("/measures/?schedule=overdue").context["rows"]) == 2


def test_overview_tells_what_is_most_overdue(client: Client, today: Any) -> None:
    for code, days in (("A", 3), ("B", 9), ("C", -9)):
        make_measure(code=code, today=today, due_on=today - timedelta(days=days))
    context = client.get("/").context
    assert [(each.code, each.days) for each in context["overdue"]] == [("B", 9), ("A", 3)]
    assert {each.code for each in context["stale"]} == {"A", "B", "C"}


def test_overview_shows_the_latest_reports_that_stand(client: Client, today: Any) -> None:
    measure, waiting = (
        make_measure(today=today),
        make_measure(today=today, document=make_document(acceptance_required=True)),
    )
    report(measure, make_member(measure.lead_department), today=today, status="at_risk")
    report(waiting, make_member(waiting.lead_department), today=today)
    (latest,) = client.get("/").context["latest"]
    assert (latest.code, latest.status, latest.day) == (measure.code, "at_risk", today)
    assert latest.department == str(measure.lead_department)


def test_overview_keeps_internal_measures_from_readers(client: Client, today: Any) -> None:
    hidden = make_measure(
        title_en="Hidden", visibility="internal", today=today, due_on=today - timedelta(days=5)
    )
    report(hidden, make_member(hidden.lead_department), today=today)
    page = client.get("/")
    assert page.context["numbers"].total == 0
    assert b"Hidden" not in page.content
    client.force_login(make_user("analyst"))
    assert b"Hidden" in client.get("/").content


def test_overview_leads_to_documents_and_sectors(client: Client) -> None:
    document, sector = make_document(slug="plan"), make_sector(slug="ports")
    make_measure(document=document, sector=sector)
    page = client.get("/").content.decode()
    assert 'href="/documents/plan/"' in page
    assert 'href="/sectors/ports/"' in page


def test_overview_without_a_measure_says_so(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Nothing has been reported yet." in page
    assert "No deadline has passed." in page


def test_overview_marks_demonstration_data(client: Client) -> None:
    make_measure()
    assert b"Demonstration data" not in client.get("/").content
    Department.objects.update(is_demonstration=True)
    assert b"Demonstration data" in client.get("/").content


@pytest.mark.parametrize("login", [False, True])
def test_overview_costs_six_queries_at_most(
    client: Client, today: Any, django_assert_max_num_queries: Any, *, login: bool
) -> None:
    for _ in range(8):
        measure = make_measure(today=today, due_on=today - timedelta(days=1))
        report(measure, make_member(measure.lead_department), today=today)
    if login:
        client.force_login(make_member(measure.lead_department))
    with django_assert_max_num_queries(6):
        assert client.get("/").status_code == 200
