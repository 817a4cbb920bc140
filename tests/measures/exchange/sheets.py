"""Files for the tests: made as offices make them, and the shortest way to a plan."""

import csv
import io
from typing import Any

import xlsxwriter
from django.contrib.auth.models import AnonymousUser

from measures.exchange.export import export_objects, export_rows
from measures.exchange.files import read
from measures.exchange.plan import Plan
from measures.exchange.planning import make_plan
from measures.exchange.writers import csv_lines, json_lines, xlsx_file
from measures.models import Measure
from tests.factories import TODAY

ANYONE = AnonymousUser()
BASE = "https://tracker.example"


def sheet(*rows: dict[str, Any]) -> bytes:
    """A CSV file with the rows' keys as its columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def book(rows: list[list[Any]], name: str = "Measures") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        worksheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            worksheet.write_row(number, 0, row)
    return out.getvalue()


def exported(ending: str) -> bytes:
    """All measures as an export gives them."""
    measures = Measure.objects.order_by("code")
    if ending == "json":
        return b"".join(json_lines(export_objects(measures, TODAY, BASE)))
    rows = export_rows(measures, TODAY, BASE)
    return b"".join(csv_lines(rows)) if ending == "csv" else xlsx_file(rows).read()


def plan(content: bytes, name: str = "measures.csv") -> Plan:
    return make_plan(read(content, name))


def reasons(of: Plan) -> list[str]:
    return [f"{fault.where}: {fault.reason}" for fault in of.faults]
