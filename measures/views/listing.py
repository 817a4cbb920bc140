"""The list of measures, its filters and the numbers behind them."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from measures.filters.facets import facets
from measures.filters.listing import Listing
from measures.filters.panel import chips, groups, headings, sorts
from measures.filters.rows import Row, rows_of
from measures.models import MeasureQuerySet
from measures.views.pages import page_of


class HtmxRequest(HttpRequest):
    """A request as the middleware of django-htmx hands it on."""

    htmx: HtmxDetails


@require_safe
@vary_on_headers("HX-Request")
def measure_list(request: HtmxRequest) -> HttpResponse:
    """The list; for htmx its results alone, or (with `numbers=1`) the numbers behind the options."""
    listing = Listing(request.GET, user=request.user, today=timezone.localdate())
    numbers = facets(listing) if request.GET.get("numbers") == "1" else {}
    if numbers and request.htmx and not request.htmx.history_restore_request:
        return render(request, "measures/list.html#numbers", {"numbers": numbers, "total": listing.total})
    page = page_of(listing.paged, listing.total, request.GET.get("page"))
    rows: list[Row] = rows_of(cast(MeasureQuerySet, page.object_list), listing.options, listing.today)
    context = {
        "listing": listing,
        "page": page,
        "rows": rows,
        "groups": groups(listing, numbers),
        "chips": chips(listing),
        "headings": headings(listing),
        "sorts": sorts(),
        "problems": listing.filter.problems(),
        "shows_demonstration": any(row.is_demonstration for row in rows),
    }
    if request.htmx and not request.htmx.history_restore_request:
        response = render(request, "measures/list.html#results", context)
        response.headers["HX-Push-Url"] = "?".join(filter(None, (request.path, listing.address)))
        return response
    return render(request, "measures/list.html", context)
