"""What a node of a tree stands for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.models import Measure
from measures.models.numbers import tally
from sectors.models import Region
from sectors.trees import reach
from tests.factories import TODAY, make_measure, make_region

# China > East China > Shandong > Qingdao, East China > Shanghai; the Basin has Shandong and Henan.
CHINA, EAST, SHANDONG, QINGDAO, SHANGHAI, HENAN, BASIN, JAPAN = range(1, 9)
PARENTS = {
    CHINA: None,
    EAST: CHINA,
    SHANDONG: EAST,
    QINGDAO: SHANDONG,
    SHANGHAI: EAST,
    HENAN: CHINA,
    BASIN: None,
    JAPAN: None,
}
MEMBERS = {BASIN: [SHANDONG, HENAN]}


@pytest.mark.parametrize(
    ("roots", "found"),
    [
        ([QINGDAO], {QINGDAO}),
        ([SHANDONG], {SHANDONG, QINGDAO}),
        ([EAST], {EAST, SHANDONG, QINGDAO, SHANGHAI}),
        ([BASIN], {BASIN, SHANDONG, QINGDAO, HENAN}),
        ([CHINA], {CHINA, EAST, SHANDONG, QINGDAO, SHANGHAI, HENAN}),
        ([BASIN, JAPAN], {BASIN, SHANDONG, QINGDAO, HENAN, JAPAN}),
        ([], set()),
        ([99], {99}),
    ],
)
def test_a_node_stands_for_what_is_below_it(roots: list[int], found: set[int]) -> None:
    assert reach(PARENTS, MEMBERS, roots) == found


nodes = st.integers(1, 6)
parents = st.dictionaries(nodes, st.none() | nodes)
members = st.dictionaries(nodes, st.lists(nodes, max_size=3))


@settings(deadline=None, max_examples=60)
@given(parents, members, st.lists(nodes, max_size=3))
def test_reach_is_the_smallest_closed_set_also_on_cycles(
    parents: dict[int, int | None], members: dict[int, list[int]], roots: list[int]
) -> None:
    edges = {(above, node) for node, above in parents.items()} | {
        (group, member) for group, found in members.items() for member in found
    }
    expected = set(roots)
    while more := {below for above, below in edges if above in expected} - expected:
        expected |= more
    assert reach(parents, members, roots) == expected


@pytest.mark.django_db
def test_numbers_of_regions_reach_as_far_as_the_filter() -> None:
    """The recursive query behind the numbers is the twin of `reach`."""
    rows = {number: make_region(pk=number) for number in PARENTS}
    for number, parent in PARENTS.items():
        Region.objects.filter(pk=number).update(parent=parent)
    rows[BASIN].members.set([rows[SHANDONG], rows[HENAN]])
    for places in ([QINGDAO], [QINGDAO, SHANDONG, HENAN], [SHANGHAI], [JAPAN], [EAST, BASIN], []):
        make_measure(regions=[rows[place] for place in places])
    found = tally(Measure.objects.all(), TODAY, ["region"])
    for number in rows:
        filtered = Measure.objects.in_regions(reach(PARENTS, MEMBERS, [number])).count()
        assert found.of("region", number).total == filtered, number
