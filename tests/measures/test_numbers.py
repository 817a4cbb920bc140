"""Numbers of sets: each measure once, superseded ones left out, the same whatever way they are counted."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from measures.models import Measure, Standing
from measures.models.numbers import Numbers, numbers, tally
from measures.rules.words import ANSWERS
from sectors.models import Region
from tests.factories import (
    TODAY,
    make_document,
    make_measure,
    make_member,
    make_region,
    make_sector,
    report,
)

pytestmark = pytest.mark.django_db


def counted(found: Numbers, name: str) -> dict[str, int]:
    return {value: count for value, count in found.answers[name].items() if count}


def test_numbers_count_each_answer() -> None:
    late, done = make_measure(due_on=date(2026, 1, 1)), make_measure()
    make_measure(due_on=None)
    report(done, make_member(done.lead_department), status="completed", completed_on=TODAY)
    Standing.objects.filter(measure=late).update(verified="limited")
    found = numbers(Measure.objects.all(), TODAY)
    assert found.total == 3
    assert counted(found, "status") == {"not_reported": 2, "completed": 1}
    assert counted(found, "verified") == {"not_assessed": 2, "limited": 1}
    assert counted(found, "schedule") == {"overdue": 1, "done_in_time": 1, "no_deadline": 1}
    assert counted(found, "freshness") == {"stale": 2, "not_owed": 1}


def test_numbers_agree_with_the_rules_on_many_standings() -> None:
    document, sector = make_document(), make_sector()
    days = [None, date(2026, 3, 14), TODAY, date(2026, 3, 16)]
    for status, day, due_on in product(("on_track", "completed", "not_pursued"), days, days):
        measure = make_measure(document=document, sector=sector, starts_on=None, due_on=due_on)
        Standing.objects.filter(measure=measure).update(
            status=status,
            behind_on=day,
            due_soon_on=day or date(2026, 3, 1),
            completed_on=day if status == "completed" else None,
            period_end=day,
            report_due_on=day,
            last_report_on=due_on,
        )
    found = numbers(Measure.objects.all(), TODAY)
    for name in ("schedule", "freshness"):
        said = [getattr(measure, name)(TODAY) for measure in Measure.objects.select_related("standing")]
        assert found.answers[name] == {each.value: said.count(each) for each in ANSWERS[name]}
        assert sum(found.answers[name].values()) == found.total == 48


def test_numbers_leave_superseded_measures_out() -> None:
    old = make_measure()
    make_measure(supersedes=old)
    Standing.objects.filter(measure=old).update(superseded_on=TODAY)
    found = numbers(Measure.objects.all(), TODAY)
    assert (found.total, found.left_out) == (1, 1)


def test_numbers_leave_out_what_a_reader_may_not_see() -> None:
    make_measure(visibility="internal")
    assert numbers(Measure.objects.visible_to(AnonymousUser()), TODAY).total == 0


def test_sector_counts_a_measure_once_with_all_its_parts() -> None:
    industry = make_sector()
    energy, cars = make_sector(parent=industry), make_sector(parent=industry)
    make_measure(sector=energy, sectors=[energy, cars])
    make_measure(sector=cars, due_on=date(2026, 1, 1))
    found = tally(Measure.objects.all(), TODAY, ("document", "sector"))
    assert [found.of("sector", each.pk).total for each in (industry, energy, cars)] == [2, 1, 2]
    assert counted(found.of("sector", industry.pk), "schedule") == {"in_time": 1, "overdue": 1}
    assert found.all.total == 2


def test_region_counts_through_its_tree_and_its_groups() -> None:
    china, basin = make_region(), make_region(kind=Region.Kind.GROUP)
    east = make_region(parent=china)
    shandong = make_region(parent=east)
    qingdao = make_region(parent=shandong)
    shandong.groups.add(basin)
    make_measure(regions=[qingdao, shandong, basin])
    make_measure(regions=[east])
    found = tally(Measure.objects.all(), TODAY, ("region",))
    totals = [found.of("region", each.pk).total for each in (china, basin, east, shandong, qingdao)]
    assert totals == [2, 1, 2, 1, 1]


def test_every_tally_is_one_query(django_assert_num_queries: Any) -> None:
    for _ in range(3):
        make_measure(regions=[make_region()])
    with django_assert_num_queries(1):
        found = tally(Measure.objects.all(), TODAY, ("document", "sector", "region"))
    assert found.all.total == 3


@pytest.mark.parametrize(("late", "shown"), [(5, False), (6, True)])
def test_percentages_show_from_six_measures_up(late: int, *, shown: bool) -> None:
    template = Template(
        '{% load numbers %}{% answer_line "schedule" counts "Schedule" "/measures/?sector=ports" %}'
    )
    page = template.render(Context({"counts": {"overdue": late}}))
    assert f'<strong class="tracker-number">{late}</strong>' in page
    assert ("100%" in page) is shown
    assert "/measures/?sector=ports&amp;schedule=overdue" in page
