"""The sectors: their tree with the numbers, and a page for each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.views.trees import INVENTED, Places, place_context, tree_context
from sectors.models import Sector


def all_sectors() -> Places:
    return Places("sector", list(Sector.objects.annotate(among_invented=INVENTED)), {})


@require_safe
def sector_list(request: HttpRequest) -> HttpResponse:
    return render(request, "sectors/sector_list.html", tree_context(request, all_sectors()))


@require_safe
def sector_page(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "sectors/sector.html", place_context(request, all_sectors(), slug, _("Sectors")))
