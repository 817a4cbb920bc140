"""Which words of the taxonomies stand in two languages."""

from modeltranslation.translator import TranslationOptions, register

from sectors.models import Region, Sector


@register(Sector)
class SectorOptions(TranslationOptions):
    fields = ("name",)


@register(Region)
class RegionOptions(TranslationOptions):
    fields = ("name", "note")
