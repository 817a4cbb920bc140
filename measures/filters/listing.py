"""A list of measures as asked for in an address."""

from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Count, OrderBy, Q
from django.http import QueryDict

from measures.filters.filterset import SORTS, MeasureFilter
from measures.filters.options import Options
from measures.models import Measure, MeasureQuerySet

DEFAULT_SORT = "code"
# From so many rows on, PostgreSQL fills a page sooner by going through the measures in order than by finding
# all that match first.
MANY = 500
PARAMETERS = tuple(MeasureFilter.base_filters)


class Listing:
    """What the parameters choose of what the person may see.

    Measures taken over by a later plan are left out, as numbers leave them out, unless `superseded=1`.
    """

    def __init__(self, params: QueryDict, *, user: Any, today: date) -> None:
        self.params = params
        self.today = today
        self.options = Options()
        visible = Measure.objects.visible_to(user)
        self.filter = MeasureFilter(params, visible, today=today, options=self.options)
        self.with_superseded = params.get("superseded") == "1"
        self.sort = params.get("sort") or DEFAULT_SORT

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The parameters that narrow the list, with their values."""
        values = {name: [each for each in self.params.getlist(name) if each] for name in PARAMETERS}
        return {name: given for name, given in values.items() if given}

    @property
    def address(self) -> str:
        """The query string that reproduces the view: the parameters that say something."""
        kept = QueryDict(mutable=True)
        for name, values in self.params.lists():
            if given := [each for each in values if each and name != "numbers"]:
                kept.setlist(name, given)
        return kept.urlencode()

    @property
    def queryset(self) -> MeasureQuerySet:
        """The rows, unordered."""
        return self._counting(self.filter.qs)

    def _counting(self, found: MeasureQuerySet) -> MeasureQuerySet:
        rows: MeasureQuerySet = found.order_by()
        return rows if self.with_superseded else rows.counting()

    @property
    def ordered(self) -> MeasureQuerySet:
        return self.queryset.order_by(*self._order)

    @property
    def _order(self) -> tuple[OrderBy | str, ...]:
        return SORTS.get(self.sort, SORTS[DEFAULT_SORT])

    @property
    def paged(self) -> MeasureQuerySet:
        """The rows in their order, to take a page from."""
        if self.total <= MANY or connection.vendor != "postgresql":
            return self.ordered
        return self._counting(self.filter.for_first_rows()).order_by(*self._order)

    @cached_property
    def counts(self) -> dict[str, int]:
        """`counting`: measures that numbers count; `superseded`: those left out of them."""
        rows: MeasureQuerySet = self.filter.qs.order_by()
        return rows.aggregate(
            counting=Count("pk", filter=Q(standing__superseded_on=None)),
            superseded=Count("pk", filter=Q(standing__superseded_on__isnull=False)),
        )

    @property
    def total(self) -> int:
        return self.counts["counting"] + (self.counts["superseded"] if self.with_superseded else 0)
