"""An exported file is a valid import, and importing it unchanged changes nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.exchange.batches import apply_batch, keep
from measures.models import Document, Measure, Passage, Standing
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
from tests.measures.exchange.sheets import exported, plan, reasons

pytestmark = pytest.mark.django_db
FIXTURE = Path(__file__).parents[3] / "fixtures" / "qingdao.json"
ENDINGS = ("csv", "xlsx", "json")

# What a database holds and XML can carry; the signs that hurt come up often.
NASTY = st.text(
    st.sampled_from("'=+-@＝＋－＠\t\r\n \u3000\"';,，；青岛港_x0041é\u2028")
    | st.characters(codec="utf-8", exclude_characters="\0\ufffe\uffff"),
    max_size=40,
)


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles=st.lists(st.tuples(NASTY, NASTY, NASTY), min_size=1, max_size=4))
def test_unchanged_export_changes_nothing(ending: str, titles: list[tuple[str, str, str]]) -> None:
    Measure.objects.filter(code__startswith="R-").delete()
    document, sector = _once()
    Measure.objects.bulk_create(
        Measure(
            code=f"R-{number}",
            title_en=en,
            title_zh_hans=zh,
            summary_en=summary,
            document=document,
            sector=sector,
        )
        for number, (en, zh, summary) in enumerate(titles)
    )
    Standing.objects.bulk_create(
        Standing(measure=measure) for measure in Measure.objects.filter(standing=None)
    )
    again = plan(exported(ending), f"measures.{ending}")
    assert (again.changes, reasons(again), again.notes) == ([], [], [])


def _once() -> tuple[Document, Any]:
    document = Document.objects.first()
    if document is None:
        measure = make_measure(
            code="Z-1", regions=[make_region(slug="-r"), make_region()], sectors=[make_sector()]
        )
        make_passage(measure, "build a port")
        document = measure.document
    return document, Measure.objects.get(code="Z-1").sector


@pytest.mark.parametrize("ending", ENDINGS)
def test_full_measure_round_trips(ending: str) -> None:
    supporting = [make_department(code="=a"), make_department(code="b")]
    measure = make_measure(supporting_departments=supporting, regions=[make_region()], visibility="internal")
    make_measure(supersedes=measure, due_on=None, lead_department=None, document=measure.document)
    report(measure, make_member(measure.lead_department), percent=40)
    again = plan(exported(ending), f"measures.{ending}")
    assert (again.changes, reasons(again), again.missing) == ([], [], [])


def test_fixture_of_the_document_imports_into_an_empty_database_and_then_changes_nothing() -> None:
    content = FIXTURE.read_bytes()
    batch = keep(content=content, file_name="qingdao.json", by=None)
    apply_batch(batch=batch, expected=None, today=TODAY)
    assert Measure.objects.count() == Standing.objects.count() >= 30
    assert Passage.objects.exists()
    again = plan(content, "qingdao.json")
    assert (again.changes, reasons(again), again.missing) == ([], [], [])


def test_import_in_chinese_stores_the_same_as_in_english() -> None:
    with translation.override("zh-hans"):
        apply_batch(
            batch=keep(content=FIXTURE.read_bytes(), file_name="q.json", by=None), expected=None, today=TODAY
        )
    assert not Measure.objects.exclude(title_zh_hans__gt="").exists()
    with translation.override("en"):
        assert "Qingdao" in Document.objects.get().title
