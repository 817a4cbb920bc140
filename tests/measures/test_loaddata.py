"""Loading the fixture again, on a database that has lived."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db.models import F

from accounts.models import Membership
from measures import actions
from measures.actions.verify import faults
from measures.models import Document, Measure, ProgressUpdate, SearchEntry, Standing, UpdateDecision
from measures.rules.words import Freshness
from tests.factories import TODAY, make_department, make_member, make_region, report

pytestmark = pytest.mark.django_db


def load() -> None:
    call_command("loaddata", "qingdao", verbosity=0)


def test_empty_database_has_everything_after_loading() -> None:
    load()
    assert Standing.objects.count() == SearchEntry.objects.count() == Measure.objects.count()
    assert set(Standing.objects.values_list("status", "verified")) == {("not_reported", "not_assessed")}
    assert Measure.objects.freshness([Freshness.NOT_OWED], TODAY).count() == Measure.objects.count()
    assert Measure.objects.matching("港口").exists()
    assert list(faults()) == []


def test_loading_again_resets_no_answer_no_lead_and_no_setting() -> None:
    load()
    lead, support = make_department(), make_department()
    Document.objects.update(
        reporting_from=date(2025, 1, 1), acceptance_required=True, due_soon_days=60, behind_points=20
    )
    Measure.objects.update(lead_department=lead)
    measure = Measure.objects.select_related("document").get(code="QD-HUB-01")
    measure.supporting_departments.add(support)
    actions.settle(today=TODAY)
    official = make_member(lead, role=Membership.Role.HEAD)
    for number, each in enumerate(Measure.objects.order_by("pk")[:5]):
        update = report(each, official, percent=number * 10)
        decide(update, ["accepted", "returned", "withdrawn", "accepted", "accepted"][number])
    Standing.objects.filter(pk=measure.pk).update(verified="limited")
    actions.settle(today=TODAY)
    before = everything()
    load()
    load()
    assert everything() == before
    assert list(measure.supporting_departments.all()) == [support]
    assert list(faults()) == []


def decide(update: ProgressUpdate, kind: str) -> None:
    UpdateDecision.objects.create(
        update=update,
        kind=kind,
        reason="see file",
        by=update.by,
        decided_at=update.submitted_at,
        decided_on=TODAY,
    )


def everything() -> list[list[object]]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Document, Measure, Standing, ProgressUpdate, SearchEntry)
    ]


def test_loading_again_brings_back_what_the_fixture_names() -> None:
    load()
    Measure.objects.update(title=F("code"), title_en=F("code"), cadence="yearly")
    measure = Measure.objects.get(code="QD-HUB-01")
    measure.regions.set([make_region()])
    load()
    again = Measure.objects.get(code="QD-HUB-01")
    assert (again.title_en, again.title, again.cadence) == (
        "Roll out measures to further implement Qingdao’s opening-up",
        "Roll out measures to further implement Qingdao’s opening-up",
        "quarterly",
    )
    assert [region.slug for region in again.regions.all()] == ["qingdao"]
    assert list(Measure.objects.matching("roll out measures further implement")) == [again]
