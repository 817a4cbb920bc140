"""The bench: its floor answers what the product answers. How fast is nothing a test can tell."""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Department
from bench import bare, data, floor, night
from bench.place import today
from bench.questions import QUESTIONS
from bench.site import Ask, ask
from measures.models import Document, Flag, Measure
from measures.nightly import flags
from sectors.models import Region, Sector

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parent.parent
MEASURES = 400


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Some hundred measures, and the floor's own connection to where they are."""
    data.fill(MEASURES, today())
    known = connection.settings_dict
    address = f"{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT'] or 5432}"
    url = (
        f"postgres://{address}/{known['NAME']}"
        if connection.vendor == "postgresql"
        else f"sqlite:///{known['NAME']}"
    )
    monkeypatch.setenv("DATABASE_URL", url)
    bare.connect.cache_clear()
    yield
    bare.connect().close()
    bare.connect.cache_clear()


def lines(address: str) -> list[list[str]]:
    """The floor's rows."""
    body = ask(floor.application, Ask(f"{address}{'&' if '?' in address else '?'}today={today()}")).body
    return [line.split("\t") for line in body.decode().split("\n")]


def cells(row: Any) -> list[str]:
    visibility = "internal" if row.internal else "public"
    values = (
        row.code, row.title, visibility, row.sector, row.lead, row.due_on, row.status, row.percent, row.verified,
        row.schedule, row.freshness, row.last_report_on,
    )  # fmt: skip
    return ["" if value is None else str(value) for value in values]


@pytest.mark.usefixtures("filled")
def test_floor_lists_what_the_product_lists(client: Client) -> None:
    for query in (
        "sector=industry&status=on_track",
        "status=completed",
        "q=hydrogen",
        f"q={quote('养老')}+residents",
    ):
        shown = client.get(f"/measures/?{query}").context
        counts, *rows = lines(f"/measures/?{query}")
        assert rows == [cells(row) for row in shown["rows"]]
        assert counts == [str(shown["listing"].counts[name]) for name in ("counting", "superseded")]
        assert len(rows) >= 3


@pytest.mark.usefixtures("filled")
def test_floor_lists_for_analysts_what_the_product_lists_for_them(client: Client) -> None:
    for mine, bare_ask in QUESTIONS["list: the same, an analyst"].pairs()[:8]:
        client.cookies.load(mine.cookie)
        shown = client.get(mine.address).context
        body = ask(floor.application, bare_ask).body.decode().split("\n")
        assert body[0].split("\t")[0] == str(shown["listing"].total)
        assert [line.split("\t") for line in body[1:]] == [cells(row) for row in shown["rows"]]


@pytest.mark.usefixtures("filled")
def test_floor_counts_what_the_product_counts(client: Client) -> None:
    ids = {
        name: dict(model.objects.values_list("pk", slug))
        for name, model, slug in (
            ("sector", Sector, "slug"), ("region", Region, "slug"), ("department", Department, "code"),
            ("document", Document, "slug"),
        )
    }  # fmt: skip
    address = "/measures/?sector=industry&status=on_track&numbers=1"
    numbers = client.get(address, headers={"HX-Request": "true"}).context["numbers"]
    counted = {
        (name, ids[name][int(key)] if name in ids else key): int(count)
        for name, key, count in lines(address)
        if key
    }
    assert counted == {
        (name, value): n for name, values in numbers.items() for value, n in values.items() if n
    }


@pytest.mark.usefixtures("filled")
def test_floor_exports_what_the_product_exports(client: Client) -> None:
    address = "/measures/export.csv?status=on_track&status=at_risk"
    body = b"".join(client.get(address)).decode("utf-8-sig")  # it streams
    bare_body = ask(floor.application, Ask(f"{address}&today={today()}")).body.decode()
    rows, bare_rows = (list(csv.reader(io.StringIO(text))) for text in (body, bare_body))
    assert len(bare_rows) > MEASURES / 4
    # All but the address, which has the site's name.
    assert [row[:-1] for row in rows[1:]] == [row[:-1] for row in bare_rows]


@pytest.mark.usefixtures("filled")
def test_floor_tells_of_a_measure_what_the_product_tells(client: Client) -> None:
    for measure in Measure.objects.filter(visibility="public", code__startswith="B-")[:40]:
        shown = client.get(measure.get_absolute_url()).context
        one, *others = lines(measure.get_absolute_url())
        assert one[1] == measure.code
        assert int(one[-1]) == shown["page"].paginator.count
        updates = [row[0] for row in others if row[0].isdecimal()]
        assert updates == [str(update.pk) for update in shown["page"]]
        hanging = sum(
            len(shown["related"][kind]) for kind in ("passage", "region", "sector", "department", "flag")
        )
        assert len(others) - len(updates) == hanging


@pytest.mark.usefixtures("filled")
def test_floor_flags_what_the_night_flags() -> None:
    flags.raise_flags(today())
    known = ("measure_id", "rule", "period_end", "due_on", "last_report_on", "raised_on", "cleared_on")
    raised = set(Flag.objects.values_list(*known))
    Flag.objects.all().delete()
    night.flag(str(today()))
    assert set(Flag.objects.values_list(*known)) == raised
    assert len(raised) > MEASURES / 10


def test_bench_prints_its_table() -> None:
    command = [sys.executable, "-m", "bench", "--measures", "60", "list"]
    run = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "| list: sector and status | 60 |" in run.stdout
