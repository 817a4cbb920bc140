"""`manage.py verify`: every fault is planted, and named."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures import actions
from measures.actions.verify import faults
from measures.models import Document, Exclusion, Measure, Passage, SearchEntry, Standing
from measures.models.guards import BODY, GUARDS, SEARCH, SLICES
from sectors.models import Sector
from tests.factories import TODAY, make_document, make_measure, make_member, make_passage, make_sector, report

pytestmark = pytest.mark.django_db
BODY_TEXT = "The city will build a port, and it will plant trees."
BUILD, PLANT = "The city will build a port", "it will plant trees"


@pytest.fixture
def measure() -> Measure:
    """A measure in whose document and standing nothing is wrong."""
    found = make_measure(
        code="OK-1", document=make_document(slug="plan", body=BODY_TEXT), sector=make_sector(slug="port")
    )
    make_passage(found, BUILD)
    make_passage(found, PLANT)
    Exclusion.objects.create(document=found.document, start=28, end=31, quote="and", reason="joins")
    report(found, make_member(found.lead_department), percent=10)
    assert list(faults()) == []
    return found


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def drop(*triggers: str) -> list[str]:
    """Drop guards of the database, so that a fault can be planted; what `verify` says of that."""
    for name in triggers:
        if connection.vendor == "sqlite":
            execute(f"DROP TRIGGER {name}")
        else:
            table = "measures_document" if name == BODY else name.removesuffix("_exact")
            execute(f"DROP TRIGGER {name} ON {table}")
    return named(*triggers)


def named(*guards: str) -> list[str]:
    return [f"The database has lost “{name}”, which its migrations put there." for name in sorted(guards)]


def drop_slices() -> list[str]:
    names = [name for name in GUARDS[connection.vendor] if name.startswith(SLICES)]
    return drop(*names)


def test_command_exits_with_0_where_all_is_well(measure: Measure, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify")
    assert capsys.readouterr().out == "No faults found.\n"


def test_command_exits_with_1_and_a_line_per_fault(
    measure: Measure, capsys: pytest.CaptureFixture[str]
) -> None:
    make_sector(slug="empty")
    Standing.objects.update(percent=99)
    with pytest.raises(SystemExit) as left:
        call_command("verify")
    assert left.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        "Sector empty has no measures.",
        "The standing of measure OK-1 differs from its reports: percent.",
    ]


def test_changed_text_is_named(measure: Measure) -> None:
    Document.objects.create(slug="other", body="—")
    Document.objects.filter(slug="other").update(body="…")
    assert list(faults()) == ["The text of document other no longer has the SHA-256 kept for it."]


def test_text_changed_under_its_passages_is_named(measure: Measure) -> None:
    lost = drop(BODY)
    Document.objects.update(body=BODY_TEXT.replace("port", "ship"))
    assert list(faults()) == [
        *lost,
        "The text of document plan no longer has the SHA-256 kept for it.",
        "Measure OK-1 does not quote plan exactly from 0 to 26.",
    ]


def test_quotes_that_are_not_exact_are_named(measure: Measure) -> None:
    lost = drop_slices()
    Passage.objects.filter(quote=PLANT).update(quote="it will plant roses")
    Exclusion.objects.update(quote="AND")
    assert list(faults()) == [
        *lost,
        "Measure OK-1 does not quote plan exactly from 32 to 51.",
        "An exclusion does not quote plan exactly from 28 to 31.",
    ]


def test_quotes_beyond_the_text_are_named(measure: Measure) -> None:
    lost = drop_slices()
    rest = {"measure": measure, "document": measure.document, "quote": "nowhere"}
    Passage.objects.create(**rest, start=9_000, end=9_007)
    assert list(faults()) == [*lost, "Measure OK-1 does not quote plan exactly from 9000 to 9007."]


def test_overlaps_within_a_measure_are_named_and_between_measures_are_none(measure: Measure) -> None:
    other = make_measure(document=measure.document, sector=measure.sector)
    make_passage(other, "build a port, and")
    make_passage(other, "trees")
    assert list(faults()) == []
    make_passage(measure, "a port")
    make_passage(measure, "trees")
    assert list(faults()) == [
        "Measure OK-1 quotes plan twice around 20: its passages overlap.",
        "Measure OK-1 quotes plan twice around 46: its passages overlap.",
    ]


def test_passages_that_touch_do_not_overlap(measure: Measure) -> None:
    make_passage(measure, ", ")
    assert list(faults()) == []


def test_stretches_nobody_accounts_for_are_named(measure: Measure) -> None:
    Passage.objects.filter(quote=PLANT).delete()
    Exclusion.objects.all().delete()
    assert list(faults()) == [
        "In plan “, and it will plant trees.”, at 26, lies in no passage and in no exclusion.",
    ]


def test_long_stretches_are_shortened(measure: Measure) -> None:
    make_document(slug="unread", body="word " * 100)
    (fault,) = faults()
    assert fault.startswith("In unread “word word")
    assert len(fault) < 160


def test_orphans_are_named(measure: Measure) -> None:
    make_measure(code="ORPHAN-1", document=measure.document, sector=measure.sector)
    assert list(faults()) == ["Measure ORPHAN-1 rests on no passage of any document."]


def test_measures_without_standing_or_words_are_named(measure: Measure) -> None:
    Standing.objects.all().delete()
    SearchEntry.objects.all().delete()
    assert list(faults()) == ["Measure OK-1 has no standing.", "Measure OK-1 is missing from the search."]


def test_sectors_without_measures_are_named_with_children_rolled_up(measure: Measure) -> None:
    parent = make_sector(slug="parent")
    Sector.objects.filter(slug="port").update(parent=parent)
    further = make_sector(slug="further", parent=make_sector(slug="above"))
    make_sector(slug="empty-child", parent=parent)
    make_sector(slug="empty-below", parent=make_sector(slug="empty"))
    measure.sectors.add(further)
    assert list(faults()) == [
        "Sector empty has no measures.",
        "Sector empty-below has no measures.",
        "Sector empty-child has no measures.",
    ]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"status": "completed", "percent": None}, "status, percent"),
        ({"report_due_on": date(2020, 1, 1)}, "report_due_on"),
        ({"behind_on": None, "due_soon_on": None}, "due_soon_on, behind_on"),
        ({"unchanged_run": 2, "report": None}, "report_id, unchanged_run"),
        ({"superseded_on": TODAY}, "superseded_on"),
        ({"verified": "complete"}, ""),
    ],
)
def test_standings_that_are_not_the_fold_of_their_reports_are_named(
    measure: Measure, fields: dict[str, Any], named: str
) -> None:
    Standing.objects.update(**fields)
    expected = f"The standing of measure OK-1 differs from its reports: {named}."
    assert list(faults()) == ([expected] if named else [])


def test_promises_changed_behind_the_back_of_the_standing_are_named(measure: Measure) -> None:
    Measure.objects.update(due_on=date(2027, 12, 31))
    Document.objects.update(reporting_from=None)
    (fault,) = faults()
    assert fault.endswith("OK-1 differs from its reports: period_end, report_due_on, due_soon_on, behind_on.")
    actions.settle(today=TODAY)
    assert list(faults()) == []


def test_measures_taken_over_in_a_circle_are_named(measure: Measure) -> None:
    common: dict[str, Any] = {"document": measure.document, "sector": measure.sector}
    chain = [measure, make_measure(code="C-2", **common), make_measure(code="C-3", **common)]
    for each in chain[1:]:
        make_passage(each, BUILD)
    for older, newer in pairwise(chain):
        Measure.objects.filter(pk=newer.pk).update(supersedes=older)
    actions.settle(today=TODAY)
    assert list(faults()) == [], "a chain is no circle"
    Measure.objects.filter(pk=measure.pk).update(supersedes=chain[-1])
    actions.settle(today=TODAY)
    (fault,) = faults()
    assert fault.startswith("Measures take over from each other in a circle: ")
    assert all(code in fault for code in ("OK-1", "C-2", "C-3"))


def test_every_guard_that_is_lost_is_named(measure: Measure) -> None:
    guards = GUARDS[connection.vendor]
    lost = drop(*(guards - {SEARCH}))
    execute("DROP TABLE measures_search" if connection.vendor == "sqlite" else "DROP INDEX measures_search")
    assert {*lost, *named(SEARCH)} == set(faults())
    assert len(lost) == len(guards) - 1


def test_guards_that_no_longer_guard_are_named(measure: Measure) -> None:
    """On PostgreSQL a trigger can be switched off; on SQLite the search index can fall out of step."""
    if connection.vendor == "sqlite":
        execute(f"INSERT INTO {SEARCH}(rowid, words) VALUES (999, 'ghost')")
        assert list(faults()) == ["The search index does not match the search entries."]
    else:
        execute(f"ALTER TABLE measures_document DISABLE TRIGGER {BODY}")
        assert list(faults()) == named(BODY)


def queries() -> int:
    with CaptureQueriesContext(connection) as captured:
        assert list(faults()) == []
    return len(captured)


def test_verify_takes_the_same_queries_for_one_measure_and_for_twenty(measure: Measure) -> None:
    before = queries()
    for _number in range(20):
        make_passage(make_measure(document=measure.document, sector=measure.sector), BUILD)
    assert queries() == before
