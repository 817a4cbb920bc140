"""The two taxonomies, as trees: sectors, and regions with groups that cut across their tree."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SectorManager(models.Manager["Sector"]):
    def get_by_natural_key(self, slug: str) -> "Sector":
        return self.get(slug=slug)


class Sector(models.Model):
    """A field of work; two levels, a parent stands for its children."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SectorManager()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="sector_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class RegionManager(models.Manager["Region"]):
    def get_by_natural_key(self, slug: str) -> "Region":
        return self.get(slug=slug)


class Region(models.Model):
    """A place. `code` is GB/T 2260 in China (six digits), ISO 3166-1 for countries (two letters)."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("Country")
        MACRO_REGION = "macro_region", _("Macro-region")
        PROVINCE = "province", _("Province")
        AUTONOMOUS_REGION = "autonomous_region", _("Autonomous region")
        MUNICIPALITY = "municipality", _("Municipality")
        SPECIAL_REGION = "special_region", _("Special administrative region")
        CITY = "city", _("City")
        DISTRICT = "district", _("District")
        COUNTY_LEVEL_CITY = "county_level_city", _("County-level city")
        GROUP = "group", _("Group of regions")

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    code = models.CharField(_("official code"), max_length=10, blank=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    groups = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="members", verbose_name=_("groups")
    )
    note = models.TextField(_("note"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    tile_column = models.PositiveSmallIntegerField(_("column on the tile grid"), null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(_("row on the tile grid"), null=True, blank=True)

    objects = RegionManager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_region_per_code"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="region_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
