"""The list of measures: its parameters, its numbers, its cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from measures import actions
from measures.models import Measure
from sectors.models import Region
from tests.factories import (
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


def codes(client: Client, query: str, **extra: Any) -> list[str]:
    response = client.get(f"/measures/?{query}", **extra)
    assert response.status_code == 200
    return [row.code for row in response.context["rows"]]


@pytest.fixture
def today() -> Any:
    return timezone.localdate()


def test_list_filters_by_sector_with_its_children(client: Client) -> None:
    parent = make_sector(slug="industry")
    child = make_sector(slug="energy", parent=parent)
    main, further = make_measure(code="A", sector=child), make_measure(code="B", sectors=[child])
    make_measure(code="C")
    assert codes(client, "sector=industry") == codes(client, "sector=energy") == [main.code, further.code]


def test_list_finds_shandong_by_east_china_and_by_its_group(client: Client) -> None:
    east, basin = make_region(slug="east-china"), make_region(slug="basin", kind=Region.Kind.GROUP)
    shandong = make_region(slug="shandong", parent=east)
    shandong.groups.add(basin)
    make_measure(code="A", regions=[shandong])
    make_measure(code="B", regions=[east])
    assert codes(client, "region=basin") == ["A"]
    assert codes(client, "region=east-china") == ["A", "B"]


def test_several_values_mean_any_and_parameters_combine(client: Client, today: Any) -> None:
    department, document = make_department(code="ports"), make_document(slug="plan")
    official = make_member(department)
    for code, status in (("A", "at_risk"), ("B", "delayed"), ("C", "on_track")):
        report(
            make_measure(code=code, lead_department=department, document=document),
            official,
            today=today,
            status=status,
        )
    make_measure(code="D")
    assert codes(client, "status=at_risk&status=delayed&department=ports") == ["A", "B"]
    assert codes(client, "status=on_track&document=plan") == ["C"]
    assert codes(client, "status=not_reported") == ["D"]
    assert codes(client, "verified=not_assessed&sort=-code") == ["D", "C", "B", "A"]


def test_list_filters_by_computed_answers_and_deadline(client: Client, today: Any) -> None:
    make_measure(code="LATE", due_on=today - timedelta(days=1))
    make_measure(code="SOON", due_on=today + timedelta(days=10))
    assert codes(client, "schedule=overdue") == ["LATE"]
    assert codes(client, "schedule=due_soon&freshness=stale") == ["SOON"]
    assert codes(client, f"due_after={today}") == ["SOON"]
    assert codes(client, f"due_before={today}") == ["LATE"]
    assert codes(client, "sort=-due") == ["SOON", "LATE"]


@pytest.mark.parametrize("query", ["黄河", "yellow riv", "trees", "M-7"])
def test_search_finds_words_of_titles_passages_and_code(client: Client, query: str) -> None:
    measure = make_measure(
        code="M-7", title_en="Open the Yellow River gateway", title_zh_hans="打造黄河流域门户"
    )
    make_passage(measure, "plant trees")
    actions.settle([measure.pk], today=timezone.localdate())
    make_measure(code="OTHER")
    assert codes(client, f"q={query}") == ["M-7"]


def test_unknown_values_are_told_and_match_nothing(client: Client) -> None:
    make_measure(code="A")
    for query in ("sector=nowhere", "status=fine", "due_after=soon", "region=99999999999999999999", "q=%00"):
        response = client.get(f"/measures/?{query}")
        assert response.status_code == 200
        assert response.context["problems"], query
        assert not response.context["rows"]
    assert codes(client, "page=999&sort=nonsense") == ["A"]


def test_internal_measures_stay_with_the_offices(client: Client) -> None:
    measure = make_measure(code="SECRET", visibility="internal")
    seen = {
        None: False,
        make_user(): False,
        make_user("analyst"): True,
        make_member(measure.lead_department): True,
    }
    for user, sees in seen.items():
        client.logout()
        if user:
            client.force_login(user)
        assert (codes(client, "q=secret") == ["SECRET"]) is sees
        assert ("SECRET" in client.get("/measures/?numbers=1").content.decode()) is sees


def test_superseded_measures_are_left_out_and_told(client: Client) -> None:
    old = make_measure(code="OLD")
    make_measure(code="NEW", supersedes=old)
    actions.settle([old.pk], today=timezone.localdate())
    response = client.get("/measures/")
    assert [row.code for row in response.context["rows"]] == ["NEW"]
    assert "1 taken over by a later plan is left out" in response.content.decode()
    assert codes(client, "superseded=1") == ["NEW", "OLD"]


def test_numbers_behind_the_options_open_as_many_rows(client: Client, today: Any) -> None:
    parent = make_sector(slug="parent")
    both = [make_sector(slug=f"child-{n}", parent=parent) for n in (1, 2)]
    for n in range(3):
        make_measure(sector=both[0], sectors=both[1:], due_on=today + timedelta(days=n * 20 - 10))
    numbers = client.get("/measures/?numbers=1", headers={"HX-Request": "true"}).context["numbers"]
    assert numbers["sector"]["parent"] == 3
    for name, values in numbers.items():
        for value, number in values.items():
            assert len(codes(client, f"{name}={value}")) == number, (name, value)


def test_htmx_gets_the_results_alone_and_an_address_that_reproduces_them(client: Client) -> None:
    make_measure(code="A")
    response = client.get("/measures/?q=&status=not_reported", headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert response.headers["HX-Push-Url"] == "/measures/?status=not_reported"
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize("many", [1, 50])
def test_list_costs_at_most_six_queries(
    client: Client, many: int, django_assert_max_num_queries: Any
) -> None:
    department = make_department()
    for _ in range(many):
        make_measure(lead_department=department, regions=[make_region()])
    client.force_login(make_member(department))
    query = f"sector={make_sector().slug}&status=not_reported&freshness=stale"
    with django_assert_max_num_queries(6) as captured:
        client.get("/measures/")
        first = len(captured)
    with django_assert_max_num_queries(6):
        client.get(f"/measures/?{query}")
    assert first == 6
    assert Measure.objects.count() == many
