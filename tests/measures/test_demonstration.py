"""The demonstration, loaded once for all tests of this file: what it holds, and that the action agrees."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import transaction

from accounts.models import Department, User
from measures import demonstration, nightly
from measures.actions import Report, submit_progress
from measures.actions.settle import ANSWER_FIELDS, answers_of
from measures.models import (
    Document,
    Exclusion,
    Flag,
    Measure,
    Passage,
    ProgressUpdate,
    Standing,
    UpdateDecision,
)
from measures.rules.words import Freshness

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]
PLAN = "demonstration-plan-2026-30"
TODAY = date(2026, 11, 24)


def load(today: date = TODAY, seed: int = 1) -> None:
    call_command("loaddata", "qingdao", verbosity=0)
    demonstration.load(today=today, seed=seed, password="quite-invented")


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once for the tests that only look, or whose changes are taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


def facts() -> list[dict[str, Any]]:
    """What is the same for the same day and seed: all but keys."""
    columns = (
        "measure__code",
        "period_end",
        "submitted_at",
        "status",
        "percent",
        "completed_on",
        "by__username",
        "progress",
        "problems",
        "next_steps",
        "reason",
        "unchanged",
        "decision__kind",
        "decision__decided_on",
    )
    return list(ProgressUpdate.objects.order_by("pk").values(*columns))


def test_demonstration_gives_the_official_something_of_everything() -> None:
    official = User.objects.get(username="official")
    desk = Measure.objects.reportable_by(official).counting().select_related("standing")
    assert {Freshness.STALE, Freshness.DUE, Freshness.FRESH} <= {measure.freshness(TODAY) for measure in desk}
    assert User.objects.get(username="head").department_ids == official.department_ids


def test_demonstration_is_the_same_for_the_same_seed() -> None:
    once = facts()
    empty()
    load()
    assert facts() == once


def test_demonstration_agrees_with_the_action() -> None:
    told = list(ProgressUpdate.objects.order_by("pk").select_related("measure", "decision"))
    stood = dict(Standing.objects.in_bulk())
    Standing.objects.update(report=None)
    Flag.objects.all().delete()
    UpdateDecision.objects.all().delete()
    ProgressUpdate.objects.all().delete()
    for standing in Standing.objects.all():
        Standing.objects.filter(pk=standing.pk).update(
            **{name: getattr(Standing(), name) for name in ANSWER_FIELDS if name != "report_id"}
        )
    keys = {update.pk: resubmit(update).pk for update in told}
    for measure in Measure.objects.select_related("document", "standing"):
        expected = {name: getattr(stood[measure.pk], name) for name in ANSWER_FIELDS}
        expected["report_id"] = keys.get(expected["report_id"])
        assert asdict(answers_of(measure)) == expected, measure.code


def resubmit(update: ProgressUpdate) -> ProgressUpdate:
    """The same report through the action, and the same decision on it."""
    fields = {name: getattr(update, name) for name in Report.__dataclass_fields__}
    fields["reason"] = fields["reason"] or ""
    report = Report(**fields)
    if update.unchanged:
        report = replace(report, status="", percent=None, completed_on=None, reason="")
    today = update.submitted_on
    update.by.__dict__["present_memberships"] = [
        each for each in update.by.memberships.all() if not each.has_left(today)
    ]
    again = submit_progress(measure=update.measure, by=update.by, report=report, today=today)
    decision = update.decision
    UpdateDecision.objects.filter(update=again).update(
        kind=decision.kind, decided_on=decision.decided_on, reason=decision.reason
    )
    return again


def test_demonstration_is_marked_and_changes_nothing_that_was_promised() -> None:
    assert not Document.objects.exclude(slug=PLAN).filter(is_demonstration=True).exists()
    assert Document.objects.get(slug=PLAN).is_demonstration
    assert not Department.objects.filter(is_demonstration=False).exists()
    assert not User.objects.filter(is_demonstration=False).exists()
    assert not Measure.objects.filter(lead_department=None).exists()
    fixture = json.loads((django_settings.BASE_DIR / "fixtures" / "qingdao.json").read_text())
    for promised in (each["fields"] for each in fixture if each["model"] == "measures.measure"):
        measure = Measure.objects.get(code=promised["code"])
        for name in ("title_en", "title_zh_hans", "summary_en", "kind", "cadence", "visibility"):
            assert getattr(measure, name) == promised[name]
        assert str(measure.due_on) == promised["due_on"]


def test_plan_quotes_all_of_its_text() -> None:
    plan = Document.objects.get(slug=PLAN)
    covered: set[int] = set()
    stretches: list[Passage | Exclusion] = [*plan.passages.all(), *plan.exclusions.all()]
    for stretch in stretches:
        stretch.clean()
        covered |= set(range(stretch.start, stretch.end))
    left = "".join(letter for place, letter in enumerate(plan.body) if place not in covered)
    assert not [letter for letter in left if letter.isalnum()]
    joins = [each.quote for each in Exclusion.objects.filter(document=plan, reason_en__startswith="Joins")]
    assert set(joins) == {"and"}


def test_loading_the_document_again_resets_no_answer() -> None:
    before = list(Standing.objects.order_by("pk").values())
    leads = list(Measure.objects.order_by("pk").values_list("lead_department_id", flat=True))
    call_command("loaddata", "qingdao", verbosity=0)
    assert list(Standing.objects.order_by("pk").values()) == before
    assert list(Measure.objects.order_by("pk").values_list("lead_department_id", flat=True)) == leads
    assert Document.objects.get(slug="qingdao-opening-up-2021-25").reporting_from is not None


def test_flags_are_those_the_nights_would_have_raised() -> None:
    stale = set(Measure.objects.stale(TODAY).values_list("pk", flat=True))
    assert set(Flag.objects.filter(cleared_on=None).values_list("measure_id", flat=True)) == stale
    assert Flag.objects.exclude(cleared_on=None).exists()
    assert all(flag.raised_on > flag.due_on for flag in Flag.objects.all())


def test_night_has_mails_to_send_after_load_demo() -> None:
    lines = list(nightly.preview(TODAY))
    assert any(line.startswith("mail official@example.org") for line in lines)
    assert any(line.startswith("mail head-water@example.org") for line in lines), "the official has left"


def empty() -> None:
    Standing.objects.update(report=None)
    Flag.objects.all().delete()
    UpdateDecision.objects.all().delete()
    ProgressUpdate.objects.all().delete()
    Measure.objects.exclude(supersedes=None).delete()
    Measure.objects.all().delete()
    Document.objects.all().delete()
    User.objects.all().delete()
    Department.objects.all().delete()
