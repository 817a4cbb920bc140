"""What the pages of sectors and regions share: the tree with its numbers, and a node's measures."""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from accounts.models import Department
from measures.filters.rows import Row
from measures.models import Measure
from measures.models.numbers import Numbers, Tally, tally
from measures.rules.words import Visibility
from measures.views.pages import page_of
from sectors.trees import reach

# Where there are invented departments, progress is invented, and so are the numbers.
INVENTED = Exists(Department.objects.filter(is_demonstration=True))


class Node(NamedTuple):
    """A sector or region in its tree, `depth` levels down, with the numbers of what it stands for."""

    place: Any
    depth: int
    numbers: Numbers


class Places(NamedTuple):
    """All sectors, or all regions with the ids of each group's members; each says if it is `among_invented`."""

    part: str
    all: list[Any]
    members: dict[int, list[int]]

    def named(self, slug: str) -> Any:
        found = next((place for place in self.all if place.slug == slug), None)
        if found is None:
            raise Http404
        return found

    def parts_of(self, place: Any) -> list[Any]:
        """Children and members."""
        members = self.members.get(place.pk, ())
        return [each for each in self.all if each.parent_id == place.pk or each.pk in members]

    def groups_of(self, place: Any) -> list[Any]:
        return [each for each in self.all if place.pk in self.members.get(each.pk, ())]

    def below(self, place: Any) -> set[int]:
        """The ids of all it stands for, its own among them."""
        return reach({each.pk: each.parent_id for each in self.all}, self.members, [place.pk])

    def above(self, place: Any) -> list[Any]:
        """From the top down."""
        by_pk = {each.pk: each for each in self.all}
        found: list[Any] = []
        while place.parent_id is not None and by_pk[place.parent_id] not in found:
            place = by_pk[place.parent_id]
            found.insert(0, place)
        return found


def tree_context(request: HttpRequest, places: Places) -> dict[str, Any]:
    """For the page of a whole tree: its nodes with their numbers."""
    visible = Measure.objects.visible_to(request.user)
    numbers = tally(visible, timezone.localdate(), ("document", places.part))
    return {
        "nodes": in_tree_order(places, numbers),
        "tally": numbers,
        "numbers": numbers.all,
        "shows_demonstration": any(place.among_invented for place in places.all),
    }


def place_context(request: HttpRequest, places: Places, slug: str, top: str) -> dict[str, Any]:
    """For the page of one place: what is above and below it, its numbers, a page of its measures."""
    today, here = timezone.localdate(), places.named(slug)
    parts, below, path = places.parts_of(here), places.below(here), places.above(here)
    visible = Measure.objects.visible_to(request.user)
    measures = visible.in_sectors(below) if places.part == "sector" else visible.in_regions(below)
    numbers = tally(visible, today, (places.part,), [place.pk for place in (here, *parts)])
    own, root = numbers.of(places.part, here.pk), f"/{places.part}s/"
    page = page_of(measures.counting().order_by("code"), own.total, request.GET.get("page"))
    return {
        "here": here,
        "path": path,
        "links": [(root, top), *((f"{root}{each.slug}/", each.name) for each in path)],
        "children": [Node(place, 0, numbers.of(places.part, place.pk)) for place in parts],
        "tally": numbers,
        "numbers": own,
        "page": page,
        "rows": rows_of(page.object_list, today),
        "shows_demonstration": here.among_invented,
    }


def in_tree_order(places: Places, numbers: Tally) -> list[Node]:
    """Parents before their children, siblings in the order given."""
    children: defaultdict[int | None, list[Any]] = defaultdict(list)
    for place in places.all:
        children[place.parent_id].append(place)
    found: list[Node] = []

    def walk(parent: int | None, depth: int) -> None:
        for place in children[parent]:
            found.append(Node(place, depth, numbers.of(places.part, place.pk)))
            walk(place.pk, depth + 1)

    walk(None, 0)
    return found


def rows_of(measures: Any, today: date) -> list[Row]:
    """The measures as the list shows them, in one query."""
    joined: QuerySet[Measure] = measures.select_related("standing", "sector", "lead_department", "document")
    return [row_of(each, today) for each in joined.defer("document__body")]


def row_of(measure: Measure, today: date) -> Row:
    standing, lead = measure.standing, measure.lead_department
    return Row(
        code=measure.code,
        title=measure.title,
        internal=measure.visibility == Visibility.INTERNAL,
        superseded=standing.superseded_on is not None,
        sector=measure.sector.name,
        lead=lead.name if lead else "",
        due_on=str(measure.due_on or ""),
        status=standing.status,
        percent=standing.percent,
        verified=standing.verified,
        schedule=measure.schedule(today),
        freshness=measure.freshness(today),
        last_report_on=str(standing.last_report_on or ""),
        report_due_on=str(standing.report_due_on or ""),
        is_demonstration=measure.is_demonstration,
    )
