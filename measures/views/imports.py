"""Imports: upload, preview, apply, undo. For administrators."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Department
from measures.exchange.batches import PlanMoved, apply_batch, plan_of, undo_batch
from measures.exchange.columns import COLUMNS, COMPUTED
from measures.exchange.plan import Action, Change, Plan, title_of
from measures.exchange.showing import lines
from measures.forms import UploadForm
from measures.models import ImportBatch
from measures.permissions import is_administrator
from measures.views.pages import PAGE_SIZE

View = Callable[..., HttpResponse]


def for_importers(view: View) -> View:
    """Login for strangers, 403 for everybody who may not import."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_administrator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(guarded)


@for_importers
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid() and (batch := form.keep(request.user)):
        return redirect("import_batch", batch.pk)
    earlier = ImportBatch.objects.select_related("by").defer("content", "changes")
    context = {
        "form": form,
        "page": Paginator(earlier, PAGE_SIZE).get_page(request.GET.get("page")),
        "columns": [name for name in COLUMNS if name not in COMPUTED],
        "shows_demonstration": _among_invented(),
    }
    return render(request, "measures/import.html", context, status=422 if form.errors else 200)


@for_importers
@require_http_methods(["GET", "HEAD", "POST"])
def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview of a kept file; once applied, what it changed."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    if request.method == "POST":
        (_undo if request.POST.get("action") == "undo" else _apply)(request, batch)
        return redirect("import_batch", batch.pk)
    plan = plan_of(batch) if batch.applied_at is None else applied_plan(batch)
    parts = parts_of(plan)
    asked = request.GET.get("show", "")
    show = asked if asked in parts else next((name for name in parts if parts[name]), "changed")
    page = Paginator(parts[show], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "plan": plan,
        "tabs": [(name, label, len(parts[name])) for name, label in labels().items() if name in parts],
        "show": show,
        "page": page,
        "rows": [(each, lines(each) if isinstance(each, Change) else []) for each in page],
        "links": [(reverse("import_new"), _("Import"))],
        "here": batch.file_name,
        "shows_demonstration": _among_invented(),
    }
    return render(request, "measures/import_batch.html", context)


def _among_invented() -> bool:
    """Whether what a file is compared with, and who imports, may be invented."""
    return Department.objects.filter(is_demonstration=True).exists()


def applied_plan(batch: ImportBatch) -> Plan:
    return Plan(changes=[Change.from_json(kept) for kept in batch.changes])


def parts_of(plan: Plan) -> dict[str, Sequence[Any]]:
    """What the page shows under its tabs; the most pressing first."""
    parts: dict[str, Sequence[Any]] = {
        "wrong": plan.faults,
        "changed": plan.of(Action.CHANGE),
        "added": plan.of(Action.ADD),
        "removed": plan.of(Action.REMOVE),
        "unchanged": [title_of(kind, key) for kind, key in plan.unchanged],
        "missing": plan.missing,
    }
    return {name: rows for name, rows in parts.items() if rows or name in ("changed", "added")}


def labels() -> dict[str, str]:
    return {
        "wrong": _("Wrong"),
        "changed": _("Changed"),
        "added": _("Added"),
        "removed": _("Removed"),
        "unchanged": _("Unchanged"),
        "missing": _("Not in the file"),
    }


def _apply(request: HttpRequest, batch: ImportBatch) -> None:
    try:
        apply_batch(batch=batch, expected=request.POST.get("plan", ""), today=timezone.localdate())
    except PlanMoved:
        messages.warning(
            request,
            _(
                "Nothing was imported: since the preview, what the file would change has changed. "
                "Look again, then apply."
            ),
        )
    except ValidationError as refused:
        _tell(request, refused)
    else:
        messages.success(request, _("The file was imported."))


def _undo(request: HttpRequest, batch: ImportBatch) -> None:
    try:
        undo_batch(batch=batch, today=timezone.localdate())
    except ValidationError as refused:
        _tell(request, refused)
    else:
        messages.success(request, _("The import was undone. Everything is as it was before."))


def _tell(request: HttpRequest, refused: ValidationError) -> None:
    """The reasons, at most ten: a page is no place for thousands."""
    shown = refused.messages[:10]
    if len(refused.messages) > len(shown):
        shown.append(_("… and %(count)d more.") % {"count": len(refused.messages) - len(shown)})
    for reason in shown:
        messages.error(request, reason)
