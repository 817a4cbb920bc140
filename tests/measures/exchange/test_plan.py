"""What an import would do: added, changed field by field, unchanged, missing."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.exchange.plan import Action
from measures.models import Document, Measure
from tests.factories import (
    make_department,
    make_document,
    make_measure,
    make_passage,
    make_region,
    make_sector,
)
from tests.measures.exchange.sheets import exported, plan, reasons, sheet

pytestmark = pytest.mark.django_db


def new(code: str, **fields: Any) -> dict[str, Any]:
    return {"code": code, "title_en": "New", "sector": "ports", "document": "plan", **fields}


@pytest.fixture
def taxonomies() -> None:
    make_sector(slug="ports")
    make_sector(slug="shipping")
    make_document(slug="plan")


@pytest.mark.usefixtures("taxonomies")
def test_unknown_code_adds_a_measure() -> None:
    found = plan(sheet(new("QD-9", due_on="2026-12-31", kind="")))
    (change,) = found.changes
    assert (change.action, change.before) == (Action.ADD, {})
    assert change.after == {"title_en": "New", "sector": "ports", "document": "plan", "due_on": "2026-12-31"}


def test_change_names_the_field_with_before_and_after() -> None:
    measure = make_measure(title_en="Old", regions=[make_region(slug="east")])
    (change,) = plan(
        sheet({"code": measure.code, "title_en": " New ", "regions": "", "due_on": "2026/12/31"})
    ).changes
    assert change.before == {"title_en": "Old", "regions": ["east"]}
    assert change.after == {"title_en": "New", "regions": []}


def test_absent_column_leaves_and_empty_cell_empties() -> None:
    measure = make_measure()
    (change,) = plan(sheet({"code": measure.code, "due_on": "", "lead_department": ""})).changes
    assert change.after == {"due_on": None, "lead_department": None}


def test_order_within_a_cell_is_no_change() -> None:
    make_measure(code="QD-1", sectors=[make_sector(slug="a"), make_sector(slug="b")])
    assert plan(sheet({"code": "QD-1", "sectors": "b;a"})).changes == []


def test_computed_columns_are_ignored() -> None:
    make_measure(code="QD-1")
    found = plan(
        sheet({"code": "QD-1", "status": "completed", "verified": "complete", "percent": "100", "url": "x"})
    )
    assert (found.changes, found.notes, found.faults) == ([], [], [])


def test_unknown_columns_are_told_and_left_aside() -> None:
    make_measure(code="QD-1")
    assert "budget" in plan(sheet({"code": "QD-1", "Budget": "5"})).notes[0]


def test_measures_of_the_document_that_are_not_in_the_file_are_named() -> None:
    measure = make_measure(code="QD-1")
    make_measure(code="QD-2", document=measure.document)
    make_measure(code="XX-1")
    assert plan(sheet({"code": "QD-1"})).missing == ["QD-2"]


def test_names_added_by_the_same_file_are_known() -> None:
    items = [
        {"model": "sectors.sector", "fields": {"slug": "child", "name_en": "Child", "parent": ["top"]}},
        {"model": "sectors.sector", "fields": {"slug": "top", "name_en": "Top", "parent": None}},
        {
            "model": "measures.document",
            "fields": {"slug": "plan", "title_en": "Plan", "body": "We build. We plant."},
        },
        {"model": "measures.measure", "fields": new("QD-1", sector=["child"], document=["plan"])},
        {
            "model": "measures.passage",
            "fields": {"measure": ["QD-1"], "document": ["plan"], "start": 0, "end": 9, "quote": "We build."},
        },
    ]
    found = plan(json.dumps(items).encode(), "x.json")
    assert (len(found.changes), reasons(found)) == (5, [])


def test_passages_left_out_of_an_exported_list_are_removed() -> None:
    measure = make_measure()
    make_passage(measure, "build a port")
    items = json.loads(exported("json"))
    items[0]["passages"] = [{"document": measure.document.slug, "start": 0, "end": 8, "quote": "The city"}]
    found = plan(json.dumps(items).encode(), "x.json")
    assert [(change.action, change.key[2]) for change in found.changes] == [
        (Action.ADD, 0),
        (Action.REMOVE, 14),
    ]
    del items[0]["passages"]
    assert plan(json.dumps(items).encode(), "x.json").changes == []


def test_plan_asks_as_often_for_one_row_as_for_many() -> None:
    department = make_department()
    counts = []
    for number in (1, 30):
        for _ in range(number):
            make_measure(document=Document.objects.first() or make_document(), lead_department=department)
        content = exported("csv").replace(b",Measure", b",Renamed")
        with CaptureQueriesContext(connection) as queries:
            assert len(plan(content).changes) == Measure.objects.count()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
