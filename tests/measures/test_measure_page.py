"""A measure's page: its words, the four answers with their reasons, and what was reported."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from measures.models import Flag, Measure, UpdateDecision
from measures.rules.reasons import day_text
from tests.factories import (
    make_department,
    make_document,
    make_measure,
    make_member,
    make_passage,
    make_region,
    make_sector,
    make_user,
    report,
)

pytestmark = pytest.mark.django_db


def text_of(client: Client, measure: Measure, query: str = "") -> str:
    response = client.get(f"{measure.get_absolute_url()}{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def today() -> Any:
    return timezone.localdate()


def decide(update: Any, kind: str) -> None:
    UpdateDecision.objects.update_or_create(
        update=update,
        defaults={
            "kind": kind,
            "reason": "Too thin",
            "by": make_user("reviewer"),
            "decided_at": timezone.now(),
            "decided_on": timezone.localdate(),
        },
    )


def test_measure_page_quotes_its_passages_and_leads_to_them(client: Client) -> None:
    measure = make_measure(document=make_document(slug="plan"))
    start = make_passage(measure, "plant trees").start
    page = text_of(client, measure)
    assert f'<blockquote class="tracker-quote" cite="/documents/plan/#p-{start}" lang="en">' in page
    assert "“plant trees”" in page
    assert f'href="/documents/plan/#p-{start}"' in page
    assert f'id="p-{start}"' in client.get("/documents/plan/").content.decode()


def test_measure_page_names_who_and_where(client: Client) -> None:
    lead, support = make_department(name_en="Bureau of Ports"), make_department(name_en="Customs")
    measure = make_measure(
        lead_department=lead,
        supporting_departments=[support],
        regions=[make_region(slug="laoshan", name_en="Laoshan")],
        sectors=[make_sector(slug="trade", name_en="Trade")],
    )
    page = text_of(client, measure)
    for words in ("Bureau of Ports", "Customs", 'href="/regions/laoshan/"', 'href="/sectors/trade/"'):
        assert words in page


def test_measure_page_gives_each_answer_its_reason(client: Client, today: Any) -> None:
    measure = make_measure(today=today, due_on=today - timedelta(days=3))
    page = text_of(client, measure)
    assert "passed 3 days ago and no completion has been reported" in page
    assert "nothing has ever been reported" in page
    assert "The lead unit has not said yet how it stands." in page
    assert "No reviewer has assessed evidence for it yet." in page
    report(measure, make_member(measure.lead_department), today=today, status="completed", completed_on=today)
    page = text_of(client, measure)
    assert f"Reported by {measure.lead_department}" in page
    assert "3 days after the deadline" in page
    assert "Its last answer is final" in page


def test_measure_page_pages_its_updates_newest_first(client: Client, today: Any) -> None:
    measure = make_measure(today=today)
    official = make_member(measure.lead_department)
    for number in range(21):
        report(measure, official, today=today, progress=f"Step {number} done.")
    first, second = text_of(client, measure), text_of(client, measure, "?page=2")
    assert first.index("Step 20 done.") < first.index("Step 1 done.")
    assert "Step 0 done." not in first
    assert "Step 0 done." in second
    assert "21 reports" in first
    assert "Step 0 done." in text_of(client, measure, "?page=99")


def test_measure_page_shows_nothing_changed_as_its_own_kind(client: Client, today: Any) -> None:
    measure = make_measure(today=today)
    official = make_member(measure.lead_department)
    report(measure, official, today=today - timedelta(days=40))
    report(measure, official, today=today, unchanged=True)
    page = text_of(client, measure)
    assert "Nothing changed, confirmed" in page
    assert f"(that nothing changed since was confirmed on {day_text(today)})" in page


@pytest.mark.parametrize("kind", ["withdrawn", "returned", None])
def test_reports_that_do_not_stand_are_for_unit_and_offices(
    client: Client, today: Any, kind: str | None
) -> None:
    measure = make_measure(today=today, document=make_document(acceptance_required=True))
    official = make_member(measure.lead_department)
    update = report(measure, official, today=today, progress="Half a bridge.")
    if kind:
        decide(update, kind)
    assert "Half a bridge." not in text_of(client, measure)
    client.force_login(make_member(make_department()))
    assert "Half a bridge." not in text_of(client, measure)
    for insider in (official, make_user("reviewer"), make_user("analyst")):
        client.force_login(insider)
        page = text_of(client, measure)
        assert "Half a bridge." in page
        assert (kind.capitalize() if kind else "Waits for acceptance") in page


def test_person_who_reported_is_named_to_colleagues_alone(client: Client, today: Any) -> None:
    measure = make_measure(today=today)
    official = make_member(measure.lead_department, first_name="Wang", last_name="Li")
    report(measure, official, today=today)
    assert "Wang Li" not in text_of(client, measure)
    client.force_login(make_user("analyst"))
    assert "Wang Li" in text_of(client, measure)


def test_only_the_lead_unit_is_offered_the_form(client: Client) -> None:
    measure = make_measure()
    form = f"/measures/{measure.code}/progress/new/"
    for person, offered in (
        (None, False),
        (make_user("reviewer"), False),
        (make_member(measure.lead_department), True),
    ):
        if person:
            client.force_login(person)
        assert (form in text_of(client, measure)) is offered


def test_internal_measure_is_hidden_from_outsiders(client: Client) -> None:
    measure = make_measure(visibility="internal")
    address = measure.get_absolute_url()
    assert client.get(address).status_code == 404
    assert client.get("/measures/NONE/").status_code == 404
    client.force_login(make_member(make_department()))
    assert client.get(address).status_code == 404
    client.force_login(make_user("analyst"))
    assert client.get(address).status_code == 200


def test_measures_that_carry_one_another_on_are_linked(client: Client) -> None:
    old = make_measure(code="OLD")
    new = make_measure(code="NEW", supersedes=old)
    assert "/measures/NEW/" in text_of(client, old)
    assert "/measures/OLD/" in text_of(client, new)
    Measure.objects.filter(pk=new.pk).update(visibility="internal")
    assert "/measures/NEW/" not in text_of(client, old)


def test_measure_page_tells_when_it_was_stale(client: Client) -> None:
    measure = make_measure()
    known = {"measure": measure, "period_end": date(2025, 9, 30), "due_on": date(2025, 10, 10)}
    Flag.objects.create(**known, raised_on=date(2025, 10, 11), cleared_on=date(2025, 11, 2))
    Flag.objects.create(**known, raised_on=date(2026, 1, 13))
    page = text_of(client, measure)
    assert "Stale from 11 October 2025 to 2 November 2025" in page
    assert page.index("Stale since 13 January 2026") < page.index("Stale from 11 October 2025")


def test_words_of_people_cannot_act_as_markup(client: Client, today: Any) -> None:
    nasty = "<script>alert(1)</script><b>"
    measure = make_measure(today=today, title_en=nasty, summary_en=nasty)
    report(
        measure,
        make_member(measure.lead_department),
        today=today,
        progress=nasty,
        problems=nasty,
        next_steps=nasty,
    )
    page = text_of(client, measure)
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "<b>" not in page


@pytest.mark.parametrize("updates", [1, 25])
@pytest.mark.parametrize("person", ["reader", "official", "analyst"])
def test_measure_page_costs_six_queries_at_most(
    client: Client, today: Any, django_assert_max_num_queries: Any, updates: int, person: str
) -> None:
    measure = make_measure(today=today, regions=[make_region(), make_region()], sectors=[make_sector()])
    make_measure(supersedes=measure, visibility="internal")
    make_passage(measure, "plant trees")
    official = make_member(measure.lead_department)
    for _ in range(updates):
        report(measure, official, today=today)
    if person != "reader":
        client.force_login(official if person == "official" else make_user("analyst"))
    with django_assert_max_num_queries(6):
        text_of(client, measure)
