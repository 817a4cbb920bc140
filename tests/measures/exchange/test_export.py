"""The list as a file."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
import python_calamine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.exchange import export
from measures.exchange.columns import COLUMNS
from measures.exchange.export import export_rows
from measures.exchange.writers import csv_lines
from measures.models import Measure
from tests.factories import (
    TODAY,
    make_department,
    make_measure,
    make_member,
    make_passage,
    make_region,
    make_sector,
    report,
)
from tests.measures.exchange.sheets import BASE, exported

pytestmark = pytest.mark.django_db


def rows() -> list[dict[str, str]]:
    text = exported("csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_holds_the_columns_of_the_contract() -> None:
    measure = make_measure(
        code="QD-1",
        sectors=[make_sector(slug="zebra"), make_sector(slug="ant")],
        regions=[make_region(slug="east")],
    )
    report(measure, make_member(measure.lead_department), percent=70, status="at_risk")
    (row,) = rows()
    assert tuple(row) == COLUMNS
    assert (row["sectors"], row["regions"], row["document"]) == ("ant; zebra", "east", measure.document.slug)
    assert (row["status"], row["percent"], row["last_report_on"]) == ("at_risk", "70", "2026-03-15")
    assert (row["schedule"], row["freshness"], row["verified"]) == ("in_time", "fresh", "not_assessed")
    assert (row["next_report_due_on"], row["agreed_due_on"]) == ("2026-07-10", "")
    assert row["url"] == f"{BASE}/measures/QD-1/"


def test_unreported_measure_says_so_and_leaves_blanks_blank() -> None:
    make_measure(due_on=None, lead_department=None)
    (row,) = rows()
    assert (row["status"], row["percent"], row["due_on"], row["lead_department"]) == (
        "not_reported",
        "",
        "",
        "",
    )
    assert (row["schedule"], row["freshness"]) == ("no_deadline", "stale")


def test_answers_are_those_of_the_measure() -> None:
    for due_on in (None, date(2026, 3, 14), date(2026, 3, 15), date(2026, 4, 14), date(2026, 12, 31)):
        make_measure(due_on=due_on, cadence="none" if due_on is None else "quarterly")
    for row in rows():
        measure = Measure.objects.select_related("standing").get(code=row["code"])
        assert (row["schedule"], row["freshness"]) == (measure.schedule(TODAY), measure.freshness(TODAY))


def test_csv_opens_in_excel_with_its_chinese_and_runs_nothing() -> None:
    make_measure(
        title_en='=HYPERLINK("http://x")', title_zh_hans="＋港口", lead_department=make_department(code="-x")
    )
    content = exported("csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    (row,) = rows()
    assert row["title_en"] == '\'=HYPERLINK("http://x")'
    assert (row["title_zh_hans"], row["lead_department"]) == ("'＋港口", "'-x")


def test_workbook_has_text_days_and_a_frozen_header() -> None:
    make_measure(code="QD-1", title_en="=1+1", title_zh_hans="https://example.org")
    content = exported("xlsx")
    (head, row) = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    cells = dict(zip(head, row, strict=False))
    assert (cells["title_en"], cells["due_on"]) == ("'=1+1", date(2026, 12, 31))
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert 'state="frozen"' in xml


def test_json_carries_summaries_and_passages_too() -> None:
    earlier = make_measure(code="QD-0")
    measure = make_measure(code="QD-1", summary_en="Short.", supersedes=earlier)
    make_passage(measure, "build a port")
    _first, item = json.loads(exported("json"))
    assert set(item) == {*COLUMNS, "summary_en", "summary_zh_hans", "supersedes", "passages"}
    assert (item["summary_en"], item["supersedes"], item["percent"]) == ("Short.", "QD-0", None)
    assert item["passages"] == [
        {"document": measure.document.slug, "start": 14, "end": 26, "quote": "build a port"}
    ]


def test_nothing_to_export_is_a_header_or_an_empty_list() -> None:
    assert len(exported("csv").splitlines()) == 1
    assert json.loads(exported("json")) == []


def test_export_keeps_the_order_of_the_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "FIRST_CHUNK", 1)
    monkeypatch.setattr(export, "CHUNK", 2)
    for title in "badec":
        make_measure(title_en=title)
    titles = [row[1] for row in export_rows(Measure.objects.order_by("title_en"), TODAY, BASE)]
    assert titles == list("abcde")


def test_export_asks_as_often_for_one_row_as_for_many() -> None:
    counts = []
    for _ in range(2):
        make_measure(regions=[make_region(), make_region()])
        make_measure()
        with CaptureQueriesContext(connection) as queries:
            list(export_rows(Measure.objects.order_by("code"), TODAY, BASE))
        counts.append(len(queries))
    assert counts == [7, 7]


def test_first_lines_go_out_before_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "FIRST_CHUNK", 1)
    monkeypatch.setattr("measures.exchange.writers.LINES", 1)
    for _ in range(3):
        make_measure()
    lines = csv_lines(export_rows(Measure.objects.order_by("code"), TODAY, BASE))
    with CaptureQueriesContext(connection) as queries:
        next(lines)
    assert len(queries) == 7
