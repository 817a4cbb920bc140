"""The regions: their tree and tile grids with the numbers, and a page for each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.models.numbers import Tally
from measures.views.trees import INVENTED, Places, place_context, tree_context
from sectors.models import Region

PROVINCES = {
    Region.Kind.PROVINCE,
    Region.Kind.AUTONOMOUS_REGION,
    Region.Kind.MUNICIPALITY,
    Region.Kind.SPECIAL_REGION,
}
LEVELS = ("provinces", "parts", "countries")
# From how many measures on a tile is a step darker.
STEPS = (1, 3, 6, 12, 24)


def all_regions() -> Places:
    """In one query: a region comes once for each of its groups."""
    places: dict[int, Any] = {}
    members: defaultdict[int, list[int]] = defaultdict(list)
    for place in Region.objects.annotate(group=F("groups"), among_invented=INVENTED):
        places[place.pk] = place
        if place.group is not None:
            members[place.group].append(place.pk)
    return Places("region", list(places.values()), dict(members))


@dataclass(frozen=True, slots=True)
class Tile:
    place: Any
    count: int
    overdue: int
    step: int


class Grid(NamedTuple):
    """Regions of one level laid out by their place on the map, roughly; `of` names the region they are in."""

    level: str
    of: Any
    tiles: list[Tile]


def grids(places: Iterable[Any], numbers: Tally) -> list[Grid]:
    """China's provinces, each city's districts, the countries; a level of one is left to the table."""
    by_pk = {place.pk: place for place in places}
    levels: defaultdict[tuple[str, int | None], list[Tile]] = defaultdict(list)
    for place in by_pk.values():
        if place.tile_column is not None and place.tile_row is not None:
            levels[_level(place)].append(_tile(place, numbers))
    return [
        Grid(level, by_pk.get(parent or 0), sorted(tiles, key=_row_and_column))
        for (level, parent), tiles in sorted(levels.items(), key=lambda each: LEVELS.index(each[0][0]))
        if len(tiles) > 1
    ]


def _row_and_column(tile: Tile) -> tuple[int, int]:
    return tile.place.tile_row, tile.place.tile_column


def _level(place: Any) -> tuple[str, int | None]:
    if place.kind == Region.Kind.COUNTRY:
        return "countries", None
    return ("provinces", None) if place.kind in PROVINCES else ("parts", place.parent_id)


def _tile(place: Any, numbers: Tally) -> Tile:
    found = numbers.of("region", place.pk)
    step = sum(found.total >= least for least in STEPS)
    return Tile(place, found.total, found.answers["schedule"]["overdue"], step)


@require_safe
def region_list(request: HttpRequest) -> HttpResponse:
    regions = all_regions()
    context = tree_context(request, regions)
    context["grids"] = grids(regions.all, context["tally"])
    return render(request, "sectors/region_list.html", context)


@require_safe
def region_page(request: HttpRequest, slug: str) -> HttpResponse:
    regions = all_regions()
    context = place_context(request, regions, slug, _("Regions"))
    here = context["here"]
    context["groups"] = regions.groups_of(here)
    context["grids"] = grids([here, *regions.parts_of(here)], context["tally"])
    return render(request, "sectors/region.html", context)
