"""The two taxonomies, as administrators keep them."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from sectors.models import Region, Sector


@admin.register(Sector)
class SectorAdmin(TranslationAdmin[Sector]):
    list_display = ["slug", "name_en", "name_zh_hans", "parent", "position"]
    list_filter = [("parent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["parent"]
    search_fields = ["slug", "name_en", "name_zh_hans"]
    autocomplete_fields = ["parent"]


@admin.register(Region)
class RegionAdmin(TranslationAdmin[Region]):
    list_display = ["slug", "code", "name_en", "name_zh_hans", "kind", "parent", "position"]
    list_filter = ["kind", *((name, admin.RelatedOnlyFieldListFilter) for name in ("parent", "groups"))]
    list_select_related = ["parent"]
    search_fields = ["slug", "code", "name_en", "name_zh_hans"]
    autocomplete_fields = ["parent", "groups"]
