"""The form of a report on one measure: shown, kept as a draft, submitted."""

from typing import Any, cast

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as plain_csrf_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from measures import actions
from measures.forms import ProgressForm, typed
from measures.models import Measure, ProgressDraft, ProgressUpdate, UpdateDecision
from measures.models.progress import last_decision
from measures.permissions import can_report, supports
from measures.rules.cadence import Period
from measures.rules.reporting import Owing, ended_periods, proposed_period
from measures.rules.words import Cadence, DecisionKind, Status, needs_reason

KEPT = "kept_report"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def progress_new(request: HttpRequest, code: str) -> HttpResponse:
    """Report on a measure. Outsiders: 404 where they cannot see it, else 403 with who leads it."""
    if not request.user.is_authenticated:
        return keep_until_login(request, code)
    if request.method == "POST":
        measure = get_object_or_404(Measure.objects.visible_to(request.user), code=code)
    else:
        measure = measure_for(request.user, code)
    if not can_report(request.user, measure):
        return refused(request, measure)
    if request.method == "POST":
        answer = {"draft": save_draft, "discard": discard_draft}.get(request.POST.get("action", ""), submit)
        return answer(request, measure)
    claim_kept(request, measure)
    return form_page(request, measure)


def refused(request: HttpRequest, measure: Measure) -> HttpResponse:
    context = {
        "measure": measure,
        "supports": supports(request.user, measure),
        "shows_demonstration": measure.is_demonstration,
    }
    return render(request, "measures/progress_form_refused.html", context, status=403)


def person(request: HttpRequest) -> User:
    """Who is logged in. Only behind the login."""
    return cast(User, request.user)


def measure_for(user: User, code: str) -> Measure:
    """The measure, with the keys of its newest report and of the person's own, and what became of the last."""
    updates = ProgressUpdate.objects.filter(measure=OuterRef("pk")).order_by("-pk").values("pk")
    measures = Measure.objects.visible_to(user).select_related("document", "standing", "lead_department")
    newest = {"seen": Subquery(updates[:1]), "own": Subquery(updates.filter(by=user)[:1])}
    measure: Measure = get_object_or_404(
        measures.annotate(**newest, last_decision=last_decision()), code=code
    )
    return measure


def submit(request: HttpRequest, measure: Measure) -> HttpResponse:
    """Store the report; what is wrong with it comes back with everything that was typed."""
    form = ProgressForm(request.POST)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            update = actions.submit_progress(
                measure=measure,
                by=person(request),
                report=form.report(),
                today=timezone.localdate(),
                seen=seen,
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            tell_stored(request, update.measure, update, seen)
            return redirect("desk")
    return form_page(request, measure_for(person(request), measure.code), form)


def tell_stored(request: HttpRequest, measure: Measure, update: ProgressUpdate, seen: int | None) -> None:
    """That the report is in, what follows, and who else reported while its form was open."""
    link = format_html('<a href="{}">{} {}</a>', measure.get_absolute_url(), measure.code, measure.title)
    if measure.document.acceptance_required:
        text = _("Your report on %(measure)s is in. Its answer counts once the reviewers have accepted it.")
    else:
        text = _("Your report on %(measure)s is in.")
    messages.success(request, filled(text, {"measure": link}))
    if seen is None:
        return
    meanwhile = measure.updates.filter(pk__gt=seen, pk__lt=update.pk).select_related("by")
    for other in meanwhile.order_by("pk")[:3]:
        text = _(
            "%(person)s reported on it at %(time)s while your form was open. Both reports are kept: %(link)s."
        )
        address = f"{measure.get_absolute_url()}#report-{other.pk}"
        parts = {
            "person": other.by.get_full_name() or other.by.username,
            "time": date_format(timezone.localtime(other.submitted_at), "DATETIME_FORMAT"),
            "link": format_html('<a href="{}">{}</a>', address, _("read it")),
        }
        messages.warning(request, filled(text, parts))


def filled(text: str, parts: dict[str, Any]) -> str:
    """A translated text with its named places filled, each escaped unless it is markup of ours."""
    for name in parts:
        text = text.replace(f"%({name})s", f"{{{name}}}")
    return format_html(text, **parts)


def save_draft(request: HttpRequest, measure: Measure) -> HttpResponse:
    """Keep what was typed on the server; the page's script asks for JSON and stays where it is."""
    seen = request.POST.get("seen", "")
    draft = actions.save_draft(
        measure=measure,
        by=person(request),
        fields=typed(request.POST),
        seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else None,
    )
    at = time_format(timezone.localtime(draft.saved_at)) if draft else ""
    if wants_json(request):
        return JsonResponse({"saved_at": at})
    messages.success(request, _("Draft saved at %(time)s. It is not submitted yet.") % {"time": at})
    return redirect(request.path)


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def discard_draft(request: HttpRequest, measure: Measure) -> HttpResponse:
    actions.discard_draft(measure=measure, by=person(request))
    messages.info(request, _("The draft is discarded."))
    return redirect(request.path)


def keep_until_login(request: HttpRequest, code: str) -> HttpResponse:
    """A session that ended must not cost what was typed: it waits in the visitor's session for the login."""
    if request.method == "POST":
        text = _("You were logged out. Nothing is lost: log in, then check what you typed and submit it.")
        # Anybody can send this, so an address makes only so many sessions.
        if request.session.session_key or consume(request, action="keep_report"):
            author = request.POST.get("author", "")[:20]
            request.session[KEPT] = {"code": code, "author": author, "fields": typed(request.POST)}
        else:
            text = _("You were logged out. Go back and copy what you typed before you log in.")
        if wants_json(request):
            return JsonResponse({"saved_at": ""}, status=401)
        messages.warning(request, text)
    return redirect_to_login(request.path)


def claim_kept(request: HttpRequest, measure: Measure) -> None:
    """Make what waited for the login a draft, if the same person logged in."""
    kept = request.session.get(KEPT)
    if not kept or kept["code"] != measure.code:
        return
    del request.session[KEPT]
    if kept["author"] == str(request.user.pk):
        actions.save_draft(measure=measure, by=person(request), fields=kept["fields"])


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before a login in another window: its author checks and sends it again, nothing is lost."""
    match = request.resolver_match
    if not request.user.is_authenticated or match is None or match.url_name != "progress_new":
        return plain_csrf_failure(request, reason)
    measure = measure_for(request.user, match.kwargs["code"])
    if not can_report(request.user, measure):
        return plain_csrf_failure(request, reason)
    form = ProgressForm(request.POST)
    text = _(
        "You have logged in again since you opened this form, so it was not stored. Submit it once more."
    )
    form.add_error(None, text)
    return form_page(request, measure, form, status=403)


def form_page(
    request: HttpRequest, measure: Measure, form: ProgressForm | None = None, *, status: int = 200
) -> HttpResponse:
    owing, today = owing_of(measure), timezone.localdate()
    proposed = proposed_period(owing, today, all_ended="all_ended" in request.GET)
    last, draft = actions.last_said(measure), None
    if form is None:
        draft = ProgressDraft.objects.filter(measure=measure, author=person(request)).first()
        form = ProgressForm(initial=initial_of(measure, last, proposed) | (draft.fields if draft else {}))
    context = {
        "measure": measure,
        "form": form,
        "proposed": proposed,
        "ended": ended_periods(owing, today),
        "returned": returned(measure),
        "last": last,
        "last_percent": last.percent if last else None,
        "reason_if": reason_if(measure),
        "why_not_unchanged": actions.refuses_unchanged(measure.standing, last),
        "draft": draft,
        "links": [(measure.get_absolute_url(), measure.code)],
        "here": _("Report progress"),
        "shows_demonstration": measure.is_demonstration,
    }
    return render(request, "measures/progress_form.html", context, status=status)


def returned(measure: Measure) -> UpdateDecision | None:
    """The return of the last report, while no other has come in its place."""
    if getattr(measure, "last_decision", None) != DecisionKind.RETURNED:
        return None
    returns = UpdateDecision.objects.filter(update__measure=measure, kind=DecisionKind.RETURNED)
    return returns.select_related("update").order_by("-update_id").first()


def reason_if(measure: Measure) -> str:
    """The answers that need a reason from where the measure stands, for the page's script."""
    before = Status(measure.standing.status)
    return " ".join(after for after in Status if needs_reason(before, after))


def owing_of(measure: Measure) -> Owing:
    return Owing(
        cadence=Cadence(measure.cadence),
        starts_on=measure.starts_on,
        reporting_from=measure.document.reporting_from,
        period_end=measure.standing.period_end,
        answered_until=measure.standing.answered_until,
    )


def initial_of(measure: Measure, last: ProgressUpdate | None, period: Period) -> dict[str, Any]:
    """What the form proposes: the present answer, and nothing that has to be looked at anew."""
    initial = {
        "period_start": period.start,
        "period_end": period.end,
        "seen": getattr(measure, "seen", None) or 0,
    }
    if measure.standing.status != Status.NOT_REPORTED:
        initial |= {"status": measure.standing.status, "completed_on": measure.standing.completed_on}
    if last and last.status == Status.NOT_PURSUED:
        initial["reason"] = last.reason
    return initial
