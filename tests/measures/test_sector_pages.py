"""The trees of sectors and regions with their numbers, and a page for each node."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sectors.models import Region
from tests.factories import make_measure, make_member, make_region, make_sector, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> Any:
    return timezone.localdate()


def totals(response: Any) -> dict[str, int]:
    return {node.place.slug: node.numbers.total for node in response.context["nodes"]}


def test_sector_tree_counts_and_leads_to_the_rows(client: Client, today: Any) -> None:
    industry = make_sector(slug="industry")
    energy = make_sector(slug="energy", parent=industry)
    make_measure(today=today, sector=energy, sectors=[industry], due_on=today - timedelta(days=1))
    response = client.get("/sectors/")
    assert totals(response) == {"industry": 1, "energy": 1}
    assert 'href="/measures/?sector=industry&amp;schedule=overdue"' in response.content.decode()
    assert len(client.get("/measures/?sector=industry&schedule=overdue").context["rows"]) == 1


def test_sector_page_shows_its_path_parts_and_measures(client: Client) -> None:
    industry = make_sector(slug="industry")
    energy = make_sector(slug="energy", parent=industry)
    make_measure(code="A", sector=energy)
    make_measure(code="B", sectors=[industry])
    make_measure(code="C")
    context = client.get("/sectors/industry/").context
    assert [row.code for row in context["rows"]] == ["A", "B"]
    assert context["numbers"].total == context["page"].paginator.count == 2
    assert [node.place for node in context["children"]] == [energy]
    page = client.get("/sectors/energy/")
    assert [place.slug for place in page.context["path"]] == ["industry"]
    assert 'href="/measures/?sector=energy"' in page.content.decode()
    assert client.get("/sectors/none/").status_code == 404


def test_region_page_finds_measures_through_tree_and_groups(client: Client) -> None:
    east, basin = make_region(slug="east"), make_region(slug="basin", kind=Region.Kind.GROUP)
    shandong = make_region(slug="shandong", parent=east, kind=Region.Kind.PROVINCE)
    shandong.groups.add(basin)
    make_measure(code="A", regions=[shandong])
    make_measure(code="B", regions=[east])
    for slug, codes in (("basin", ["A"]), ("east", ["A", "B"]), ("shandong", ["A"])):
        context = client.get(f"/regions/{slug}/").context
        assert [row.code for row in context["rows"]] == codes
        assert context["numbers"].total == len(codes)
    assert totals(client.get("/regions/")) == {"basin": 1, "east": 2, "shandong": 1}
    assert [group.slug for group in client.get("/regions/shandong/").context["groups"]] == ["basin"]
    assert client.get("/regions/none/").status_code == 404


def test_regions_lie_on_tiles_that_lead_to_them(client: Client) -> None:
    city = make_region(slug="qingdao")
    for column, slug in enumerate(("laoshan", "shinan"), start=1):
        make_region(slug=slug, parent=city, kind=Region.Kind.DISTRICT, tile_column=column, tile_row=2)
    make_region(slug="china", kind=Region.Kind.COUNTRY, tile_column=1, tile_row=1)
    make_measure(regions=[Region.objects.get(slug="laoshan")])
    response = client.get("/regions/")
    (grid,) = response.context["grids"]
    assert [(tile.place.slug, tile.count) for tile in grid.tiles] == [("laoshan", 1), ("shinan", 0)]
    assert "tracker-place--column-2 tracker-place--row-2" in response.content.decode()
    assert [tile.place.slug for tile in client.get("/regions/qingdao/").context["grids"][0].tiles] == [
        "laoshan",
        "shinan",
    ]


@pytest.mark.parametrize("root", ["/sectors/", "/regions/"])
def test_pages_of_fifty(client: Client, root: str) -> None:
    sector, region = make_sector(slug="here"), make_region(slug="here")
    first = make_measure(sector=sector, regions=[region])
    for _ in range(50):
        make_measure(
            sector=sector, regions=[region], document=first.document, lead_department=first.lead_department
        )
    assert len(client.get(f"{root}here/").context["rows"]) == 50
    assert len(client.get(f"{root}here/?page=2").context["rows"]) == 1


def test_internal_measures_count_for_the_offices_alone(client: Client) -> None:
    sector = make_sector(slug="here")
    make_measure(sector=sector, visibility="internal")
    assert totals(client.get("/sectors/")) == {"here": 0}
    client.force_login(make_user("analyst"))
    assert totals(client.get("/sectors/")) == {"here": 1}
    assert len(client.get("/sectors/here/").context["rows"]) == 1


@pytest.mark.parametrize("address", ["/sectors/", "/sectors/here/", "/regions/", "/regions/here/"])
@pytest.mark.parametrize("login", [False, True])
@pytest.mark.parametrize("size", [1, 9])
def test_tree_pages_cost_six_queries_at_most(
    client: Client, django_assert_max_num_queries: Any, address: str, *, login: bool, size: int
) -> None:
    sector, region = make_sector(slug="here"), make_region(slug="here", kind=Region.Kind.GROUP)
    for _ in range(size):
        part = make_region(parent=region)
        part.groups.add(region)
        measure = make_measure(sector=make_sector(parent=sector), regions=[part, region])
    if login:
        client.force_login(make_member(measure.lead_department))
    with django_assert_max_num_queries(6):
        assert client.get(address).status_code == 200
