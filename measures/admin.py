"""What administrators keep, and what they may look at but nobody changes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from measures import actions
from measures.forms import QuoteForm
from measures.models import (
    Digest,
    Document,
    Exclusion,
    Flag,
    Heartbeat,
    ImportBatch,
    Measure,
    NightRun,
    Notice,
    Passage,
    ProgressDraft,
    ProgressUpdate,
    SearchEntry,
    Standing,
    UpdateDecision,
)

admin.site.site_header = admin.site.site_title = _("Qingdao Tracker")
admin.site.index_title = _("What administrators keep")

# A change of one of these moves the days on which answers of the plan's measures change.
PLAN_FIELDS = {"reporting_from", "due_soon_days", "behind_points"}


def settle(pks: Iterable[int | None]) -> None:
    """Bring the standings and search words of the measures into line with what was saved."""
    actions.settle([pk for pk in pks if pk], today=timezone.localdate())


class ReadOnly(admin.ModelAdmin[Any]):
    """Append-only or computed: written by actions and the night, changed by nobody."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Unlisted(ReadOnly):
    """Workings of the site: reached by their address, for who looks into them, and not from the index."""

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return {}


class ReadOnlyInline(admin.TabularInline[Any, Any]):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DocumentForm(forms.ModelForm):  # type: ignore[type-arg]
    """The text as it is: its white space counts, and its lines end as in the passages."""

    body = forms.CharField(label=_("text"), strip=False, widget=AdminTextareaWidget)

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")


@admin.register(Document)
class DocumentAdmin(TranslationAdmin[Document]):
    form = DocumentForm
    list_display = [
        "slug",
        "title",
        "site",
        "plan_starts_on",
        "plan_ends_on",
        "reporting_from",
        "is_demonstration",
    ]
    list_filter = ["is_demonstration", "acceptance_required", "language"]
    search_fields = ["slug", "title_en", "title_zh_hans", "site"]

    def get_readonly_fields(self, request: HttpRequest, obj: Document | None = None) -> list[str]:
        rests_on_it = obj is not None and (obj.passages.exists() or obj.exclusions.exists())
        return ["body_sha256", "body"] if rests_on_it else ["body_sha256"]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        if PLAN_FIELDS & set(form.changed_data):
            settle(form.instance.measures.order_by("pk").values_list("pk", flat=True))


class PassagesOfMeasure(ReadOnlyInline):
    model = Passage
    fields = ["document", "start", "end", "quote"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Passage]:
        return super().get_queryset(request).select_related("document").defer("document__body")


class StandingOfMeasure(ReadOnlyInline):
    model = Standing
    fields = ["status", "percent", "verified", "last_report_on", "report_due_on"]


@admin.register(Measure)
class MeasureAdmin(TranslationAdmin[Measure]):
    list_display = ["code", "title", "document", "lead_department", "due_on", "cadence", "visibility"]
    list_filter = ["kind", "cadence", "visibility", "due_basis", "document", "lead_department", "sector"]
    list_select_related = ["document", "lead_department"]
    search_fields = ["code", "title_en", "title_zh_hans"]
    autocomplete_fields = [
        "document",
        "sector",
        "sectors",
        "regions",
        "lead_department",
        "supporting_departments",
        "supersedes",
    ]

    def get_inlines(self, request: HttpRequest, obj: Measure | None) -> list[Any]:
        return [StandingOfMeasure, PassagesOfMeasure] if obj else []

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        settle({form.instance.pk, form.instance.supersedes_id, form.initial.get("supersedes")})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        # Its standing and drafts are nobody's to delete, but go with it; its reports keep it from going.
        to_delete, counts, _permissions, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Measure) -> None:
        predecessor = obj.supersedes_id
        super().delete_model(request, obj)
        settle([predecessor])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Measure]) -> None:
        predecessors = list(queryset.values_list("supersedes_id", flat=True))
        super().delete_queryset(request, queryset)
        settle(predecessors)


class PassageForm(QuoteForm):
    class Meta:
        model = Passage
        fields = ["measure", "document", "quote", "start", "end"]


class ExclusionForm(QuoteForm):
    class Meta:
        model = Exclusion
        fields = ["document", "quote", "start", "end", "reason"]


@admin.register(Passage)
class PassageAdmin(admin.ModelAdmin[Passage]):
    form = PassageForm
    list_display = ["measure", "document", "start", "end", "quote"]
    list_filter = ["document"]
    list_select_related = ["measure", "document"]
    search_fields = ["measure__code", "quote"]
    autocomplete_fields = ["measure", "document"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Passage]:
        return super().get_queryset(request).defer("document__body")

    def save_model(self, request: HttpRequest, obj: Passage, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        settle({obj.measure_id, form.initial.get("measure")})

    def delete_model(self, request: HttpRequest, obj: Passage) -> None:
        super().delete_model(request, obj)
        settle([obj.measure_id])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Passage]) -> None:
        measures = set(queryset.values_list("measure_id", flat=True))
        super().delete_queryset(request, queryset)
        settle(measures)


@admin.register(Exclusion)
class ExclusionAdmin(TranslationAdmin[Exclusion]):
    form = ExclusionForm
    list_display = ["document", "start", "end", "quote", "reason"]
    list_filter = ["document"]
    list_select_related = ["document"]
    search_fields = ["quote", "reason_en", "reason_zh_hans"]
    autocomplete_fields = ["document"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Exclusion]:
        return super().get_queryset(request).defer("document__body")


@admin.register(Standing)
class StandingAdmin(Unlisted):
    list_display = ["measure", "status", "percent", "verified", "last_report_on", "report_due_on"]
    list_filter = ["status", "verified"]
    list_select_related = ["measure"]
    search_fields = ["measure__code"]


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(ReadOnly):
    list_display = [
        "measure",
        "period_end",
        "status",
        "percent",
        "unchanged",
        "department",
        "by",
        "submitted_at",
    ]
    list_filter = ["status", "unchanged", "department", "submitted_on"]
    list_select_related = ["measure", "department", "by"]
    search_fields = ["measure__code", "progress", "problems", "next_steps"]


@admin.register(UpdateDecision)
class UpdateDecisionAdmin(ReadOnly):
    list_display = ["measure", "kind", "by", "decided_at"]
    list_filter = ["kind", "decided_on"]
    list_select_related = ["update__measure", "by"]
    search_fields = ["update__measure__code"]

    @admin.display(description=_("measure"))
    def measure(self, decision: UpdateDecision) -> str:
        return str(decision.update.measure)


@admin.register(ProgressDraft)
class ProgressDraftAdmin(ReadOnly):
    """That there is a draft; what it says is its author's until it is submitted."""

    list_display = ["measure", "author", "saved_at"]
    list_select_related = ["measure", "author"]
    search_fields = ["measure__code", "author__username"]
    fields = ["measure", "author", "saved_at"]


@admin.register(Flag)
class FlagAdmin(ReadOnly):
    list_display = ["measure", "rule", "period_end", "due_on", "raised_on", "cleared_on"]
    list_filter = ["rule", ("cleared_on", admin.EmptyFieldListFilter), "raised_on"]
    list_select_related = ["measure"]
    search_fields = ["measure__code"]


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    list_display = ["measure", "period_end", "step", "recipient", "night"]
    list_filter = ["step", "night"]
    list_select_related = ["measure", "recipient"]
    search_fields = ["measure__code", "recipient__username", "recipient__email"]


@admin.register(Digest)
class DigestAdmin(ReadOnly):
    list_display = ["recipient", "night", "kind", "attempts", "sent_at", "next_try_at", "dropped_at", "error"]
    list_filter = ["kind", ("sent_at", admin.EmptyFieldListFilter), "night"]
    list_select_related = ["recipient"]
    search_fields = ["recipient__username", "recipient__email", "error"]


@admin.register(NightRun)
class NightRunAdmin(ReadOnly):
    list_display = [
        "night",
        "started_at",
        "finished_at",
        "flagged",
        "cleared",
        "queued",
        "sent",
        "failed",
        "error",
    ]
    list_filter = ["night"]
    search_fields = ["error"]


@admin.register(Heartbeat)
class HeartbeatAdmin(Unlisted):
    list_display = ["process", "seen_at"]
    search_fields = ["process"]


@admin.register(SearchEntry)
class SearchEntryAdmin(Unlisted):
    list_display = ["measure", "words"]
    list_select_related = ["measure"]
    search_fields = ["measure__code"]


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly):
    list_display = ["file_name", "by", "uploaded_at", "applied_at", "undone_at", "added", "changed"]
    list_filter = [("applied_at", admin.EmptyFieldListFilter), ("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["by"]
    search_fields = ["file_name", "sha256", "by__username"]
    fields = ["file_name", "sha256", "by", "uploaded_at", "applied_at", "undone_at", "added", "changed"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("content", "changes")
