"""What the database itself refuses, on both databases."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Membership
from measures.models import (
    Digest,
    Document,
    Exclusion,
    Flag,
    Heartbeat,
    Measure,
    Notice,
    Passage,
    ProgressDraft,
    ProgressUpdate,
    Standing,
    UpdateDecision,
)
from measures.models.document import sha256
from tests.factories import (
    TODAY,
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
QUOTE = "The city will build a port"
DAY = date(2026, 4, 10)


def refused(write: Callable[[], Any], naming: str = "") -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    assert naming in str(error.value)


def make_update(**fields: Any) -> ProgressUpdate:
    measure = make_measure()
    return report(measure, make_member(measure.lead_department), **fields)


def twice(write: Callable[[], Any]) -> Callable[[], Any]:
    write()
    return write


def exclusion(**fields: Any) -> Exclusion:
    document = fields.pop("document", None) or make_document()
    return Exclusion.objects.create(**{"document": document, "start": 0, "end": 3, "quote": "The", **fields})


def change(row: Any, **fields: Any) -> Callable[[], Any]:
    return lambda: type(row).objects.filter(pk=row.pk).update(**fields)


def same_exclusion() -> Callable[[], Any]:
    document = make_document()
    return twice(lambda: exclusion(document=document))


def same_passage() -> Callable[[], Any]:
    measure = make_measure()
    return twice(lambda: make_passage(measure, QUOTE))


def same_draft() -> Callable[[], Any]:
    measure, author = make_measure(), make_user()
    return twice(lambda: ProgressDraft.objects.create(measure=measure, author=author))


def same_flag() -> Callable[[], Any]:
    measure = make_measure()
    return twice(lambda: Flag.objects.create(measure=measure, period_end=TODAY, due_on=DAY, raised_on=DAY))


def same_notice() -> Callable[[], Any]:
    fields = {
        "measure": make_measure(),
        "recipient": make_user(),
        "period_end": TODAY,
        "due_on": DAY,
        "step": 1,
    }
    return twice(lambda: Notice.objects.create(**fields, night=TODAY))


def same_digest() -> Callable[[], Any]:
    recipient = make_user()
    return twice(lambda: Digest.objects.create(recipient=recipient, night=TODAY))


def same_membership() -> Callable[[], Any]:
    user, department = make_user(), make_department()
    return twice(lambda: Membership.objects.create(user=user, department=department))


def own_parent(row: Any) -> Callable[[], Any]:
    return change(row, parent=row)


# Every constraint of the models, with a write that breaks it.
BREAKS: dict[str, Callable[[], Callable[[], Any]]] = {
    "plan_ends_after_it_starts": lambda: change(make_document(), plan_ends_on=date(2024, 12, 31)),
    "one_exclusion_per_start": same_exclusion,
    "exclusion_is_not_empty": lambda: lambda: exclusion(end=0, quote=""),
    "due_after_start": lambda: change(make_measure(), due_on=date(2024, 12, 31)),
    "supersedes_another": lambda: change(measure := make_measure(), supersedes=measure),
    "one_passage_per_start": same_passage,
    "passage_is_not_empty": lambda: change(make_passage(make_measure(), QUOTE), end=0, quote=""),
    "update_percent_in_range": lambda: change(make_update(), percent=101),
    "update_period_runs": lambda: change(make_update(), period_end=date(2026, 2, 28)),
    "completed_update_states_its_day": lambda: change(make_update(), status="completed"),
    "not_pursued_update_has_reason": lambda: change(make_update(), status="not_pursued"),
    "return_has_reason": lambda: change(make_update().decision, kind="returned"),
    "one_draft_per_author": same_draft,
    "standing_percent_in_range": lambda: change(make_measure().standing, percent=101),
    "one_open_flag_per_rule": same_flag,
    "one_notice_per_step": same_notice,
    "one_digest_per_night": same_digest,
    "one_membership_per_department": same_membership,
    "sector_not_its_own_parent": lambda: own_parent(make_sector()),
    "region_not_its_own_parent": lambda: own_parent(make_region()),
    "one_region_per_code": lambda: twice(lambda: make_region(code="370200")),
}
OURS = ("accounts", "sectors", "measures")


def test_every_constraint_is_tried() -> None:
    models = [model for label in OURS for model in apps.get_app_config(label).get_models()]
    assert {each.name for model in models for each in model._meta.constraints} == set(BREAKS)


@pytest.mark.parametrize("name", BREAKS)
def test_constraint_refuses(name: str) -> None:
    refused(BREAKS[name]())


@pytest.mark.parametrize(
    "arrange",
    [
        lambda: change(make_update(), percent=-1),
        lambda: change(make_update(status="completed", completed_on=TODAY), completed_on=date(2026, 3, 16)),
        lambda: twice(lambda: Heartbeat.objects.create(process="worker", seen_at="2026-03-15T00:00Z")),
        lambda: twice(lambda: make_measure(code="SAME")),
        lambda: twice(lambda: make_document(slug="same")),
        lambda: make_passage(make_measure(), QUOTE).document.delete,
        lambda: make_update().measure.delete,
    ],
    ids=["negative", "completed later than said", "heartbeat", "code", "slug", "quoted document", "reports"],
)
def test_database_refuses(arrange: Callable[[], Callable[[], Any]]) -> None:
    refused(arrange())


def test_a_report_has_one_decision() -> None:
    update = make_update()
    refused(
        lambda: UpdateDecision.objects.create(
            update=update, kind="accepted", by=update.by, decided_at=update.submitted_at, decided_on=TODAY
        )
    )


def test_a_measure_has_one_heir() -> None:
    old = make_measure()
    make_measure(supersedes=old)
    refused(lambda: make_measure(supersedes=old))


def test_a_cleared_flag_makes_room_for_the_next() -> None:
    raise_flag = same_flag()
    Flag.objects.update(cleared_on=TODAY)
    raise_flag()
    refused(raise_flag)


@pytest.mark.parametrize(
    "fields",
    [
        {"quote": "The city will build a ship"},
        {"quote": QUOTE.upper()},
        {"start": 1},
        {"end": len(QUOTE) - 1},
        {"end": 10_000},
        {"quote": ""},
    ],
)
def test_a_quote_that_is_not_the_exact_slice_is_refused(fields: dict[str, Any]) -> None:
    measure = make_measure()
    exact = {"start": 0, "end": len(QUOTE), "quote": QUOTE}
    rest = {"measure": measure, "document": measure.document}
    refused(lambda: Passage.objects.create(**rest, **{**exact, **fields}), "exact slice")
    refused(lambda: Passage.objects.bulk_create([Passage(**rest, **{**exact, **fields})]), "exact slice")
    stored = Passage.objects.create(**rest, **exact)
    refused(lambda: Passage.objects.filter(pk=stored.pk).update(**fields), "exact slice")
    with pytest.raises(ValidationError):
        Passage(**rest, **{**exact, **fields}).full_clean()
    assert Passage.objects.get().quote == QUOTE


def test_a_passage_cannot_move_to_a_text_that_says_otherwise() -> None:
    passage, other = (
        make_passage(make_measure(), QUOTE),
        make_document(body="Something else entirely, at length."),
    )
    refused(change(passage, document=other), "exact slice")


def test_exclusions_are_exact_slices_too() -> None:
    refused(lambda: exclusion(quote="the"), "exact slice")
    refused(change(exclusion(), end=4), "exact slice")


def test_offsets_count_characters_and_not_bytes() -> None:
    body = "青岛𠮷港 – “port”"
    measure = make_measure(document=make_document(body=body))
    assert make_passage(measure, "𠮷港 –").start == 2
    assert make_passage(measure, "“port”").end == len(body)


def test_a_text_with_passages_cannot_change() -> None:
    document = make_passage(make_measure(), QUOTE).document
    refused(change(document, body=document.body + " More."), "cannot change")
    document.body += " More."
    refused(document.save, "cannot change")
    with pytest.raises(ValidationError) as told:
        document.full_clean()
    assert "body" in told.value.message_dict


def test_a_text_with_passages_can_be_saved_with_its_other_columns() -> None:
    document = make_passage(make_measure(), QUOTE).document
    document.title_en = "Another title"
    document.full_clean()
    document.save()
    assert Document.objects.get(pk=document.pk).title_en == "Another title"


def test_a_text_without_passages_may_change_and_keeps_its_hash() -> None:
    document = make_document()
    document.body = "Another text."
    document.save()
    assert Document.objects.get(pk=document.pk).body_sha256 == sha256("Another text.")


def test_a_measure_takes_its_standing_and_words_with_it_and_no_reports() -> None:
    measure = make_measure()
    Measure.objects.filter(pk=measure.pk).delete()
    assert not Standing.objects.exists()
