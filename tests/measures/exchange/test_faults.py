"""Wrong rows: each with its place and what to do, and none of the file is written."""

import json
from typing import Any

import pytest

from tests.factories import (
    make_department,
    make_document,
    make_measure,
    make_member,
    make_passage,
    make_region,
    make_sector,
    report,
)
from tests.measures.exchange.sheets import book, plan, reasons, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stored() -> None:
    make_measure(
        code="QD-1",
        document=make_document(slug="plan"),
        sector=make_sector(slug="ports"),
        lead_department=make_department(code="transport"),
    )
    make_region(slug="qingdao")


@pytest.mark.parametrize(
    ("cells", "where", "what"),
    [
        ({"sector": "prots"}, "column B (sector)", "Did you mean “ports”?"),
        ({"regions": "qingdao; qindao"}, "column B (regions)", "Did you mean “qingdao”?"),
        ({"lead_department": "transprot"}, "column B (lead_department)", "Did you mean “transport”?"),
        ({"document": "plam"}, "column B (document)", "Did you mean “plan”?"),
        ({"cadence": "quaterly"}, "column B (cadence)", "Did you mean “quarterly”?"),
        ({"kind": "goal"}, "column B (kind)", "Known are: deliverable, direction, target."),
        ({"due_on": "31/12/2026"}, "column B (due_on)", "Write it as 2026-12-31."),
        ({"due_on": "2024-01-01"}, "column B (due_on)", "before the start (2025-01-01)"),
        ({"starts_on": "2027-01-01"}, "column B (starts_on)", "before the start (2027-01-01)"),
        ({"title_en": " "}, "column B (title_en)", "must not be empty"),
        ({"visibility": ""}, "column B (visibility)", "must not be empty"),
        ({"title_zh_hans": "长" * 301}, "column B (title_zh_hans)", "at most 300 characters"),
    ],
)
def test_wrong_cell_is_named_with_what_to_do(cells: dict[str, str], where: str, what: str) -> None:
    (reason,) = reasons(plan(sheet({"code": "QD-1", **cells})))
    assert reason.startswith(f"Row 2, {where}: ")
    assert what in reason


def test_row_of_a_workbook_is_named_as_the_spreadsheet_does() -> None:
    content = book([[], [], ["Sector", "code"], ["ports", "QD-1"], [], ["prots", "QD-1"]], name="一季度")
    (twice,) = reasons(plan(content, "x.xlsx"))
    assert twice.startswith(
        "Sheet “一季度”, row 6, column B (code): “QD-1” stands in the file already (Sheet “一季度”, row 4)"
    )


def test_missing_column_of_new_measures_is_one_error() -> None:
    found = plan(
        sheet(
            {"code": "QD-8", "title_en": "a", "sector": "ports"},
            {"code": "QD-9", "title_en": "b", "sector": "ports"},
        )
    )
    assert reasons(found) == [
        "The whole file: New measures need “document”, and the file has no such column "
        "(2 rows, first: Row 2). Add it."
    ]


def test_row_without_a_code_and_with_too_many_cells() -> None:
    assert "column A (code): This must not be empty" in reasons(plan(b"code,title_en\n,Name\n"))[0]
    assert "more cells than the header" in reasons(plan(b"code,title_en\nQD-1,Ports, roads\n"))[0]


def test_code_that_is_no_code() -> None:
    (reason,) = reasons(
        plan(sheet({"code": "QD 9/1", "title_en": "a", "sector": "ports", "document": "plan"}))
    )
    assert "column A (code)" in reason
    assert "slug" in reason


def test_column_twice() -> None:
    assert "Two columns are headed “kind”" in reasons(plan(b"code,kind,Kind\nQD-1,target,target\n"))[0]


def test_measure_with_passages_or_reports_stays_with_its_document() -> None:
    make_document(slug="other")
    resting, told = make_measure(code="QD-2"), make_measure(code="QD-3")
    make_passage(resting, "build a port")
    report(told, make_member(told.lead_department))
    rows = [{"code": code, "document": "other"} for code in ("QD-1", "QD-2", "QD-3")]
    found = reasons(plan(sheet(*rows)))
    assert len(found) == 2
    assert "rests on passages" in found[0]
    assert "was reported on" in found[1]


def fixture(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": model, "fields": fields}


def wrong(*items: Any) -> list[str]:
    return reasons(plan(json.dumps(items).encode(), "x.json"))


def test_quote_that_is_not_in_the_text_shows_what_is_there() -> None:
    passage = {"measure": ["QD-1"], "document": ["plan"], "start": 4, "end": 8, "quote": "town"}
    (reason,) = wrong(fixture("measures.passage", **passage))
    assert (
        reason
        == "Item 1, field quote: The text has “city” from 4 to 8. Quote exactly that, or move the ends."
    )


def test_text_with_passages_cannot_change_and_must_match_its_digest() -> None:
    measure = make_measure()
    make_passage(measure, "build a port")
    (reason,) = wrong(fixture("measures.document", slug=measure.document.slug, body="Another text"))
    assert "field body: Measures rest on passages" in reason
    assert "SHA-256" in wrong(fixture("measures.document", slug="plan", body="x", body_sha256="00"))[0]


def test_circles_are_found() -> None:
    make_sector(slug="child", parent=make_sector(slug="top"))
    (reason,) = wrong(fixture("sectors.sector", slug="top", parent=["child"]))
    assert "leads back to “top” itself" in reason
    assert "leads back" in reasons(plan(b'[{"code": "QD-1", "supersedes": "QD-1"}]', "x.json"))[0]


def test_two_measures_cannot_take_over_from_one() -> None:
    make_measure(code="QD-4")
    content = [
        {"code": "QD-1", "supersedes": "QD-4"},
        {"code": "QD-5", "title_en": "x", "sector": "ports", "document": "plan", "supersedes": "QD-4"},
    ]
    (reason,) = reasons(plan(json.dumps(content).encode(), "x.json"))
    assert reason.startswith("Item 2, field supersedes: “QD-1” has this value already.")


@pytest.mark.parametrize(
    ("item", "what"),
    [
        (5, "This is no object"),
        (fixture("accounts.user", username="x"), "cannot be imported"),
        ({"model": "measures.measure", "fields": []}, "“fields” must be an object"),
        ({"code": "QD-1", "passages": "x"}, "“passages” must be a list"),
        ({"code": "QD-1", "title_en": {}}, "This must be text."),
        ({"code": "QD-1", "title_en": "a\ud800"}, "cannot be stored"),
        ({"code": "QD-1", "title_en": "a\0"}, "cannot be stored"),
        ({"code": "QD-\ud800"}, "cannot be stored"),
        ({"code": "QD-1", "sector": "\0"}, "cannot be stored"),
        ({"code": "QD-1", "\ud800": 1}, "cannot be stored"),
        (
            fixture("measures.passage", measure=["QD-1"], document=["\ud800"], start=0, end=1),
            "cannot be stored",
        ),
        ({"code": ["QD-1", "x"]}, "This must be text."),
        (fixture("measures.measure", code="QD-1", document=1), "There is no document “1”."),
        (fixture("measures.document", slug="plan", due_soon_days=-1), "no whole number"),
        (fixture("measures.document", slug="plan", acceptance_required="yes"), "true or false"),
        (fixture("measures.document", slug="plan", source_url="x"), "valid URL"),
        (fixture("measures.document", slug="plan", plan_ends_on="2020-01-01"), "ends before it starts"),
    ],
)
def test_wrong_object_is_named(item: Any, what: str) -> None:
    (reason,) = wrong(item)
    assert reason.startswith("Item 1")
    assert what in reason
