"""Applied all or nothing, and taken back as long as nothing has moved on."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from measures.exchange.batches import PlanMoved, apply_batch, keep, plan_of, undo_batch
from measures.exchange.reading import Unreadable
from measures.models import ImportBatch, Measure, SearchEntry, Standing
from sectors.models import Sector
from tests.factories import (
    TODAY,
    make_document,
    make_measure,
    make_member,
    make_passage,
    make_region,
    make_sector,
    report,
)
from tests.measures.exchange.sheets import exported, sheet

pytestmark = pytest.mark.django_db


def kept(*rows: dict[str, Any]) -> ImportBatch:
    return keep(content=sheet(*rows), file_name="x.csv", by=None)


def applied(*rows: dict[str, Any]) -> ImportBatch:
    return apply_batch(batch=kept(*rows), expected=None, today=TODAY)


def new(code: str) -> dict[str, Any]:
    make_sector(slug="ports"), make_document(slug="plan")
    return {"code": code, "title_en": "Harbour", "sector": "ports", "document": "plan"}


def test_added_measure_has_standing_words_and_titles() -> None:
    batch = applied(new("QD-9"))
    measure = Measure.objects.get(code="QD-9")
    assert (measure.title, measure.standing.status, batch.added, batch.changed) == (
        "Harbour",
        "not_reported",
        1,
        0,
    )
    assert "harbour" in SearchEntry.objects.get(measure=measure).words
    assert measure.kind == "deliverable"
    assert measure.standing.report_due_on is not None


def test_import_never_touches_progress() -> None:
    measure = make_measure(title_en="Old")
    report(measure, make_member(measure.lead_department), percent=40, status="at_risk")
    before = Standing.objects.filter(pk=measure.pk).values().get()
    applied({"code": measure.code, "title_en": "New", "status": "completed", "percent": "100"})
    assert Standing.objects.filter(pk=measure.pk).values().get() == before
    assert list(Measure.objects.matching("new")) == [measure]


def test_moved_deadline_moves_the_days_that_follow_from_it() -> None:
    measure = make_measure()
    applied({"code": measure.code, "due_on": "2026-04-01"})
    assert str(Standing.objects.get(pk=measure.pk).due_soon_on) == "2026-03-02"


def test_one_fault_and_nothing_is_written() -> None:
    good, bad = make_measure(title_en="Old"), make_measure()
    with pytest.raises(ValidationError):
        applied(
            {"code": good.code, "title_en": "New", "sector": good.sector.slug},
            {"code": bad.code, "title_en": "x", "sector": "nowhere"},
        )
    assert Measure.objects.get(pk=good.pk).title == "Old"


def test_unreadable_file_is_not_kept() -> None:
    with pytest.raises(Unreadable):
        keep(content=b"x", file_name="x.pdf", by=None)
    assert not ImportBatch.objects.exists()


def test_plan_that_moved_since_its_preview_is_shown_anew() -> None:
    measure = make_measure(title_en="Old")
    batch = kept({"code": measure.code, "title_en": "New"})
    shown = plan_of(batch).digest
    Measure.objects.filter(pk=measure.pk).update(title_en="Meanwhile")
    with pytest.raises(PlanMoved) as moved:
        apply_batch(batch=batch, expected=shown, today=TODAY)
    assert moved.value.plan.changes[0].before == {"title_en": "Meanwhile"}
    apply_batch(batch=batch, expected=moved.value.plan.digest, today=TODAY)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_do_not_apply_what_they_did_not_see() -> None:
    measure = make_measure(title_en="Old")
    batches = [kept({"code": measure.code, "title_en": title}) for title in ("One", "Two")]
    shown = [plan_of(batch).digest for batch in batches]
    together = Barrier(2)

    def apply(batch: ImportBatch, digest: str) -> str:
        together.wait()
        try:
            apply_batch(batch=batch, expected=digest, today=TODAY)
        except PlanMoved:
            return "moved"
        finally:
            connection.close()
        return "applied"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(apply, batches, shown))
    assert sorted(outcomes) == ["applied", "moved"]


def test_import_is_applied_once() -> None:
    batch = applied(new("QD-9"))
    with pytest.raises(ValidationError, match="applied already"):
        apply_batch(batch=batch, expected=None, today=TODAY)


def test_undo_puts_everything_back() -> None:
    measure = make_measure(title_en="Old", sectors=[make_sector(slug="a")], regions=[make_region(slug="r")])
    make_passage(measure, "build a port")
    content = json.loads(exported("json"))
    content[0] |= {"title_en": "New", "sectors": "added", "regions": "", "due_on": None, "passages": []}
    items = [{"model": "sectors.sector", "fields": {"slug": "added", "name_en": "Added"}}, *content]
    items.append({**content[0], "code": "QD-9", "supersedes": measure.code})
    before = exported("json")
    batch = keep(content=json.dumps(items).encode(), file_name="x.json", by=None)
    apply_batch(batch=batch, expected=None, today=TODAY)
    assert Standing.objects.get(pk=measure.pk).superseded_on == TODAY
    undo_batch(batch=batch, today=TODAY)
    assert exported("json") == before
    assert Standing.objects.get(pk=measure.pk).superseded_on is None
    assert not Sector.objects.filter(slug="added").exists()
    with pytest.raises(ValidationError, match="nothing to undo"):
        undo_batch(batch=batch, today=TODAY)


def test_undo_is_refused_where_a_row_changed_since() -> None:
    one, other = make_measure(title_en="Old"), make_measure(title_en="Old")
    batch = applied({"code": one.code, "title_en": "New"}, {"code": other.code, "title_en": "New"})
    Measure.objects.filter(pk=one.pk).update(title_en="Later")
    with pytest.raises(ValidationError) as refused:
        undo_batch(batch=batch, today=TODAY)
    assert refused.value.messages == [f"“measure {one.code}” was changed since: title_en."]
    assert Measure.objects.get(pk=other.pk).title == "New"


def test_undo_is_refused_where_something_rests_on_what_was_added() -> None:
    batch = applied(new("QD-9"))
    measure = Measure.objects.get(code="QD-9")
    make_passage(measure, "build a port")
    with pytest.raises(ValidationError, match="“QD-9” is in use since: 1 × passage"):
        undo_batch(batch=batch, today=TODAY)
    assert Measure.objects.filter(code="QD-9").exists()


def test_two_measures_swap_what_they_take_over_from() -> None:
    first, second = make_measure(), make_measure()
    make_measure(code="QD-8", supersedes=first), make_measure(code="QD-9", supersedes=second)
    items = [{"code": "QD-8", "supersedes": second.code}, {"code": "QD-9", "supersedes": first.code}]
    apply_batch(
        batch=keep(content=json.dumps(items).encode(), file_name="x.json", by=None),
        expected=None,
        today=TODAY,
    )
    assert Measure.objects.get(code="QD-8").supersedes == second


def test_changed_plan_settles_its_measures() -> None:
    measure = make_measure()
    items = [
        {"model": "measures.document", "fields": {"slug": measure.document.slug, "reporting_from": None}}
    ]
    apply_batch(
        batch=keep(content=json.dumps(items).encode(), file_name="x.json", by=None),
        expected=None,
        today=TODAY,
    )
    assert Standing.objects.get(pk=measure.pk).report_due_on is None
