"""The one filter behind the page, its numbers, the export and the machines."""

from datetime import date
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db.models import F, OrderBy
from django.utils.translation import gettext_lazy as _

from measures.filters.options import Options
from measures.models import Measure, MeasureQuerySet
from measures.rules.words import ANSWERS

SORTS: dict[str, tuple[OrderBy | str, ...]] = {
    "code": ("code",),
    "-code": ("-code",),
    "due": (F("due_on").asc(nulls_last=True), "code"),
    "-due": (F("due_on").desc(nulls_last=True), "code"),
    "percent": (F("standing__percent").asc(nulls_last=True), "code"),
    "-percent": (F("standing__percent").desc(nulls_last=True), "code"),
    "report": (F("standing__last_report_on").asc(nulls_first=True), "code"),
    "-report": (F("standing__last_report_on").desc(nulls_last=True), "code"),
    "next": (F("standing__report_due_on").asc(nulls_last=True), "code"),
    "-next": (F("standing__report_due_on").desc(nulls_last=True), "code"),
}


class ValuesField(forms.Field):
    """Every value given for the parameter; which are known is the filter's business."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[str]:
        return [each for each in value or [] if each]


class AnyOf(django_filters.Filter):
    """Any of several values; unknown ones match nothing and are told."""

    field_class = ValuesField
    parent: "MeasureFilter"

    def filter(self, qs: MeasureQuerySet, value: list[str]) -> MeasureQuerySet:
        return self.parent.any_of(qs, str(self.field_name), value) if value else qs


class MeasureFilter(django_filters.FilterSet):
    """The list's parameters. Several values of one mean "any of", a parent stands for its children.

    A value that is not known, or a day that is none, matches nothing and is named in `problems()`.
    """

    q = django_filters.CharFilter(method="search", label=_("Search"))
    sector = AnyOf(field_name="sector", label=_("Sector"))
    region = AnyOf(field_name="region", label=_("Region"))
    department = AnyOf(field_name="department", label=_("Lead unit"))
    document = AnyOf(field_name="document", label=_("Document"))
    status = AnyOf(field_name="status", label=_("Reported"))
    verified = AnyOf(field_name="verified", label=_("Verified"))
    schedule = AnyOf(field_name="schedule", label=_("Schedule"))
    freshness = AnyOf(field_name="freshness", label=_("Freshness"))
    due_after = django_filters.DateFilter(
        field_name="due_on", lookup_expr="gte", label=_("Deadline from"), input_formats=["%Y-%m-%d"]
    )
    due_before = django_filters.DateFilter(
        field_name="due_on", lookup_expr="lte", label=_("Deadline to"), input_formats=["%Y-%m-%d"]
    )

    class Meta:
        model = Measure
        fields: list[str] = []

    def __init__(self, data: Any, queryset: MeasureQuerySet, *, today: date, options: Options) -> None:
        self.today = today
        self.options = options
        self.first_rows = False
        super().__init__(data, queryset)

    def get_form_class(self) -> type[forms.Form]:
        """The form, made once: its fields say what is asked and nothing of the request."""
        return _form_class()

    def search(self, queryset: MeasureQuerySet, name: str, value: str) -> MeasureQuerySet:
        return queryset.matching(value)

    def any_of(self, queryset: MeasureQuerySet, name: str, values: list[str]) -> MeasureQuerySet:
        known = [value for value in values if value in self.options.known(name)]
        if not known:
            return queryset.none()
        if name in ("schedule", "freshness"):
            return (
                queryset.schedule(known, self.today)
                if name == "schedule"
                else queryset.freshness(known, self.today)
            )
        if name in ANSWERS:
            return queryset.filter(**{f"standing__{name}__in": known})
        ids = self.options.taxonomies[name].reach(known)
        if name == "sector":
            return queryset.in_sectors(ids, first_rows=self.first_rows)
        if name == "region":
            return queryset.in_regions(ids)
        return queryset.filter(**{"lead_department__in" if name == "department" else "document__in": ids})

    def filter_queryset(self, queryset: MeasureQuerySet) -> MeasureQuerySet:
        rows: MeasureQuerySet = queryset.none() if self.form.errors else super().filter_queryset(queryset)
        return rows

    def without(self, name: str) -> MeasureQuerySet:
        """The rows by all parameters but one: what an option of that one would choose from."""
        rows: MeasureQuerySet = self.queryset.all()
        if self.form.errors:
            return rows.none()
        for each, value in self.form.cleaned_data.items():
            if each != name:
                rows = self.filters[each].filter(rows, value)
        return rows

    def for_first_rows(self) -> MeasureQuerySet:
        """The rows by all parameters, asked for so that the first of very many come soon."""
        self.first_rows = True
        rows = self.without("")
        self.first_rows = False
        return rows

    def problems(self) -> list[str]:
        """What of the address was not understood, and what to do, one sentence each."""
        found = [
            _("“%(value)s” is not a day. Write it as 2026-12-31.")
            % {"value": str(self.data.get(name, ""))[:60]}
            if name.startswith("due_")
            else " ".join(errors)
            for name, errors in self.form.errors.items()
        ]
        for name, values in self.form.cleaned_data.items():
            if name not in self.options.by_name:
                continue
            found.extend(
                _(
                    "There is no “%(value)s” among the values of “%(filter)s”, so nothing matches it. "
                    "Clear it, or choose another."
                )
                % {"value": value[:60], "filter": self.filters[name].label}
                for value in values
                if value not in self.options.known(name)
            )
        return found


@cache
def _form_class() -> type[forms.Form]:
    fields = {name: each.field for name, each in MeasureFilter.base_filters.items()}
    return type("MeasureFilterForm", (forms.Form,), fields)
